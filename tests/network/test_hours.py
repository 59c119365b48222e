"""When a duty desk answers: by the clock of its own place, over midnight and over the nights when clocks change."""

from datetime import UTC, datetime, time

import pytest

from redphone.network.hours import Hours

LONDON = "Europe/London"


def utc(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_day_and_night_is_always() -> None:
    assert Hours(LONDON, None, None).is_open(utc(21, 3))


def test_only_on_its_days() -> None:
    weekend = Hours(LONDON, None, None, (5, 6))
    assert [weekend.is_open(utc(day, 12)) for day in (20, 21, 22, 23)] == [False, True, True, False]


@pytest.mark.parametrize(("hour", "is_open"), [(7, False), (8, True), (17, True), (18, False)])
def test_from_its_first_minute_up_to_its_last(hour: int, is_open: bool) -> None:
    assert Hours(LONDON, time(8), time(18)).is_open(utc(20, hour)) is is_open


def test_over_midnight_the_day_is_the_one_on_which_it_opened() -> None:
    friday_night = Hours(LONDON, time(20), time(8), (4,))
    asked = [utc(20, 7), utc(20, 19, 59), utc(20, 20), utc(21, 7, 59), utc(21, 8), utc(21, 21)]
    assert [friday_night.is_open(at) for at in asked] == [False, False, True, True, False, False]


def test_it_is_the_clock_of_the_place_that_counts_in_summer_and_in_winter() -> None:
    office = Hours(LONDON, time(9), time(17))
    assert office.is_open(utc(1, 8, 30, month=7))
    assert not office.is_open(utc(2, 8, 30, month=12))
    assert Hours("Australia/Sydney", time(9), time(17)).is_open(utc(20, 23))


@pytest.mark.parametrize(
    ("hours", "at", "opens"),
    [
        (Hours(LONDON, time(8), time(18)), utc(20, 7), utc(20, 8)),
        (Hours(LONDON, time(8), time(18)), utc(20, 18), utc(21, 8)),
        (Hours(LONDON, time(8), time(18)), utc(20, 9), None),
        (
            Hours(LONDON, time(8), time(18), (0,)),
            utc(20, 19),
            utc(23, 8),
        ),  # Friday evening; it opens on Mondays
        (Hours(LONDON, None, None, (5,)), utc(22, 3), utc(28, 0)),  # a Sunday; Saturdays, all day
        (Hours(LONDON, time(20), time(8)), utc(20, 12), utc(20, 20)),
        (
            Hours(LONDON, time(8), time(18)),
            utc(27, 19, month=3),
            utc(28, 7, month=3),
        ),  # the clocks go forward
        (
            Hours(LONDON, time(1, 30), time(3)),
            utc(28, 0, 59, month=3),
            utc(28, 1, 30, month=3),
        ),  # which skip that hour
    ],
)
def test_closed_it_says_when_it_opens_next(hours: Hours, at: datetime, opens: datetime | None) -> None:
    assert hours.opens_next(at.replace(year=2027 if at.month == 3 else 2026)) == (
        opens and opens.replace(year=2027 if at.month == 3 else 2026)
    )
