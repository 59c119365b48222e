"""What a seat reads of what is said to its party, whatever the call."""

from dataclasses import dataclass

from redphone.wire.policy import Seat, may_read
from redphone.wire.words import MARKS


@dataclass(frozen=True)
class _Envelope:
    """What policy looks at: said by somebody, to somebody, under a mark."""

    by: str
    to: tuple[str, ...]
    mark: str


def marks_read_by(seat: Seat) -> list[str]:
    """The marks under which this seat reads what others say to its party."""
    return [mark for mark in MARKS if may_read(_Envelope("", (seat.party,), mark), for_=seat)]


def reads_escalation(seat: Seat) -> bool:
    """Whether this seat reads that its party is asked as chair: a harmless dispatch, always GREEN."""
    return may_read(_Envelope("", (seat.party,), "GREEN"), for_=seat)
