"""Handing a call to another desk of one's own party, and taking it there."""

from datetime import datetime

from redphone.calls import rules
from redphone.calls.acts import acknowledge_call, find_call, reply
from redphone.calls.messages import CallPassed
from redphone.calls.models import Call, Passing
from redphone.calls.sights import may_acknowledge
from redphone.log.dispatch import Dispatch
from redphone.log.turn import Turn, act
from redphone.officers import reads as officers
from redphone.refused import Refused
from redphone.wire.policy import Seat


@act
def pass_call(turn: Turn, *, by: Seat, call: str, officer: int, desk: str, until_at: datetime) -> Dispatch:
    """Hand the call to a colleague at another desk, who is to take it by `until_at`; the others see the desk alone.

    It acknowledges the call for the party if nobody has. One that was passed before and not taken lies with the new
    desk from then on. Raises Refused.
    """
    row = find_call(call, by=by)
    rules.may_pass(
        by=by,
        to=row.to,
        state=row.state,
        officer=officer,
        may_take=_may_take(row, officer=officer, party=by.party),
        until_at=until_at,
        now=turn.now,
    )
    acknowledge_call(by=by, call=row.thing, way="page")
    said = reply(turn, row, CallPassed(desk=desk, until_at=until_at), by=by)
    _end(turn, call=row.thing, party=by.party, why="passed_on")
    Passing.objects.create(
        call=row.thing,
        party=by.party,
        cause=said.hash,
        passed_by=by.officer,  # type: ignore[misc]  # may_pass has seen that there is one
        officer=officer,
        passed_at=turn.now,
        until_at=until_at,
        next_at=until_at,
    )
    return said


def _may_take(row: Call, *, officer: int, party: str) -> bool:
    found = officers.addressee(officer)
    return (
        found is not None and found[1].party == party and may_acknowledge(row, party=party, contact=found[0])
    )


@act
def take_call(turn: Turn, *, by: Seat, call: str) -> None:
    """Say at the desk to which a call was passed that it has it. Raises Refused."""
    row = find_call(call, by=by)
    rules.may_reply(by=by, to=row.to, state=row.state)
    if not _end(turn, call=row.thing, party=by.party, why="taken", officer=by.officer):
        raise Refused("This call is not passed to you, or was taken already.")
    acknowledge_call(by=by, call=row.thing, way="page")


def _end(turn: Turn, *, why: str, **which: str | int | None) -> int:
    return Passing.objects.filter(ended_at=None, **which).update(ended_at=turn.now, why_ended=why)
