"""What nobody's act brings about is told all the same: a hole that comes nearer, a party that came later."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from redphone.log import clock
from redphone.log.models import Entry
from redphone.network import acts as network_acts
from redphone.network import acts_reach, reads_reach
from redphone.network.messages import CoverTold, PartyEntered, Reachable
from redphone.officers import acts_roster, lookout
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.words import NIGHT
from tests.people import seat_of

Cast = dict[str, Officer]
DAY = timedelta(days=1)
SECRETARIAT = Seat(party="SEC", role="secretariat", office="administrator")


@pytest.fixture(autouse=True)
def night() -> Any:
    with clock.standing_at(NIGHT):
        yield


@pytest.fixture
def dara(cast: Cast) -> Seat:
    """The officer on duty for Australia, who has told its number."""
    words = {"seat": "duty_desk", "number": "+61 2 5550 0142", "opens_at": None, "closes_at": None}
    more = {"weekdays": (), "zone": "Australia/Sydney", "languages": ("en",), "proven_at": NIGHT}
    acts_reach.tell_reach(by=seat_of(cast["dara"]), reachable=Reachable(**words, **more), hole_at=None)
    return seat_of(cast["dara"])


def away(dara: Seat, *, days: float) -> None:
    """Its only officer on duty is away for two days."""
    begins_at, ends_at = NIGHT + days * DAY, NIGHT + (days + 2) * DAY
    acts_roster.be_away(by=dara, officer=dara.officer or 0, begins_at=begins_at, ends_at=ends_at)


def hole_told() -> Any:
    told = reads_reach.cover_told_by("AU")
    return told and told.hole_at


def look_at(days: float) -> Any:
    with clock.standing_at(NIGHT + days * DAY):
        lookout.look_ahead()
        return hole_told()


def test_a_hole_that_comes_near_is_told_and_one_that_is_over_is_not_shown(dara: Seat) -> None:
    away(dara, days=20)
    assert hole_told() is None
    assert look_at(5.9) is None
    assert look_at(6.1) == NIGHT + 20 * DAY
    assert look_at(21) == NIGHT + 20 * DAY, "it is the same hole while it lasts"
    assert look_at(22.1) is None


def test_it_says_nothing_twice(dara: Seat) -> None:
    away(dara, days=3)
    before = Entry.objects.count()
    for hours in range(5):
        look_at(hours / 24)
    assert Entry.objects.count() == before


def test_a_party_entered_later_hears_the_numbers(dara: Seat) -> None:
    names, languages = {"en": "Example Norway"}, ["en"]
    entry = PartyEntered(code="NO", names=names, role="member", zone="Europe/Oslo", languages=languages)
    network_acts.enter_party(by=SECRETARIAT, entry=entry)
    assert "NO" not in reads_reach.who_was_told("AU")[0]
    lookout.look_ahead()
    assert "NO" in reads_reach.who_was_told("AU")[0]
    assert "SEC" not in reads_reach.who_was_told("AU")[0]
    said = Entry.objects.count()
    lookout.look_ahead()
    assert Entry.objects.count() == said


def test_a_secretariat_entered_later_hears_of_the_cover_and_of_no_number(dara: Seat) -> None:
    away(dara, days=3)
    entry = PartyEntered(
        code="ZZ", names={"en": "Example Office"}, role="secretariat", zone="Europe/Oslo", languages=["en"]
    )
    network_acts.enter_party(by=SECRETARIAT, entry=entry)
    lookout.look_ahead()
    numbers, covers = reads_reach.who_was_told("AU")
    assert covers == {"SEC", "ZZ"}
    assert "ZZ" not in numbers
    told = reads_reach.cover_told_by("AU")
    assert told is not None
    assert told.hole_at == NIGHT + 3 * DAY


def test_what_fails_for_one_party_keeps_no_other(dara: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    tell = acts_reach.tell_newcomers

    def failing(*, party: str) -> None:
        if party < "AU" or party == "BR":
            raise ValueError("planted")
        tell(party=party)

    monkeypatch.setattr(lookout, "tell_newcomers", failing)
    away(dara, days=20)
    assert look_at(7) == NIGHT + 20 * DAY


def test_a_node_that_does_not_look_is_caught(dara: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "look_ahead", lambda: None)
    with pytest.raises(AssertionError):
        test_a_hole_that_comes_near_is_told_and_one_that_is_over_is_not_shown(dara)


@pytest.mark.django_db(transaction=True)
def test_it_looks_at_once_and_ends_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, stop = threading.Event(), threading.Event()
    monkeypatch.setattr(lookout, "look_ahead", lambda stop: looked.set())
    runs = threading.Thread(target=lookout.run, args=[stop])
    runs.start()
    assert looked.wait(10)
    stop.set()
    runs.join(10)
    assert not runs.is_alive()


def test_nobody_who_told_nothing_is_spoken_for(cast: Cast) -> None:
    before = Entry.objects.filter(kind=CoverTold.kind).count()
    lookout.look_ahead()
    assert Entry.objects.filter(kind=CoverTold.kind).count() == before == 0
