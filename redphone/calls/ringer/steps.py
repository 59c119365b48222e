"""The steps of a party's clock: duty officer, deputy, and then who acts as chair."""

import hashlib
from collections.abc import Iterable
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from redphone.calls.acts import reply
from redphone.calls.messages import CallEscalated, CallRung, EscalationStep
from redphone.calls.models import Call, CallLine, ChairAsked, Ring, Ringing
from redphone.calls.ringer.notices import FIRST, escalation_of, was_told
from redphone.calls.ringer.plan import ANSWER_STEPS, DUTIES, Duty, Plan, new_ring, tell_raiser
from redphone.calls.sights import may_acknowledge
from redphone.log.post import post
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.wire.manifest import Ref

AGAIN_AFTER = timedelta(seconds=30)
"""A step that failed by a fault of this house is tried again after this."""


def step_due(plan: Plan, clocks: Iterable[Ringing]) -> None:
    """Take the next step of every clock that ran out: all together, and only where that fails each by itself."""
    due = list(clocks)
    if not plan.try_to(lambda: _step_all(plan, map(copy, due)), what="steps_failed"):
        for clock in due:
            if not plan.try_to(lambda: _step(plan, clock), what="step_failed", clock=clock.pk):  # noqa: B023
                Ringing.objects.filter(pk=clock.pk).update(next_at=plan.now + AGAIN_AFTER)
    _keep_stepped(plan)


def _step_all(plan: Plan, clocks: Iterable[Ringing]) -> None:
    for clock in clocks:
        _step(plan, clock)


def _keep_stepped(plan: Plan) -> None:
    """The clocks of one call take their step together, so they are kept together."""
    alike: dict[tuple[str, int, datetime], list[int]] = {}
    for clock in plan.stepped:
        alike.setdefault((clock.step, clock.place, clock.next_at), []).append(clock.pk)
    for (step, place, next_at), clocks in alike.items():
        Ringing.objects.filter(pk__in=clocks).update(step=step, place=place, next_at=next_at)


def _step(plan: Plan, clock: Ringing) -> None:
    rung = plan.rung(clock.call)
    call = rung.call
    if call is None or call.state != Call.State.OPEN:
        _end(plan, clock, "call_ended")
    elif rung.is_stopped:
        _end(plan, clock, "stopped")
    elif clock.step in ANSWER_STEPS:
        _ask_for_answer(plan, clock, call)
    elif (clock.in_place_of or clock.party) in rung.have_it:
        _end(plan, clock, "acknowledged")
    elif rung.has_enough and (clock.in_place_of or was_told(clock.call, clock.party)):
        _end(plan, clock, "quorum")
    else:
        _ring_next(plan, clock, call)


def _ask_for_answer(plan: Plan, clock: Ringing, call: Call) -> None:
    """The time for its answer is over: the duty officer is told, and if that does not help, the deputy."""
    line = CallLine.objects.filter(thing=call.thing, party=clock.party).first()
    if line is None or line.answered_at is not None:
        _end(plan, clock, "answered")
        return
    step: Duty = "duty" if clock.step == "promised" else "deputy"
    on_duty = plan.contacts(clock.party, step)
    told = [who for who in on_duty if may_acknowledge(call, party=clock.party, contact=who)]
    which: dict[str, Any] = {"notice": "overdue", "cause": line.acknowledged_hash, "step": step}
    plan.rings += [new_ring(plan, call.thing, clock.party, contact, **which) for contact in told]
    if step == "deputy":
        _end(plan, clock, "overdue")
        return
    clock.step = "overdue"
    clock.next_at = plan.now + timedelta(seconds=clock.step_seconds if told else 0)
    plan.stepped.append(clock)


def _ring_next(plan: Plan, clock: Ringing, call: Call) -> None:
    """Take the next step of the escalation that was promised when the call was raised; one that reaches nobody is
    no reason to wait."""
    steps = escalation_of(clock, call).steps
    while clock.place < len(steps):
        step = steps[clock.place]
        clock.place += 1
        if "telephone" in step.to:
            tell_raiser(plan, call, notice="telephone", cause=_telephone_cause(call, clock.party))
        if "chair" in step.to:
            _give_up(plan, clock, call, asks_chair=True)
            return
        if _ring_step(plan, clock, call, step):
            return
    _give_up(plan, clock, call, asks_chair=False)


def _telephone_cause(call: Call, party: str) -> str:
    """As long as a hash, and another for each party: each is told of once."""
    return hashlib.sha256(f"{call.hash} telephone {party}".encode()).hexdigest()[:43]


def _to_ring(plan: Plan, clock: Ringing, call: Call, step: Duty) -> list[officers.Contact]:
    """Who is rung at a step: not twice the same, who was on duty and is deputy by now; and nobody who could not
    acknowledge, since the mark keeps the call from them."""
    rung = plan.rung(call.thing).officers
    return [
        contact
        for contact in plan.contacts(clock.party, step)
        if (clock.party, clock.in_place_of, contact.officer) not in rung
        and (clock.in_place_of or may_acknowledge(call, party=clock.party, contact=contact))
    ]


def _ring_step(plan: Plan, clock: Ringing, call: Call, step: EscalationStep) -> bool:
    """Ring all to whom a step turns, each once. Whether there is anybody to wait for."""
    notice, cause = "raised", call.hash
    if clock.in_place_of:
        askings = ChairAsked.objects.filter(thing=call.thing, unreached=clock.in_place_of)
        asked = askings.filter(asked_party=clock.party).latest("asked_at")
        notice, cause = "chair", asked.hash
    which: dict[str, Any] = {"notice": notice, "cause": cause, "in_place_of": clock.in_place_of}
    which["place"] = clock.place
    duties = [duty for duty in DUTIES if duty in step.to]
    found = {
        who.officer: (duty, who) for duty in reversed(duties) for who in _to_ring(plan, clock, call, duty)
    }
    rings = [new_ring(plan, call.thing, clock.party, who, step=duty, **which) for duty, who in found.values()]
    if not rings and "telephone" not in step.to:
        return False
    plan.rings += rings
    clock.step = duties[0] if duties else clock.step
    clock.next_at = plan.now + timedelta(seconds=step.wait_seconds)
    plan.stepped.append(clock)
    return True


def _give_up(plan: Plan, clock: Ringing, call: Call, *, asks_chair: bool) -> None:
    """Nobody of this party is left to ring: say so, and ask who acts as chair, or the next in its line, if promised."""
    _end(plan, clock, "nobody")
    unreached = clock.in_place_of or clock.party
    if not clock.in_place_of:
        node = network.node_seat(clock.party)
        reply(plan.turn, call, CallRung(step="deputy", state="nobody"), by=node)
    if plan.rung(call.thing).has_enough or not asks_chair:
        return
    asked = ChairAsked.objects.filter(thing=call.thing, unreached=unreached)
    besides = {unreached, *asked.values_list("asked_party", flat=True)}
    chair = network.acting_chair(besides=besides)
    if chair is not None and chair != call.by:  # a chair that raised it is told so as its raiser
        _ask_chair(plan, clock, call, unreached=unreached, chair=chair)


def _ask_chair(plan: Plan, clock: Ringing, call: Call, *, unreached: str, chair: str) -> None:
    message = CallEscalated(
        number=call.number,
        unreached=unreached,
        asked_party=chair,
        urgency=call.urgency,
        answer_by_at=call.answer_by_at,
        step_seconds=clock.step_seconds,
    )
    audience = {call.by, *call.to}
    refs = (Ref(id=call.dispatch, hash=call.hash, rel="answers"),) if chair in audience else ()
    post(
        plan.turn,
        message,
        by=network.node_seat(clock.party),
        to=audience | {chair},
        thing=call.thing,
        status=call.status,  # type: ignore[arg-type]
        mark="GREEN",
        refs=refs,
    )


def _end(plan: Plan, clock: Ringing, why: str) -> None:
    clock.ended_at, clock.why_ended = plan.now, why
    clock.save(update_fields=["ended_at", "why_ended"])


def hurry(ring: Ring, *, now: datetime) -> None:
    """A ring will reach nobody. If nobody else of its step is left, the clock's next step is due now."""
    if ring.notice not in FIRST:
        return
    where = {"call": ring.call, "party": ring.party, "in_place_of": ring.in_place_of, "place": ring.place}
    others = Ring.objects.filter(notice__in=FIRST, **where)
    if not others.exclude(state__in=(Ring.State.REFUSED, Ring.State.DROPPED)).exists():
        Ringing.objects.filter(ended_at=None, **where).update(next_at=now)
