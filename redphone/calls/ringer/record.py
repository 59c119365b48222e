"""Recording how rings went: on this node, and in one line for each party to everybody in the call."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from redphone.calls.acts import reply
from redphone.calls.messages import CallRung
from redphone.calls.models import Call, Ring
from redphone.calls.ringer.fallback import text_beside
from redphone.calls.ringer.notices import FIRST
from redphone.calls.ringer.passing import hurry_first_desk
from redphone.calls.ringer.send import Outcome
from redphone.calls.ringer.steps import hurry
from redphone.log.turn import Turn, act
from redphone.network import reads as network

_STRONGEST_FIRST = ("delivered", "ringing", "refused")
LONGEST_WAIT_SECONDS = 15
log = structlog.get_logger()


@act
def record(turn: Turn, *, outcomes: Sequence[tuple[Ring, Outcome]], dropped: Sequence[Ring]) -> None:
    """Write down how each ring went, and say one line for each party and step."""
    for ring in dropped:
        Ring.objects.filter(pk=ring.pk).update(state=Ring.State.DROPPED, lease_until=None)
        _hurry(ring, now=turn.now)
    went: dict[tuple[str, str, str], list[str]] = {}
    for ring, outcome in outcomes:
        _record_one(ring, outcome, turn.now)
        if ring.notice == "raised":
            went.setdefault((ring.call, ring.party, ring.step), []).append(outcome.state)
    still_open = Call.objects.filter(thing__in={call for call, _, _ in went}, state=Call.State.OPEN)
    rows = {row.thing: row for row in still_open}
    for (call, party, step), states in went.items():
        if call in rows:
            _say_or_log(rows[call], party, step, min(states, key=_STRONGEST_FIRST.index))


def _record_one(ring: Ring, outcome: Outcome, now: datetime) -> None:
    row = Ring.objects.filter(pk=ring.pk, attempts=ring.attempts)  # unless it was rung once more since
    if ring.channel != "mail":  # or its receipt came first, which knows more
        row = row.filter(received_at=None).exclude(state=Ring.State.REFUSED)
    if outcome.state == "delivered":
        row.update(state=Ring.State.DELIVERED, delivered_at=outcome.at, lease_until=None, refusal="")
        return
    if outcome.may_have_gone:
        row.update(may_be_twice=True)
    if outcome.state == "refused":
        row.update(state=Ring.State.REFUSED, lease_until=None, refusal=outcome.why[:200])
        if ring.channel == "mail" and ring.notice in FIRST:
            ring.state = Ring.State.REFUSED
            text_beside([ring], now=now)
        _hurry(ring, now=now)
    else:
        wait = timedelta(seconds=min(2 ** min(ring.attempts, 5), LONGEST_WAIT_SECONDS))
        row.update(
            state=Ring.State.WAITING, lease_until=None, next_try_at=now + wait, refusal=outcome.why[:200]
        )


def _hurry(ring: Ring, *, now: datetime) -> None:
    hurry(ring, now=now)
    hurry_first_desk(ring, now=now)


def _say_or_log(call: Call, party: str, step: str, state: str) -> None:
    """What can't be said is no reason to forget what was rung: then all of it would be rung again."""
    try:
        _say_how(call=call, party=party, step=step, state=state)
    except Exception:
        log.exception("ring_not_told", call=call.thing, party=party, state=state)


@act
def _say_how(turn: Turn, *, call: Call, party: str, step: str, state: str) -> None:
    if state == "ringing" and _is_known_to_ring(call.thing, party, step):
        return
    message = CallRung(step=step, state=state)
    reply(turn, call, message, by=network.node_seat(party))


def _is_known_to_ring(call: str, party: str, step: str) -> bool:
    """That a mail has not gone out yet is said after the first try, and not again after each."""
    rings = Ring.objects.filter(call=call, party=party, step=step, notice="raised")
    return rings.filter(attempts__gt=1).exists()
