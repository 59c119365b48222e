"""Saying how one's duty desk is reached."""

from datetime import datetime

from redphone.log.dispatch import Dispatch
from redphone.log.post import post
from redphone.log.turn import Turn, act
from redphone.network import reads, reads_reach, rules
from redphone.network.messages import CoverTold, Reachable, thing_of_cover, thing_of_reach
from redphone.refused import Refused
from redphone.wire.policy import Seat
from redphone.wire.words import to_milliseconds


@act
def tell_reach(turn: Turn, *, by: Seat, reachable: Reachable, hole_at: datetime | None) -> Dispatch:
    """Tell all others how this party's duty desk is reached; the secretariat, only whether it is. Raises Refused.

    `hole_at` is when, in the coming two weeks, nobody is on duty.
    """
    rules.may_tell_reach(by=by)
    rules.check_reachable(reachable, now=turn.now)
    said = _tell_number(turn, reachable, by=by)
    _tell_cover(turn, CoverTold(proven_at=reachable.proven_at, hole_at=hole_at), by=by)
    return said


@act
def tell_proven(turn: Turn, *, by: Seat, hole_at: datetime | None) -> Dispatch:
    """Say that one's own duty number was rung just now, and answered. Raises Refused."""
    known = reads_reach.reachable_of(by=by)
    if known is None:
        raise Refused("Your party has told no duty number yet, or this seat does not read it.")
    proven = known.model_copy(update={"proven_at": turn.now})
    return tell_reach(by=by, reachable=proven, hole_at=hole_at)


@act
def tell_hole(turn: Turn, *, party: str, hole_at: datetime | None) -> None:
    """Let the node tell the secretariat when next nobody is on duty, if that is not what it was told last."""
    told = reads_reach.cover_told_by(party)
    hole_at = to_milliseconds(hole_at) if hole_at else None
    if told is not None and told.hole_at != hole_at:
        _tell_cover(turn, told.model_copy(update={"hole_at": hole_at}), by=reads.node_seat(party))


@act
def tell_newcomers(turn: Turn, *, party: str) -> None:
    """Let the node tell again how a party is reached, where the register names parties that were not told it."""
    by = reads.node_seat(party)
    number, cover = reads_reach.reachable_of(by=by), reads_reach.cover_told_by(party)
    to_number, to_cover = reads_reach.who_was_told(party)
    if number is not None and not _told_to(by) <= to_number:
        _tell_number(turn, number, by=by)
    if number is not None and not _secretariat(by) <= to_cover:
        _tell_cover(turn, cover or CoverTold(proven_at=number.proven_at, hole_at=None), by=by)


def _tell_number(turn: Turn, reachable: Reachable, *, by: Seat) -> Dispatch:
    return post(turn, reachable, by=by, to=_told_to(by), thing=thing_of_reach(by.party), status="system")


def _told_to(by: Seat) -> set[str]:
    """Whom a party tells its number: all others but the secretariat."""
    return set(reads.parties()) - _secretariat(by) - {by.party}


def _tell_cover(turn: Turn, cover: CoverTold, *, by: Seat) -> None:
    if to := _secretariat(by):
        post(turn, cover, by=by, to=to, thing=thing_of_cover(by.party), status="system")


def _secretariat(by: Seat) -> set[str]:
    """Who helps to run the network, and reads no numbers: the secretariat, for all but itself."""
    return set(reads.parties(roles=("secretariat",))) - {by.party}
