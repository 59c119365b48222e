"""Whose turn it is: without any store, over years, over the nights on which clocks change, and to the second."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redphone.officers.turns import EVERY_DAY, Roster, Rotation, StandIn, gone_at

ADA, BASIL, CLARA, DEAN = 1, 2, 3, 4
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Africa/Casablanca",
)


def rotation(**changes: object) -> Rotation:
    held: dict[str, object] = {
        "zone": "Europe/London",
        "begins_on": date(2026, 11, 2),  # a Monday
        "hands_over_at": time(8),
        "days": 7,
        "people": (ADA, BASIL, CLARA),
    }
    return Rotation(**{**held, **changes})  # type: ignore[arg-type]


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("at", "who"),
    [
        (london(2026, 11, 2, 7, 59, 59), ()),
        (london(2026, 11, 2, 8), (ADA,)),
        (london(2026, 11, 9, 7, 59, 59), (ADA,)),
        (london(2026, 11, 9, 8), (BASIL,)),
        (london(2026, 11, 16, 8), (CLARA,)),
        (london(2026, 11, 23, 8), (ADA,)),
        (london(2027, 7, 5, 7, 59, 59), (BASIL,)),  # in summer as in winter, at eight by the wall clock
        (london(2027, 7, 5, 8), (CLARA,)),
    ],
)
def test_turns_are_handed_over_by_the_wall_clock(at: datetime, who: tuple[int, ...]) -> None:
    assert Roster(rotations=(rotation(),)).at(at) == who


def test_a_turn_is_one_piece_on_the_night_the_clock_goes_back() -> None:
    """01:30 comes twice: the turn begins at the first, and the second does not bring the old one back."""
    daily = Roster(rotations=(rotation(zone="Europe/London", hands_over_at=time(1, 30), days=1),))
    spans = daily.cover(london(2027, 10, 30, 12), london(2027, 11, 1, 12))
    assert [people for _, people in spans] == [(CLARA,), (ADA,), (BASIL,)]
    lengths = [end - begin for (begin, end), _ in spans]
    assert lengths[1] == timedelta(hours=25)


def test_a_handing_over_that_the_clock_skips_still_happens_once() -> None:
    daily = Roster(rotations=(rotation(zone="America/New_York", hands_over_at=time(2, 30), days=1),))
    spans = daily.cover(datetime(2027, 3, 13, 12, tzinfo=UTC), datetime(2027, 3, 16, 12, tzinfo=UTC))
    assert len(spans) == 4
    assert {end - begin for (begin, end), _ in spans[1:-1]} <= {timedelta(hours=h) for h in (23, 24)}


def test_weekdays_alone_leave_the_weekend_to_those_who_stand() -> None:
    roster = Roster(standing=(DEAN,), rotations=(rotation(weekdays=frozenset(range(5))),))
    assert roster.at(london(2026, 11, 6, 23)) == (ADA,)  # Friday night
    assert roster.at(london(2026, 11, 7, 7)) == (ADA,)  # still Friday's day of duty
    assert roster.at(london(2026, 11, 7, 8)) == (DEAN,)
    assert roster.at(london(2026, 11, 9, 8)) == (BASIL,)


def test_whoever_is_away_is_skipped_and_the_order_stays() -> None:
    away = {ADA: ((london(2026, 11, 3), london(2026, 11, 5)),)}
    roster = Roster(rotations=(rotation(),), away=away)
    found = [(roster.at(london(2026, 11, day, 12))) for day in (2, 3, 4, 5, 9)]
    assert found == [(ADA,), (BASIL,), (BASIL,), (ADA,), (BASIL,)]


def test_a_stand_in_comes_first_and_the_later_word_counts() -> None:
    span = (london(2026, 11, 3), london(2026, 11, 5))
    roster = Roster(rotations=(rotation(),), stand_ins=(StandIn(DEAN, span), StandIn(CLARA, span)))
    assert roster.at(london(2026, 11, 4)) == (CLARA,)
    assert roster.at(span[1]) == (ADA,)
    gone = Roster(rotations=(rotation(),), stand_ins=(StandIn(DEAN, span),), away={DEAN: (span,)})
    assert gone.at(london(2026, 11, 4)) == (ADA,)


def test_who_has_left_is_skipped_from_the_midnight_after_their_last_day() -> None:
    """Turn, stand-in and standing duty alike; the order of all others stays."""
    left = {ADA: gone_at(date(2026, 11, 3), "Europe/London")}
    assert left[ADA] == london(2026, 11, 4)
    turns = Roster(rotations=(rotation(),), gone_at=left)
    assert [turns.at(at) for at in (left[ADA] - SECOND, left[ADA])] == [(ADA,), (BASIL,)]
    assert turns.at(london(2026, 11, 23, 12)) == (BASIL,)  # her next turn
    assert turns.at(london(2026, 11, 16, 12)) == (CLARA,)
    span = (london(2026, 11, 3), london(2026, 11, 6))
    instead = Roster(standing=(BASIL,), stand_ins=(StandIn(ADA, span),), gone_at=left)
    assert [instead.at(at) for at in (left[ADA] - SECOND, left[ADA])] == [(ADA,), (BASIL,)]
    alone = Roster(standing=(ADA,), gone_at=left)
    until = london(2026, 12, 1)
    assert alone.holes(london(2026, 11, 1), until) == [(left[ADA], until)]


@pytest.mark.parametrize(
    ("zone", "last_day", "at"),
    [
        (
            "Europe/London",
            date(2027, 3, 27),
            datetime(2027, 3, 28, 0, tzinfo=UTC),
        ),  # the night they go forward
        ("Europe/London", date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC)),  # a day of 23 hours
        ("Europe/London", date(2027, 10, 31), datetime(2027, 11, 1, 0, tzinfo=UTC)),  # and one of 25
        (
            "America/Santiago",
            date(2026, 9, 5),
            datetime(2026, 9, 6, 4, tzinfo=UTC),
        ),  # where midnight is skipped
        ("America/Havana", date(2026, 10, 31), datetime(2026, 11, 1, 4, tzinfo=UTC)),  # where it comes twice
        ("Pacific/Auckland", date(2026, 11, 30), datetime(2026, 11, 30, 11, tzinfo=UTC)),
    ],
)
def test_a_last_day_ends_by_the_clock_of_its_place(zone: str, last_day: date, at: datetime) -> None:
    assert gone_at(last_day, zone) == at


def gone_a_day_later(last_day: date, zone: str) -> datetime:
    """The planted fault: midnight and 24 hours, which is another midnight on all days but two a year."""
    return datetime.combine(last_day, time(), ZoneInfo(zone)).astimezone(UTC) + DAY


def test_a_last_day_of_24_hours_is_caught() -> None:
    for last_day in (date(2027, 3, 28), date(2027, 10, 31)):
        assert gone_a_day_later(last_day, "Europe/London") != gone_at(last_day, "Europe/London")
    assert gone_a_day_later(date(2027, 3, 27), "Europe/London") == gone_at(date(2027, 3, 27), "Europe/London")


def test_a_hole_is_found_to_the_second() -> None:
    span = (london(2026, 11, 3, 1), london(2026, 11, 3, 2))
    roster = Roster(standing=(DEAN,), away={DEAN: (span,)})
    assert roster.holes(london(2026, 11, 1), london(2026, 11, 15)) == [span]
    assert roster.at(span[0] - SECOND) == (DEAN,)
    assert roster.at(span[0]) == ()
    assert roster.at(span[1]) == (DEAN,)


FIRST = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 11 * 366 * 86400).map(lambda seconds: FIRST + seconds * SECOND)


@given(
    zone=st.sampled_from(ZONES),
    days=st.integers(1, 28),
    hands_over_at=st.times().map(lambda at: at.replace(microsecond=0)),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    since=instants,
    length=st.integers(1, 40),
    moments=st.lists(st.integers(0, 40 * 86400 - 1), max_size=12),
)
def test_spans_say_what_instants_say(
    zone: str,
    days: int,
    hands_over_at: time,
    weekdays: set[int],
    since: datetime,
    length: int,
    moments: list[int],
) -> None:
    """Ten years, six zones: the table that people look at and the question that the ringer asks never differ."""
    turns = rotation(zone=zone, days=days, hands_over_at=hands_over_at, weekdays=frozenset(weekdays))
    away = {ADA: ((since + DAY, since + 3 * DAY),)}
    left = {BASIL: gone_at((since + 2 * DAY).date(), zone)}
    roster = Roster(standing=(DEAN,), rotations=(turns,), away=away, gone_at=left)
    until = since + length * DAY
    cover = roster.cover(since, until)
    assert cover[0][0][0] == since
    assert cover[-1][0][1] == until
    for (before, _), (after, _) in pairwise(cover):
        assert before[1] == after[0]
    for moment in moments:
        at = since + moment % (length * 86400) * SECOND
        (people,) = [people for span, people in cover if span[0] <= at < span[1]]
        assert roster.at(at) == people


@given(
    zone=st.sampled_from(ZONES),
    at=instants,
    hands_over_at=st.times().map(lambda at: at.replace(microsecond=0)),
)
def test_an_instant_belongs_to_one_day_of_duty(zone: str, at: datetime, hands_over_at: time) -> None:
    turns = rotation(zone=zone, hands_over_at=hands_over_at, weekdays=EVERY_DAY)
    day = turns.day_at(at)
    assert turns.begin_of(day) <= at < turns.begin_of(day + DAY)


class ByTheFaceOfTheClock(Rotation):
    """The planted fault: it looks at what the clock shows, which on one night a year it shows twice."""

    def day_at(self, at: datetime) -> date:
        local = at.astimezone(ZoneInfo(self.zone))
        return local.date() if local.time() >= self.hands_over_at else local.date() - DAY


def test_a_turn_that_comes_back_on_the_night_of_the_clocks_is_caught() -> None:
    held = rotation(hands_over_at=time(1, 30))
    faulty = ByTheFaceOfTheClock(held.zone, held.begins_on, held.hands_over_at, held.days, held.people)
    again = datetime(2027, 10, 31, 1, 15, tzinfo=UTC)  # 01:15 by the clock for the second time
    assert not faulty.begin_of(faulty.day_at(again)) <= again < faulty.begin_of(faulty.day_at(again) + DAY)
    assert held.begin_of(held.day_at(again)) <= again < held.begin_of(held.day_at(again) + DAY)
