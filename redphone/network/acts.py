"""Keeping the register: parties come in, the chair passes on."""

from collections.abc import Sequence

from redphone.log.dispatch import Dispatch
from redphone.log.post import post
from redphone.log.turn import Turn, act
from redphone.network import reads, rules
from redphone.network.keys import keep_key, let_keep_register
from redphone.network.messages import CHAIR, ChairSet, PartyEntered, thing_of_party
from redphone.network.models import Party
from redphone.wire.policy import Seat


@act
def enter_party(turn: Turn, *, by: Seat, entry: PartyEntered) -> Dispatch:
    """Enter a party in the register, or replace its entry."""
    rules.may_enter_party(by=by, entry=entry)
    everyone = set(reads.parties()) | {entry.code}
    return post(turn, entry, by=by, to=everyone, thing=thing_of_party(entry.code), status="system")


@act
def set_chair(
    turn: Turn, *, by: Seat, chair: str | None, substitutes: Sequence[str], reason: str
) -> Dispatch:
    """Say who holds the chair (None: vacant) and who stands in for it, in order."""
    rules.may_set_chair(
        by=by, chair=chair, substitutes=substitutes, members=set(reads.parties(roles=("member",)))
    )
    message = ChairSet(chair=chair, substitutes=tuple(substitutes), reason=reason)
    return post(turn, message, by=by, to=set(reads.parties()), thing=CHAIR, status="system")


@act
def found_network(
    turn: Turn, *, entries: Sequence[PartyEntered], chair: str | None, substitutes: Sequence[str], reason: str
) -> None:
    """Begin a network on this node: make every party's key, enter all of them, set the chair.

    One secretariat must be among `entries`; it keeps the register. Raises ValueError for other entries, and if the
    network exists, Refused for what the register's rules refuse. A founding that failed can be done again.
    """
    if Party.objects.exists():
        raise ValueError("the network has been founded already")
    everyone = {entry.code for entry in entries}
    founders = [entry.code for entry in entries if entry.role == "secretariat"]
    if len(founders) != 1 or len(everyone) != len(entries):
        raise ValueError("a network is founded with one secretariat, and every party once")
    by = Seat(party=founders[0], role="secretariat", office="administrator")
    for entry in entries:
        rules.may_enter_party(by=by, entry=entry)
        keep_key(party=entry.code)
    let_keep_register(party=by.party)
    for entry in entries:
        post(turn, entry, by=by, to=everyone, thing=thing_of_party(entry.code), status="system")
    set_chair(by=by, chair=chair, substitutes=substitutes, reason=reason)
