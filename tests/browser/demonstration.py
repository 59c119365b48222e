"""The demonstration, running: `redphone demo` in a process of its own, with the real mail server it brings along."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from redphone.demo import cast
from redphone.demo.mailbox import Mail, Mailbox
from redphone.demo.visitor import Visitor
from tests.mail_sink import ROOT, free_port

READY_WITHIN, MAIL_WITHIN = 60.0, 20.0
DIGITS_AND_LINK = re.compile(r"(\d\d)\s*\n[^\n]*\n(http\S+/r/\S+/)\s")


@dataclass
class Demonstration:
    """One node with its cast, at `site`; it can be stopped and started again with everything it keeps."""

    home: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None
    _visitors: dict[str, Visitor] = field(default_factory=dict)

    @property
    def site(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def is_up(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("REDPHONE_")}
        printed = self.home.with_suffix(".printed")
        command = [sys.executable, "-m", "redphone", "demo", "--no-open", "--home", str(self.home)]
        with printed.open("wb") as lines:
            self._process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                cwd=ROOT,
                env={**ours, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=lines,
                stderr=lines,
            )
        until = time.monotonic() + READY_WITHIN
        while "Ctrl-C stops it" not in printed.read_text():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the demonstration did not come up:\n{printed.read_text()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it without a goodbye."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def visitor(self, email: str) -> Visitor:
        """A browser without a screen in which this member of the cast is signed in, always the same one."""
        if email not in self._visitors:
            visitor = Visitor(self.site)
            visitor.send(visitor.open("/mailbox/cast/").form(action="/sign-in/"), who=email)
            self._visitors[email] = visitor
        return self._visitors[email]

    # What is in people's mail

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.home / "mailbox.sqlite3")

    def mail_to(self, email: str, about: str, *, nth: int = 1) -> Mail:
        """The nth mail to this address whose subject holds these words, once it has come."""
        wait_until(lambda: len(self._mails(email, about)) >= nth, f"mail {nth} about {about} to {email}")
        return self._mails(email, about)[nth - 1]

    def count_mails(self, email: str, about: str) -> int:
        return len(self._mails(email, about))

    def link_and_digits(self, mail: Mail) -> tuple[str, str]:
        """The link in a mail's text, and the two digits above it."""
        found = DIGITS_AND_LINK.search(self.text_of(mail))
        assert found, self.text_of(mail)
        return found[2], found[1]

    def text_of(self, mail: Mail) -> str:
        """The plain text of a mail."""
        opened = self.mailbox.open(mail.number)
        assert opened
        return opened.text

    def _mails(self, email: str, about: str) -> list[Mail]:
        words = re.compile(re.escape(about) + r"\b")
        found = [mail for mail in self.mailbox.mails(whose=email) if words.search(mail.subject)]
        return found[::-1]


def wait_until(is_so: Callable[[], bool], what: str, *, seconds: float = MAIL_WITHIN) -> None:
    """Wait until something is so. Raises AssertionError with what was waited for."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"waited {seconds:.0f} s in vain for {what}"
        time.sleep(0.02)


def on_duty(party: str, duty: str = "duty") -> str:
    """The address of who is rung for a party."""
    return cast.on_duty(party, duty).email


def of_office(party: str, office: str) -> str:
    """The address of the first officer of a party in this office."""
    return next(part.email for part in cast.CAST if part.party == party and part.office == office)


def thing_in(url: str) -> str:
    """The id of the call or situation that a page is about."""
    return urlsplit(url).path.split("/")[2]
