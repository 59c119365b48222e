"""Posting season: who leaves is known, what has no successor is shown, and once they are gone nobody rings them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from redphone.log import clock
from redphone.officers import acts, acts_departures, acts_roster, reads
from redphone.officers.models import Audited, Officer
from redphone.officers.reads_departures import Loose, departures_ahead
from redphone.refused import Refused
from redphone.wire.policy import Seat
from tests.calls.words import NIGHT
from tests.officers.pages import text_of
from tests.people import seat_of, signed_in

Cast = dict[str, Officer]
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LAST = date(2026, 12, 4)
GONE_AT = datetime(2026, 12, 4, 13, tzinfo=UTC)
"""Midnight in Sydney."""


@pytest.fixture(autouse=True)
def night() -> Any:
    with clock.standing_at(NIGHT):
        yield


@pytest.fixture
def eve(cast: Cast) -> Seat:
    return seat_of(cast["eve"])


def leave(cast: Cast, by: Seat, name: str = "dara", on: date = LAST) -> None:
    acts_departures.leave_post(by=by, officer=cast[name].pk, leaves_on=on)


def loose(by: Seat, now: datetime = NIGHT) -> list[list[Loose]]:
    return [list(one.loose) for one in departures_ahead(for_=by, now=now)]


def on_duty(at: datetime) -> list[str]:
    return [contact.name for contact in reads.contacts_on_duty(party="AU", step="duty", at=at)]


def test_a_colleague_says_it_and_from_that_midnight_nobody_rings_them(cast: Cast, eve: Seat) -> None:
    leave(cast, eve)
    assert on_duty(GONE_AT - SECOND) == ["Dara Example"]
    assert on_duty(GONE_AT) == []
    assert reads.holes_ahead(for_=eve, now=NIGHT)[0][0] == GONE_AT
    assert Audited.objects.get(what="leaves_post").whom == cast["dara"].pk
    acts_departures.stay_in_post(by=eve, officer=cast["dara"].pk)
    assert on_duty(GONE_AT) == ["Dara Example"]
    assert loose(eve) == []


def test_what_has_no_successor_is_named(cast: Cast, eve: Seat) -> None:
    leave(cast, eve)
    assert loose(eve) == [[Loose("stands", "duty"), Loose("nobody", "duty")]]
    turns = acts_roster.set_rotation(
        by=eve,
        step="duty",
        zone="Australia/Sydney",
        begins_on=date(2026, 11, 1),
        hands_over_at=time(8),
        days=7,
        people=[cast["dara"].pk, cast["eve"].pk],
    )
    span: dict[str, Any] = {"begins_at": NIGHT + DAY, "ends_at": GONE_AT + DAY}
    acts_roster.stand_in(by=eve, step="deputy", officer=cast["dara"].pk, **span)
    assert loose(eve) == [[Loose("turns", "duty"), Loose("stands", "duty"), Loose("stands_in", "deputy")]]
    acts_roster.end_rotation(by=eve, rotation=turns.pk)
    acts.add_officer(email="z@au.example", name="Zed Example", party="AU", office="duty_desk", duty="duty")
    assert loose(eve) == [[Loose("stands_in", "deputy")]]


def test_the_last_administrator_is_missed_too(cast: Cast) -> None:
    alice = seat_of(cast["alice"])
    leave(cast, alice, "agnes")
    assert loose(alice) == [[Loose("administrator")]]


def test_it_is_shown_60_days_before_and_after_until_it_is_dealt_with(cast: Cast, eve: Seat) -> None:
    leave(cast, eve)
    shown = [bool(loose(eve, GONE_AT + days * DAY)) for days in (-61, -60, -1, 0, 90)]
    assert shown == [False, True, True, True, True]
    browser = signed_in(cast["eve"])
    for path in ("/", "/officers/roster/"):
        page = text_of(browser.get(path))
        assert "nobody takes over" in page
        assert "is the only one entered as duty officer; nobody is on duty from then on" in page
        assert "nobody takes over" not in text_of(signed_in(cast["alice"]).get(path))


def test_whoever_is_gone_is_not_put_on_the_roster_any_more(cast: Cast, eve: Seat) -> None:
    leave(cast, eve)
    span: dict[str, Any] = {"begins_at": GONE_AT, "ends_at": GONE_AT + DAY}
    with pytest.raises(Refused, match="whom a call can ring"):
        acts_roster.stand_in(by=eve, step="duty", officer=cast["dara"].pk, **span)


def test_another_partys_officers_are_nobodys_business(cast: Cast) -> None:
    alice = seat_of(cast["alice"])
    with pytest.raises(Refused, match="no such officer"):
        acts_departures.leave_post(by=alice, officer=cast["dara"].pk, leaves_on=LAST)
    with pytest.raises(Refused, match="no such officer"):
        acts_departures.stay_in_post(by=alice, officer=cast["dara"].pk)


@pytest.mark.parametrize(
    ("on", "words"),
    [(date(2026, 11, 20), "over"), (date(2031, 1, 1), "three years"), (date.max, "three years")],
)
def test_a_day_is_to_come_and_not_far_away(cast: Cast, eve: Seat, on: date, words: str) -> None:
    with pytest.raises(Refused, match=words):
        leave(cast, eve, on=on)
    leave(cast, eve, on=date(2026, 11, 21))  # today, by the officer's own clock


def test_by_its_pages(cast: Cast) -> None:
    browser, dara = signed_in(cast["eve"]), cast["dara"].pk
    form = "/officers/roster/leaves/"
    assert "This day is over" in text_of(browser.post(form, {"officer": dara, "leaves_on": "2026-11-01"}))
    answer = browser.post(form, {"officer": dara, "leaves_on": LAST.isoformat()}, follow=True)
    assert "4 Dec 2026" in text_of(answer)
    answer = browser.post(f"{form}{dara}/stays/", follow=True)
    assert "4 Dec 2026" not in text_of(answer)
