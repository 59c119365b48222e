"""A real mail server that can be told to refuse, to break the line and to go away; a ringer whose clock is given."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any, Self

from aiosmtpd.controller import Controller
from django.test import Client

from redphone.calls.models import Ring
from redphone.calls.ringer.journal import Journal
from redphone.calls.ringer.round import go_round, ring_all
from redphone.calls.ringer.send import Mailer
from redphone.log import clock
from tests.calls.words import NIGHT
from tests.mail_sink import free_port

LINK = re.compile(r"""http[^\s"'<>]+/r/[^\s"'<>]+/""")
DIGITS = re.compile(r"\b([1-9][0-9])\n[^\n]+\nhttp")


@dataclass(frozen=True)
class Mail:
    """One mail that the server took: `to` from its envelope, `raw` as it came over the line."""

    to: str
    raw: bytes

    @property
    def parsed(self) -> EmailMessage:
        found = message_from_bytes(self.raw, EmailMessage, policy=SMTP_POLICY)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def subject(self) -> str:
        return str(self.parsed["Subject"])

    @property
    def id(self) -> str:
        return str(self.parsed["Message-ID"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def everything(self) -> str:
        """Every header and every part, decoded: what anybody who holds this mail can read."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.parsed.items())
        return "\n".join([headers, self.text, self.html, self.raw.decode("latin-1")])

    @property
    def link(self) -> str:
        """The path of the link in its text."""
        found = LINK.search(self.text)
        assert found, self.text
        return "/r/" + found.group().partition("/r/")[2]

    @property
    def digits(self) -> str:
        """The two digits, as a person finds them: above the line that speaks of the link."""
        found = DIGITS.search(self.text.replace("\r\n", "\n"))
        assert found, self.text
        return found[1]

    def _part(self, kind: str) -> str:
        body = self.parsed.get_body((kind,))
        return str(body.get_content()) if body else ""


@dataclass
class PostOffice:
    """What the server took, and what it is told to say to whom.

    `at_rcpt` and `at_data` give by address the answers in turn; "cut" breaks the line instead, "cut after" breaks it
    after the mail was taken. `when_taking` is called with each mail before it is taken, in a thread of its own.
    """

    mails: list[Mail] = field(default_factory=list)
    at_rcpt: dict[str, list[str]] = field(default_factory=dict)
    at_data: dict[str, list[str]] = field(default_factory=dict)
    when_taking: Callable[[Mail], None] | None = None
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self._controller: Controller | None = None

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, address: str) -> list[Mail]:
        """The mails to one address, the first first."""
        return [mail for mail in self.mails if mail.to == address]

    def taken(self) -> list[str]:
        """To whom it took a mail, in order."""
        return [mail.to for mail in self.mails]

    def clear(self) -> None:
        self.mails.clear()

    # What aiosmtpd asks its handler

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        said = _next(self.at_rcpt, address)
        if said == "cut":
            server.transport.close()
        if said and not said.startswith("cut"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        mail = Mail(address, bytes(envelope.content))
        said = _next(self.at_data, address)
        if self.when_taking is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.when_taking, mail)
        if said in ("", "cut after"):
            self.mails.append(mail)
        if said.startswith("cut"):
            server.transport.close()
        return said or "250 taken"


def _next(answers: dict[str, list[str]], address: str) -> str:
    waiting = answers.get(address, [])
    return waiting.pop(0) if waiting else ""


class Ringer:
    """The house's own ringer, round by round, at the time that it is told."""

    def __enter__(self) -> Self:
        self.runner = asyncio.Runner()
        self.runner.__enter__()
        self.mailer, self.journal = Mailer(), Journal()
        return self

    def __exit__(self, *_: object) -> None:
        self.runner.run(self.mailer.close())
        self.runner.close()

    def go(self, after: timedelta = timedelta(0), *, rounds: int = 12) -> None:
        """Go round, `after` so long since the beginning of the night, until nothing is left to do at that instant."""
        with clock.standing_at(NIGHT + after):
            for _ in range(rounds):
                if self.go_round() > 0.002:
                    return
        raise AssertionError(f"the ringer is still at work after {rounds} rounds")

    def go_round(self) -> float:
        """One round at the time that it is; the seconds until the next."""
        return go_round(self.runner, self.mailer, self.journal)

    def ring_all(self, rings: Sequence[Ring]) -> None:
        """Ring what was claimed, and write it down."""
        ring_all(rings, self.runner, self.mailer, self.journal)

    def rings(self, **which: Any) -> list[Ring]:
        return list(Ring.objects.filter(**which).order_by("pk"))


def press(path: str, digits: str) -> Any:
    """Press the button behind a link, without a sign-in."""
    return Client().post(path, {"digits": digits})


@contextmanager
def at(after: timedelta) -> Iterator[datetime]:
    """It is so long after the beginning of the night."""
    with clock.standing_at(NIGHT + after):
        yield NIGHT + after


def in_threads(*work: Callable[[], Any]) -> list[Any]:
    """Do all of it at once, each in a thread that closes its own line to the store. Returns what each returned."""
    from django.db import connection

    results: list[Any] = [None] * len(work)
    begin = threading.Barrier(len(work))

    def do(number: int) -> None:
        try:
            begin.wait(30)
            results[number] = work[number]()
        except BaseException as problem:  # told to the test, which fails on it
            results[number] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
