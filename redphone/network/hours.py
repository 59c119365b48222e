"""When a duty desk answers its telephone: by the clock of its own place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """From `opens_at` to `closes_at` by the clock of `zone`, over midnight if that is earlier; None: day and night.

    On the days of the week that are not in `weekdays` (Monday is 0; empty means every day) it does not open.
    """

    zone: str
    opens_at: time | None
    closes_at: time | None
    weekdays: Collection[int] = ()

    def is_open(self, at: datetime) -> bool:
        """Whether somebody answers at an instant."""
        there = at.astimezone(ZoneInfo(self.zone))
        if self.opens_at is None or self.closes_at is None:
            return self._opens_on(there)
        if self.opens_at < self.closes_at:
            return self._opens_on(there) and self.opens_at <= there.time() < self.closes_at
        since_evening = there.time() >= self.opens_at and self._opens_on(there)
        return since_evening or (there.time() < self.closes_at and self._opens_on(there - DAY))

    def opens_next(self, at: datetime) -> datetime | None:
        """When it opens next, if it is closed at an instant: UTC. Where the clocks skip that hour, when they do."""
        if self.is_open(at):
            return None
        zone = ZoneInfo(self.zone)
        today = at.astimezone(zone).date()
        days = (today + number * DAY for number in range(9))
        begins = (datetime.combine(day, self.opens_at or time(), zone).astimezone(UTC) for day in days)
        return next((begin for begin in begins if begin > at and self.is_open(begin)), None)

    def _opens_on(self, day: datetime) -> bool:
        return not self.weekdays or day.weekday() in self.weekdays
