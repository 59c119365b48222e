"""The steps of a party's clock: duty officer, deputy, and then who acts as chair."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime, timedelta

from redphone.calls.acts import reply
from redphone.calls.messages import CallEscalated, CallRung
from redphone.calls.models import Call, CallLine, ChairAsked, Ring, Ringing
from redphone.calls.ringer.notices import FIRST, was_told
from redphone.calls.ringer.plan import ANSWER_STEPS, Duty, Plan, new_ring
from redphone.calls.sights import may_acknowledge
from redphone.log.post import post
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.wire.manifest import Ref

NEXT_STEP: dict[str, Duty] = {"": "duty", "duty": "deputy"}
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
    alike: dict[tuple[str, datetime], list[int]] = {}
    for clock in plan.stepped:
        alike.setdefault((clock.step, clock.next_at), []).append(clock.pk)
    for (step, next_at), clocks in alike.items():
        Ringing.objects.filter(pk__in=clocks).update(step=step, next_at=next_at)


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
    which = {"notice": "overdue", "cause": line.acknowledged_hash, "step": step}
    plan.rings += [new_ring(plan, call.thing, clock.party, contact, **which) for contact in told]
    if step == "deputy":
        _end(plan, clock, "overdue")
        return
    clock.step = "overdue"
    clock.next_at = plan.now + timedelta(seconds=clock.step_seconds if told else 0)
    plan.stepped.append(clock)


def _ring_next(plan: Plan, clock: Ringing, call: Call) -> None:
    step = NEXT_STEP.get(clock.step)
    while step is not None:
        if contacts := _to_ring(plan, clock, call, step):
            _ring_step(plan, clock, call, step, contacts)
            return
        step = NEXT_STEP.get(step)
    _give_up(plan, clock, call)


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


def _ring_step(
    plan: Plan, clock: Ringing, call: Call, step: str, contacts: Iterable[officers.Contact]
) -> None:
    notice, cause = "raised", call.hash
    if clock.in_place_of:
        askings = ChairAsked.objects.filter(thing=call.thing, unreached=clock.in_place_of)
        asked = askings.filter(asked_party=clock.party).latest("asked_at")
        notice, cause = "chair", asked.hash
    plan.rings += [
        new_ring(
            plan,
            call.thing,
            clock.party,
            contact,
            notice=notice,
            cause=cause,
            step=step,
            in_place_of=clock.in_place_of,
        )
        for contact in contacts
    ]
    clock.step = step
    clock.next_at = plan.now + timedelta(seconds=clock.step_seconds)
    plan.stepped.append(clock)


def _give_up(plan: Plan, clock: Ringing, call: Call) -> None:
    """Nobody of this party is left to ring: say so, and ask who acts as chair, or the next in its line."""
    _end(plan, clock, "nobody")
    unreached = clock.in_place_of or clock.party
    if not clock.in_place_of:
        node = network.node_seat(clock.party)
        reply(plan.turn, call, CallRung(step="deputy", state="nobody"), by=node)
    if plan.rung(call.thing).has_enough:
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
    where = {"call": ring.call, "party": ring.party, "in_place_of": ring.in_place_of, "step": ring.step}
    others = Ring.objects.filter(notice__in=FIRST, **where)
    if not others.exclude(state__in=(Ring.State.REFUSED, Ring.State.DROPPED)).exists():
        Ringing.objects.filter(ended_at=None, **where).update(next_at=now)
