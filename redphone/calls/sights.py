"""What a seat reads of what is said to its party, whatever the call."""

from dataclasses import dataclass

from redphone.calls.rules import needs_to_read
from redphone.network import reads as network
from redphone.officers.reads import Contact
from redphone.wire.policy import Addressed, Seat, may_read
from redphone.wire.words import MARKS


@dataclass(frozen=True)
class Envelope:
    """What policy looks at: said by somebody, to somebody, under a mark."""

    by: str
    to: tuple[str, ...]
    mark: str


def marks_read_by(seat: Seat) -> list[str]:
    """The marks under which this seat reads what others say to its party."""
    return [mark for mark in MARKS if may_read(Envelope("", (seat.party,), mark), for_=seat)]


def reads_escalation(seat: Seat) -> bool:
    """Whether this seat reads that its party is asked as chair: a harmless dispatch, always GREEN."""
    return may_read(Envelope("", (seat.party,), "GREEN"), for_=seat)


def may_acknowledge(said: Addressed, *, party: str, contact: Contact) -> bool:
    """Whether somebody who is rung for a party could acknowledge it: a mark may keep the call from their office."""
    seat = network.seat_of(party_code=party, office=contact.office, officer=contact.officer)
    return may_read(said, for_=seat) or not needs_to_read(by=seat)
