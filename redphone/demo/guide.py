"""Who shows one around: says where the demonstration is and how to sign in, opens a browser, plays the story."""

import os
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.db import connection

from redphone.demo import cast
from redphone.demo.mailbox import Mailbox
from redphone.demo.options import Options
from redphone.demo.story import Story
from redphone.look.terminal import table

READY_WITHIN = 60.0
SHOWN_AS = ("GB", "CA", "IT", "AU", "NZ", "US")
ENDING_TAKES = 5.0
"""Seconds after which a story that got stuck did not do so because the server is ending."""


@dataclass
class Guide:
    """Begins once the store is ready; `started` by the monotonic clock; `ended` is set when nobody serves any more."""

    options: Options
    mailbox: Mailbox
    started: float
    ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        threading.Thread(target=self.show_around, name="guide", daemon=True).start()

    def show_around(self) -> None:
        """All of it, as soon as the server answers."""
        if not answers(self.options.site):
            log = self.options.home / "demo.log"
            print(
                f"The server does not answer at {self.options.site}. See {log}", file=sys.stderr, flush=True
            )
            return
        print("\n".join(lines(self.options, seconds=time.monotonic() - self.started)), flush=True)
        if self.options.opens_browser and has_screen():
            webbrowser.open(self.options.site)
        if self.options.plays_story:
            self.play_story()

    def say_ending(self) -> None:
        """At once after Ctrl-C: what is under way is not cut off, and that can take a moment."""
        self.ended.set()
        _tell("\nEnding: pages are closed; mails under way go out first (a few seconds at most).")
        _tell(f"Everything stays in {self.options.home}; the next start goes on from there.")

    def play_story(self) -> None:
        """The story, and how it ended; nothing if it was cut off by Ctrl-C."""
        try:
            Story(self.options.site, self.mailbox, self.options.pace, tell=_tell).play()
        except Exception as problem:
            if not self.ended.wait(ENDING_TAKES):
                print(f"The story got stuck: {problem}", file=sys.stderr, flush=True)
                structlog.get_logger().exception("story_stuck")
        else:
            _tell("The story is over; the demonstration goes on. Ctrl-C stops it.")
        finally:
            connection.close()


def lines(options: Options, *, seconds: float) -> list[str]:
    """What stands on the terminal once it runs."""
    shown = [cast.on_duty(code) for code in SHOWN_AS] + [cast.on_duty("AU", "deputy"), cast.CAST[4]]
    rows = [(part.name, cast.PARTIES[part.party].names["en"], _job_of(part), part.email) for part in shown]
    return [
        f"Red Phone, a demonstration: {options.site}   (ready in {seconds:.1f} s)",
        "",
        f"Everybody in it is invented. Sign in as any of them with the password {cast.PASSWORD}, or by a button:",
        f"{options.site}/mailbox/cast/",
        "",
        *(f"  {line}" for line in table(("name", "party", "", "signs in as"), rows)),
        "",
        f"Everybody's mail:  {options.site}/mailbox/   (a real mail server; nothing leaves this machine)",
        f"Log lines:         {options.home / 'demo.log'}",
        "From the command line, in another terminal:",
        f"  REDPHONE_HOME={options.home} REDPHONE_NETWORK={settings.REDPHONE_NETWORK}"
        " .venv/bin/redphone calls --as GB/duty_desk",
        "Ctrl-C stops it. --story plays the main job by itself; --fresh begins anew.",
        "",
    ]


def _job_of(part: cast.Part) -> str:
    jobs = {"duty": "duty officer", "deputy": "deputy"}
    language = ", in French" if part.language == "fr" else ""
    return jobs.get(part.duty, part.office.replace("_", " ")) + language


def _tell(line: str) -> None:
    print(line, flush=True)


def answers(site: str) -> bool:
    """Wait until it serves and its ringer goes round; False if it never does."""
    end = time.monotonic() + READY_WITHIN
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end:
        try:
            with browser.open(f"{site}/alive/", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False


def has_screen() -> bool:
    """Whether a browser would open a window of its own, rather than take this terminal."""
    is_desktop = sys.platform in ("darwin", "win32")
    return is_desktop or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
