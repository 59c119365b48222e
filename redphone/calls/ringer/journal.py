"""How rings went, held until the store has it: a full disk is no reason to ring again what is known to have rung."""

from collections.abc import Sequence
from datetime import datetime

from redphone.calls.models import Ring
from redphone.calls.ringer.record import record
from redphone.calls.ringer.send import Outcome


class Journal:
    """What this ringer did and has not written down yet. A ringer that dies takes it along: then all is rung again."""

    def __init__(self) -> None:
        self._outcomes: list[tuple[Ring, Outcome]] = []
        self._dropped: list[Ring] = []

    def keep(self, *, outcomes: Sequence[tuple[Ring, Outcome]], dropped: Sequence[Ring]) -> None:
        """Hold how rings went, and which were not worth ringing any more."""
        self._outcomes += outcomes
        self._dropped += dropped

    def write(self, *, now: datetime) -> None:
        """Write all of it down. What the store does not take is kept for the next round, and its problem raised.

        A ring whose lease has run out is let go: it is rung once more, marked, rather than hold up all the others.
        """
        self._outcomes = [(ring, outcome) for ring, outcome in self._outcomes if _is_leased(ring, now)]
        self._dropped = [ring for ring in self._dropped if _is_leased(ring, now)]
        if self._outcomes or self._dropped:
            record(outcomes=self._outcomes, dropped=self._dropped)
            self._outcomes, self._dropped = [], []


def _is_leased(ring: Ring, now: datetime) -> bool:
    return ring.lease_until is not None and ring.lease_until > now
