"""A Friday morning in November, a real mail server, and a keeper of link tests that goes round when it is told to."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from redphone.calls.ringer.send import Mailer
from redphone.drills import worker
from redphone.drills.models import LinkTest
from redphone.log import clock
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.post_office import DIGITS, Mail, PostOffice
from tests.people import cast, network, seat_of, small_world  # noqa: F401

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WAIT = timedelta(minutes=30)
LINK = re.compile(r"http[^\s\"'<>]+(/t/[^\s\"'<>]+/)")


def link_in(mail: Mail) -> tuple[str, str]:
    """The path of the link in a test's mail, and its digits."""
    found = LINK.search(mail.text)
    assert found, mail.text
    digits = DIGITS.search(mail.text.replace("\r\n", "\n"))
    assert digits, mail.text
    return found[1], digits[1]


def press(mail: Mail, digits: str = "") -> Any:
    """Press the button behind the link, without a sign-in."""
    path, right = link_in(mail)
    return Client().post(path, {"digits": digits or right})


@contextmanager
def at(after: timedelta) -> Iterator[None]:
    """It is so long after the morning has begun."""
    with clock.standing_at(MORNING + after):
        yield


@dataclass
class Keeper:
    """The house's own keeper, round by round, at the time that it is told."""

    office: PostOffice
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    mailer: Mailer = field(default_factory=Mailer)

    def go(self, after: timedelta = timedelta(0), *, looks_ahead: bool = False) -> list[Mail]:
        """Go round until nothing is left to do at that instant. Returns what was mailed meanwhile.

        What the schedule asks for is begun only if it `looks_ahead`.
        """
        before = len(self.office.mails)
        with at(after):
            for _ in range(6):
                if not worker.go_round(self.runner, self.mailer, looks_ahead=looks_ahead):
                    break
        return self.office.mails[before:]

    def close(self) -> None:
        self.runner.run(self.mailer.close())
        self.runner.close()


@pytest.fixture
def seats(cast: dict[str, Officer]) -> Iterator[dict[str, Seat]]:  # noqa: F811
    """The seat of everybody in the cast, by first name; it is the morning, and stays so."""
    with clock.standing_at(MORNING):
        yield {name: seat_of(officer) for name, officer in cast.items()}


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.REDPHONE_MAIL = office.address
        yield office


@pytest.fixture
def keeper(seats: dict[str, Seat], post_office: PostOffice) -> Iterator[Keeper]:
    keeper = Keeper(post_office)
    keeper.go(looks_ahead=True)
    yield keeper
    keeper.close()


def only_test(party: str = "GB") -> LinkTest:
    """The one test of a party's line."""
    return LinkTest.objects.get(party=party)
