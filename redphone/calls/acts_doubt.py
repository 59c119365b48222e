"""When a call seems wrong: a party says so and is rung no more; who acts as chair stops the ringing for everybody."""

from redphone.calls import rules
from redphone.calls.acts import find_call, reply
from redphone.calls.messages import CallDoubted, RingingStopped
from redphone.log.dispatch import Dispatch
from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.wire.policy import Seat


@act
def doubt_call(turn: Turn, *, by: Seat, call: str, why: str) -> Dispatch:
    """Say that one believes a call to be wrong. One's own party is rung no more. Raises Refused."""
    row = find_call(call, by=by)
    rules.may_reply(by=by, to=row.to, state=row.state)
    return reply(turn, row, CallDoubted(why=why), by=by)


@act
def stop_ringing(turn: Turn, *, by: Seat, call: str, why: str) -> Dispatch:
    """Stop the ringing of a call for everybody, as chair or as one of its substitutes. Raises Refused."""
    row = find_call(call, by=by)
    line = network.chair().line
    rules.may_stop_ringing(by=by, chair_line=line, author=row.by, to=row.to, state=row.state)
    return reply(turn, row, RingingStopped(why=why), by=by)
