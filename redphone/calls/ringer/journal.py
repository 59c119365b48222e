"""How rings went, held until the store has it: a full disk is no reason to ring again what is known to have rung."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from redphone.calls.models import Ring
from redphone.calls.ringer.record import record
from redphone.calls.ringer.send import Outcome

HELD = timedelta(seconds=60)
"""How long one is tried to be written down: as long as a ring is leased."""


class Journal:
    """What this ringer did and has not written down yet. A ringer that dies takes it along: then all is rung again."""

    def __init__(self) -> None:
        self._outcomes: list[tuple[datetime, Ring, Outcome]] = []
        self._dropped: list[tuple[datetime, Ring]] = []

    def keep(
        self, *, outcomes: Sequence[tuple[Ring, Outcome]], dropped: Sequence[Ring], now: datetime
    ) -> None:
        """Hold how rings went, and which were not worth ringing any more."""
        self._outcomes += [(now + HELD, ring, outcome) for ring, outcome in outcomes]
        self._dropped += [(now + HELD, ring) for ring in dropped]

    def write(self, *, now: datetime) -> None:
        """Write all of it down. What the store does not take is kept for the next round, and its problem raised.

        What could not be written for a minute is let go: it is rung once more, marked, rather than hold up all others.
        """
        self._outcomes = [held for held in self._outcomes if held[0] > now]
        self._dropped = [held for held in self._dropped if held[0] > now]
        if self._outcomes or self._dropped:
            outcomes = [(ring, outcome) for _, ring, outcome in self._outcomes]
            record(outcomes=outcomes, dropped=[ring for _, ring in self._dropped])
            self._outcomes, self._dropped = [], []
