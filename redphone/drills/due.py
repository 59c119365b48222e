"""When a line is to be tested: worked out from the month, the party and its desk's hours; nothing is stored ahead."""

from datetime import datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from redphone.network.hours import Hours

FIRST_DAY, DAYS = 3, 20
"""From the 3rd to the 22nd, each party on a day of its own, so that the secretariat is not asked of all at once."""
CLOCK_TIMES = (10, 11, 14, 15, 16, 13, 12, *range(17, 24), *range(10))
"""The hours of its own clock at which it is tried first: away from where shifts change."""
_DAY = timedelta(days=1)


def month_of(at: datetime) -> str:
    """The month of an instant, such as "2026-11"."""
    return f"{at:%Y-%m}"


def is_tested_in(month: str, *, every_months: int) -> bool:
    """Whether the schedule tests lines in this month."""
    return (int(month[5:]) - 1) % every_months == 0


def due_in(month: str, *, party: str, hours: Hours) -> datetime:
    """The instant in a month at which a party's line is tested: on a working day, while its desk is open."""
    day = datetime.fromisoformat(f"{month}-01").replace(tzinfo=ZoneInfo(hours.zone))
    day += (FIRST_DAY - 1 + crc32(party.encode()) % DAYS) * _DAY
    tries = [
        (day + days * _DAY).replace(hour=hour)
        for days in range(7)
        for hour in CLOCK_TIMES
        if (day + days * _DAY).weekday() < 5
    ]
    utc = ZoneInfo("UTC")
    return next((at for at in tries if hours.is_open(at)), tries[0]).astimezone(utc)


def next_due(*, after: datetime, party: str, hours: Hours, every_months: int) -> datetime:
    """The first time after an instant at which the schedule tests a party's line."""
    year, number = after.year, after.month
    for _ in range(14):
        month = f"{year}-{number:02d}"
        if is_tested_in(month, every_months=every_months):
            at = due_in(month, party=party, hours=hours)
            if at > after:
                return at
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    raise AssertionError("each schedule tests within a year")
