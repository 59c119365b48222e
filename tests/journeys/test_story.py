"""`rp demo --story --pace 0`, from outside: what it leaves on the pages and in the mailboxes, and how it ends.

The demonstration is one on this machine's SQLite, whichever store the run is for.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from redphone.demo import cast
from redphone.demo.mailbox import Mailbox
from redphone.demo.ports import free_port
from redphone.demo.visitor import Visitor
from tests.house.shape import ROOT

pytestmark = pytest.mark.timeout(180)
TOLD_WITHIN = 120.0
UNHINDERED = {name: value for name, value in os.environ.items() if not name.startswith("REDPHONE_")}


@dataclass
class Demonstration:
    """A running demonstration, and what it has printed."""

    process: subprocess.Popen[str]
    site: str
    home: Path
    printed: str = ""

    def read_until(self, *ends: str) -> str:
        """Read on until one of these words is printed, or the process ends."""
        assert self.process.stdout is not None
        until = time.monotonic() + TOLD_WITHIN
        while not any(end in self.printed for end in ends):
            line = self.process.stdout.readline()
            if not line or time.monotonic() > until:
                raise AssertionError(f"none of {ends} was printed:\n{self.printed}")
            self.printed += line
        return self.printed

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()

    def mails_to(self, part: cast.Part) -> list[str]:
        """The subjects of this person's mails, the oldest first."""
        mails = Mailbox(self.home / "mailbox.sqlite3").mails(whose=part.email)
        return [mail.subject for mail in reversed(mails)]

    def page(self, path: str, *, party: str) -> str:
        """The words of a page, as a party's duty officer sees it."""
        visitor, part = Visitor(self.site), cast.on_duty(party)
        visitor.sign_in(email=part.email, password=cast.PASSWORD)
        return visitor.open(path).words


def start(home: Path, port: int, *more: str) -> subprocess.Popen[str]:
    command = (
        sys.executable,
        "-m",
        "redphone",
        "demo",
        "--no-open",
        "--home",
        str(home),
        "--port",
        str(port),
    )
    return subprocess.Popen(
        [*command, *more],
        cwd=ROOT,
        env={**UNHINDERED, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """A demonstration whose story has been told."""
    home, port = tmp_path_factory.mktemp("demo"), free_port()
    process = start(home, port, "--story", "--pace", "0")
    demonstration = Demonstration(process, f"http://localhost:{port}", home)
    try:
        demonstration.read_until("The story is over", "The story got stuck", "does not answer")
        yield demonstration
    finally:
        demonstration.end()


@pytest.fixture(scope="module")
def call(told: Demonstration) -> str:
    """The path of the call's page."""
    found = re.search(r"/calls/[0-9a-f-]{36}/", told.printed)
    assert found, told.printed
    return found[0]


def test_the_story_is_told_to_its_end(told: Demonstration) -> None:
    assert "The story is over" in told.printed
    for words in (
        "London raises",
        "Canada has it",
        "Nobody is reached",
        "The chair knows",
        "Italy answers",
        "in earnest it is 15 minutes",
        "London ends the exercise early, with 1 of 7 answered",
    ):
        assert words in told.printed, told.printed


def test_what_is_refused_is_told_before_anything_else_happens(told: Demonstration) -> None:
    """The page shows it within a second: whoever reads the terminal must not hear of it long after."""
    order = ("London raises", "Nobody is reached", "is rung for it", "Canada has it")
    places = [told.printed.index(words) for words in order]
    assert places == sorted(places)


def test_its_end_says_no_more_than_the_page_shows(told: Demonstration, call: str) -> None:
    page = told.page(call, party="GB")
    assert "1 of 7 answered: twelve of about sixty persons have a place" in page
    assert "all sixty" not in told.printed + page


def test_everybody_sees_who_had_it(told: Demonstration, call: str) -> None:
    for party in ("GB", "IT"):
        page = told.page(call, party=party)
        assert "6 of 7" in page  # all but New Zealand
        assert "New Zealand" in page
        assert "United States rung as chair, knows" in page
        assert "Partly" in page
        assert "twelve persons within ten days" in page
        assert "stood down" in page
        assert "EXERCISE" in page


def test_those_who_were_rung_got_the_news_once_and_the_others_none(told: Demonstration) -> None:
    deputy = cast.on_duty("AU", "deputy")
    kinds = [subject.rpartition(": ")[2] for subject in told.mails_to(deputy)]
    assert len(kinds) == 3, kinds  # the ring, what changed, stood down
    assert all(subject.startswith("EXERCISE") for subject in told.mails_to(deputy))
    assert len(told.mails_to(cast.on_duty("ES"))) == 3
    assert told.mails_to(cast.on_duty("NZ")) == []
    assert told.mails_to(cast.on_duty("NZ", "deputy")) == []
    assert told.mails_to(cast.on_duty("DE")) == []


def test_the_chair_and_the_raiser_were_told_that_somebody_is_not_reached(told: Demonstration) -> None:
    assert any("a party is not reached" in subject for subject in told.mails_to(cast.on_duty("US")))
    assert any("somebody is not reached" in subject for subject in told.mails_to(cast.on_duty("GB")))


def test_canada_was_rung_in_french(told: Demonstration) -> None:
    mails = Mailbox(told.home / "mailbox.sqlite3").mails(whose=cast.on_duty("CA").email)
    opened = Mailbox(told.home / "mailbox.sqlite3").open(mails[-1].number)
    assert opened is not None
    assert "Royaume-Uni" in opened.text


def test_the_mailbox_shows_the_mails_and_takes_all_mail_again(told: Demonstration) -> None:
    page = Visitor(told.site).open("/mailbox/")
    assert page.status == 200
    assert "Aimée Example" in page.words
    assert "Refused at the moment" not in page.words


def test_a_second_demonstration_says_that_one_runs_already(told: Demonstration) -> None:
    port = int(told.site.rpartition(":")[2])
    for words, said in (
        ((told.home, port), "is taken"),
        ((told.home, free_port()), "has this home already"),
        ((told.home, free_port(), "--fresh"), "uses this home now"),
    ):
        second = start(*words)
        printed, _ = second.communicate(timeout=60)
        assert second.returncode not in (0, None)
        assert said in printed, printed
        assert "Traceback" not in printed


def test_ctrl_c_ends_it_in_good_order_and_the_next_start_finds_everything(
    told: Demonstration, call: str
) -> None:
    told.process.send_signal(signal.SIGINT)
    told.read_until("Ending: ")
    assert told.process.wait(timeout=20) == 0
    assert '"level": "error"' not in (told.home / "demo.log").read_text()
    port = free_port()
    again = Demonstration(start(told.home, port), f"http://localhost:{port}", told.home)
    try:
        again.read_until("Ctrl-C stops it")
        assert "stood down" in again.page(call, party="GB")
        again.process.send_signal(signal.SIGTERM)
        assert again.process.wait(timeout=20) == 0
    finally:
        again.end()
