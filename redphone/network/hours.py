"""When a duty desk answers its telephone: by the clock of its own place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
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

    def _opens_on(self, day: datetime) -> bool:
        return not self.weekdays or day.weekday() in self.weekdays
