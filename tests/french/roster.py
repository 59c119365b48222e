"""A roster in which there is something to read: turns on some days only, a stand-in, an absence that leaves a hole."""

from datetime import time, timedelta

from redphone.officers import acts_roster
from redphone.wire.policy import Seat
from tests.calls.words import NIGHT

DAY = timedelta(days=1)


def fill_roster(*, by: Seat, officer: int) -> None:
    """Of one officer, who is the seat's own party's only one."""
    acts_roster.set_rotation(
        by=by,
        step="deputy",
        zone="America/Toronto",
        begins_on=NIGHT.date(),
        hands_over_at=time(8),
        days=7,
        people=[officer],
        weekdays=[0, 5],
    )
    acts_roster.stand_in(
        by=by, step="deputy", officer=officer, begins_at=NIGHT + DAY, ends_at=NIGHT + 2 * DAY
    )
    acts_roster.be_away(by=by, officer=officer, begins_at=NIGHT + 3 * DAY, ends_at=NIGHT + 4 * DAY)
