"""Times as officers read them: UTC first, the day as soon as it is another, never a zone guessed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.utils.translation import override

from redphone.look import times
from tests.counting import calls_in

NOW = datetime(2024, 11, 22, 17, 4, 30, tzinfo=UTC)
FRIDAY_EVENING = datetime(2024, 11, 22, 16, 40, tzinfo=UTC)


def after(**span: int) -> datetime:
    return NOW + timedelta(**span)


def test_today_needs_no_day() -> None:
    assert times.utc_text(FRIDAY_EVENING, now=NOW) == "16:40 UTC"


def test_another_day_is_named_and_another_year_too() -> None:
    assert times.utc_text(datetime(2024, 11, 24, 0, 4, tzinfo=UTC), now=NOW) == "Sun 24 Nov 00:04 UTC"
    assert times.utc_text(datetime(2025, 1, 1, 9, 0, tzinfo=UTC), now=NOW) == "Wed 1 Jan 2025 09:00 UTC"


def test_the_stamp_at_the_foot_is_whole() -> None:
    assert times.stamp_text(NOW) == "Fri 22 Nov 2024 17:04 UTC"


def test_a_clock_names_each_place_and_its_day_where_it_differs() -> None:
    zones = [("Europe/Rome", ""), ("Australia/Sydney", "Canberra")]
    assert times.clock_parts(FRIDAY_EVENING, now=NOW, zones=zones) == [
        "16:40 UTC",
        "17:40 Rome",
        "Sat 03:40 Canberra",
    ]


def test_summer_time_is_the_places_own() -> None:
    july = datetime(2024, 7, 1, 12, 0, tzinfo=UTC)
    zones = [("Europe/Rome", ""), ("America/New_York", "")]
    assert times.clock_text(july, now=july, zones=zones) == "12:00 UTC · 14:00 Rome · 08:00 New York"


def test_utc_twice_the_same_zone_twice_and_a_mistyped_zone_are_left_out() -> None:
    zones = [
        ("UTC", ""),
        ("Europe/Rome", ""),
        ("Europe/Rome", "Roma"),
        ("Europe/Atlantis", ""),
        ("../etc", ""),
    ]
    assert times.clock_parts(FRIDAY_EVENING, now=NOW, zones=zones) == ["16:40 UTC", "17:40 Rome"]


def test_a_time_from_another_zone_is_the_same_instant() -> None:
    there = FRIDAY_EVENING.astimezone(timezone(timedelta(hours=5)))
    assert times.utc_text(there, now=NOW) == "16:40 UTC"


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without zone"):
        times.utc_text(datetime(2024, 11, 22, 16, 40), now=NOW)  # noqa: DTZ001  (that is the point)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (after(seconds=-59), "just now"),
        (after(minutes=-1), "1 min ago"),
        (after(minutes=-24), "24 min ago"),
        (after(hours=-1, minutes=-5), "1 h 05 ago"),
        (after(hours=-23, minutes=-59), "23 h 59 ago"),
        (after(days=-1), "1 day ago"),
        (after(days=-2, hours=-4), "2 days 4 h ago"),
        (after(days=-30, hours=-4), "30 days ago"),
        (after(seconds=20), "just now"),
        (after(minutes=5), "in 5 min"),
    ],
)
def test_since(at: datetime, text: str) -> None:
    assert times.since_text(at, NOW) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (after(seconds=59), "in less than a minute"),
        (after(hours=1, minutes=56, seconds=59), "in 1 h 56"),
        (after(hours=31), "in 1 day 7 h"),
        (after(days=3, hours=7), "in 3 days"),
        (after(seconds=-1), "due now"),
        (after(minutes=-40), "40 min late"),
        (after(hours=-2), "2 h 00 late"),
        (after(days=-2), "2 days late"),
    ],
)
def test_within(at: datetime, text: str) -> None:
    assert times.within_text(at, NOW) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (40, "40 s"),
        (60, "1 min"),
        (100, "1 min 40 s"),
        (540, "9 min"),
        (550, "9 min"),
        (3900, "1 h 05"),
        (-3, "0 s"),
    ],
)
def test_took(seconds: int, text: str) -> None:
    assert times.took_text(NOW, NOW + timedelta(seconds=seconds)) == text


def test_the_day_is_named_in_the_language_in_use() -> None:
    sunday = datetime(2024, 11, 24, 0, 4, tzinfo=UTC)
    with override("fr"):
        assert times.utc_text(sunday, now=NOW).lower().startswith("dim 24 nov")


def test_the_browser_gets_the_same_wordings_as_the_server() -> None:
    wordings = times.patterns()
    assert wordings["since-h"] == "{h} h {mm} ago"
    assert wordings["ahead-now"] == "in less than a minute"
    assert wordings["late-m"] == "{m} min late"
    assert len(wordings) == 9


def test_a_clock_is_cheap_enough_for_every_row() -> None:
    zones = [("Europe/Rome", ""), ("Asia/Karachi", "Islamabad")]
    times.clock_parts(NOW, now=NOW, zones=zones)
    assert calls_in(lambda: times.clock_parts(NOW, now=NOW, zones=zones)) < 30
