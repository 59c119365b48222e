"""When a line is tested: once in each month that the schedule names, on a working day, while its desk is open."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redphone.drills.due import due_in, is_tested_in, month_of, next_due
from redphone.network.hours import Hours

ZONES = ("Australia/Sydney", "America/Toronto", "Europe/London", "Pacific/Auckland", "UTC")
hours = st.builds(
    Hours,
    zone=st.sampled_from(ZONES),
    opens_at=st.sampled_from([time(0), time(9), time(20)]),
    closes_at=st.sampled_from([time(8), time(17), time(23)]),
    weekdays=st.sampled_from([(), (0, 1, 2, 3, 4), (4, 5, 6)]),
)
months = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(2026, 2036), st.integers(1, 12))


@given(month=months, party=st.sampled_from(["GB", "NZ", "EC", "UNHCR"]), desk=hours)
def test_it_is_a_working_day_of_that_month_while_the_desk_is_open(
    month: str, party: str, desk: Hours
) -> None:
    at = due_in(month, party=party, hours=desk)
    there = at.astimezone(ZoneInfo(desk.zone))
    assert (month_of(there), there.weekday() < 5) == (month, True)
    assert 3 <= there.day <= 28
    assert desk.is_open(at)


def test_parties_have_days_of_their_own() -> None:
    desk = Hours("UTC", None, None)
    parties = ("AU", "CA", "IT", "NZ", "ES", "GB", "US", "EC")
    assert len({due_in("2026-11", party=party, hours=desk).day for party in parties}) >= 5


def test_a_desk_open_day_and_night_is_tested_in_office_hours() -> None:
    at = due_in("2026-07", party="NZ", hours=Hours("Pacific/Auckland", None, None))
    assert at.astimezone(ZoneInfo("Pacific/Auckland")).hour == 10


def test_a_desk_that_is_never_open_is_tested_all_the_same() -> None:
    weekend = Hours("UTC", None, None, weekdays=(5, 6))
    assert due_in("2026-11", party="GB", hours=weekend).month == 11


@pytest.mark.parametrize(("every", "tested"), [(1, 12), (2, 6), (3, 4), (6, 2)])
def test_the_schedule_counts_from_january(every: int, tested: int) -> None:
    held = [n for n in range(1, 13) if is_tested_in(f"2026-{n:02d}", every_months=every)]
    assert (len(held), held[0]) == (tested, 1)


@given(days=st.integers(0, 800), every=st.sampled_from([1, 2, 3, 6]))
def test_the_next_one_lies_ahead_and_none_is_left_out(days: int, every: int) -> None:
    desk = Hours("Europe/London", None, None)
    now = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=days)
    at = next_due(after=now, party="GB", hours=desk, every_months=every)
    assert now < at < now + timedelta(days=31 * (every + 1))
    assert is_tested_in(month_of(at), every_months=every)
