"""What has to be rung: from what was said in the log, and from the clocks that ran out. All inside the turn."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from redphone.calls.acts import reply
from redphone.calls.messages import (
    CallAcknowledged,
    CallAnswered,
    CallCancelled,
    CallCorrected,
    CallEscalated,
    CallRaised,
    CallRung,
    CallStoodDown,
    CallUpdated,
)
from redphone.calls.models import Call, CallLine, ChairAsked, Ring, Ringing
from redphone.log.dispatch import Dispatch
from redphone.log.post import post
from redphone.log.turn import Turn
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.wire.manifest import Ref

NEXT_STEP: dict[str, Literal["duty", "deputy"]] = {"": "duty", "duty": "deputy"}
TRIED = (Ring.State.SENDING, Ring.State.DELIVERED)


@dataclass
class Plan:
    """One round's work: its turn, the parties rung from here, and the rings to be made."""

    turn: Turn
    hosted: Collection[str]
    rings: list[Ring] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.turn.now


def take_note(plan: Plan, said: Dispatch) -> None:
    """Do what one dispatch asks of the ringer."""
    note = _NOTES.get(type(said.message))
    if note is not None:
        note(plan, said.message, said)


def _raised(plan: Plan, message: CallRaised, said: Dispatch) -> None:
    for party in said.manifest.to:
        if party in plan.hosted:
            _begin(plan, said.thing, party, step_seconds=message.step_seconds)


def _escalated(plan: Plan, message: CallEscalated, said: Dispatch) -> None:
    party = message.asked_party
    if party in plan.hosted:
        _begin(plan, said.thing, party, step_seconds=message.step_seconds, in_place_of=message.unreached)


def _begin(plan: Plan, call: str, party: str, *, step_seconds: int, in_place_of: str = "") -> None:
    Ringing.objects.get_or_create(
        call=call,
        party=party,
        in_place_of=in_place_of,
        defaults={"step_seconds": step_seconds, "next_at": plan.now, "begun_at": plan.now},
    )


def _replied(plan: Plan, message: CallAcknowledged | CallAnswered, said: Dispatch) -> None:
    in_place_of = getattr(message, "in_place_of", None) or ""
    clocks = Ringing.objects.filter(call=said.thing, party=said.by, in_place_of=in_place_of, ended_at=None)
    clocks.update(ended_at=plan.now, why_ended="acknowledged")
    waiting = Ring.objects.filter(
        call=said.thing,
        party=said.by,
        in_place_of=in_place_of,
        state=Ring.State.WAITING,
        notice__in=("raised", "chair"),
    )
    waiting.filter(attempts=0).update(state=Ring.State.DROPPED)


def _told_more(plan: Plan, message: Any, said: Dispatch) -> None:
    """News reach exactly those who were rung, on the channel that rang them, once."""
    if not Call.objects.filter(thing=said.thing, by=said.by).exists():
        return
    notice = said.manifest.kind.split(".")[1]
    for ring in _rung(said.thing):
        plan.rings.append(
            Ring(
                call=ring.call,
                party=ring.party,
                in_place_of=ring.in_place_of,
                notice=notice,
                cause=said.hash,
                step=ring.step,
                officer=ring.officer,
                channel=ring.channel,
                address=ring.address,
                next_try_at=plan.now,
                made_at=plan.now,
            )
        )


def _ended(plan: Plan, message: CallCancelled | CallStoodDown, said: Dispatch) -> None:
    if not Call.objects.filter(thing=said.thing, by=said.by).exists():
        return
    why = "cancelled" if isinstance(message, CallCancelled) else "stood_down"
    Ringing.objects.filter(call=said.thing, ended_at=None).update(ended_at=plan.now, why_ended=why)
    unsent = Ring.objects.filter(call=said.thing, state=Ring.State.WAITING, attempts=0)
    unsent.update(state=Ring.State.DROPPED)
    _told_more(plan, message, said)


def _rung(call: str) -> Iterable[Ring]:
    """One ring for each officer and channel that was rung, or may have been, because this call was raised."""
    rings = Ring.objects.filter(call=call, notice__in=("raised", "chair"), attempts__gt=0)
    rings = rings.exclude(state__in=(Ring.State.REFUSED, Ring.State.DROPPED))
    return {(ring.officer, ring.channel): ring for ring in rings.order_by("pk")}.values()


def _rang(plan: Plan, message: CallRung, said: Dispatch) -> None:
    """A call that reaches nobody is an error to its sender: the raiser's duty officer is told."""
    call = Call.objects.filter(thing=said.thing).first()
    if message.state != "nobody" or call is None or call.by not in plan.hosted:
        return
    if any(ring.call == call.thing and ring.notice == "unreached" for ring in plan.rings):
        return  # one mail names all who are not reached in the same round
    for contact in officers.contacts_on_duty(party=call.by, step="duty"):
        plan.rings.append(
            _ring(plan, call.thing, call.by, contact, notice="unreached", cause=said.hash, step="duty")
        )


_NOTES: dict[type, Callable[[Plan, Any, Dispatch], None]] = {
    CallRaised: _raised,
    CallEscalated: _escalated,
    CallAcknowledged: _replied,
    CallAnswered: _replied,
    CallUpdated: _told_more,
    CallCorrected: _told_more,
    CallCancelled: _ended,
    CallStoodDown: _ended,
    CallRung: _rang,
}


def step_due(plan: Plan, clocks: Iterable[Ringing]) -> None:
    """Take the next step of every clock that ran out."""
    for clock in clocks:
        call = Call.objects.filter(thing=clock.call).first()
        if call is None or call.state != Call.State.OPEN:
            _end(plan, clock, "call_ended")
        else:
            _step(plan, clock, call)


def _step(plan: Plan, clock: Ringing, call: Call) -> None:
    step = NEXT_STEP.get(clock.step)
    while step is not None:
        contacts = officers.contacts_on_duty(party=clock.party, step=step)
        if contacts:
            _ring_step(plan, clock, call, step, contacts)
            return
        step = NEXT_STEP.get(step)
    _give_up(plan, clock, call)


def _ring_step(
    plan: Plan, clock: Ringing, call: Call, step: str, contacts: Iterable[officers.Contact]
) -> None:
    cause = call.hash
    if clock.in_place_of:
        asked = ChairAsked.objects.get(thing=call.thing, unreached=clock.in_place_of, asked_party=clock.party)
        cause = asked.hash
    notice = "chair" if clock.in_place_of else "raised"
    for contact in contacts:
        ring = _ring(plan, call.thing, clock.party, contact, notice=notice, cause=cause, step=step)
        ring.in_place_of = clock.in_place_of
        plan.rings.append(ring)
    clock.step = step
    clock.next_at = plan.now + timedelta(seconds=clock.step_seconds)
    clock.save(update_fields=["step", "next_at"])


def _ring(
    plan: Plan, call: str, party: str, contact: officers.Contact, *, notice: str, cause: str, step: str
) -> Ring:
    return Ring(
        call=call,
        party=party,
        notice=notice,
        cause=cause,
        step=step,
        officer=contact.officer,
        address=contact.email,
        next_try_at=plan.now,
        made_at=plan.now,
    )


def _give_up(plan: Plan, clock: Ringing, call: Call) -> None:
    """Nobody of this party is left to ring: say so, and ask who acts as chair, or the next in its line."""
    _end(plan, clock, "nobody")
    unreached = clock.in_place_of or clock.party
    node = network.node_seat(clock.party)
    if not clock.in_place_of:
        reply(plan.turn, call, CallRung(step="deputy", state="nobody"), by=node)
    asked = set(
        ChairAsked.objects.filter(thing=call.thing, unreached=unreached).values_list("asked_party", flat=True)
    )
    chair = network.acting_chair(besides=asked | {unreached})
    if chair is None or chair == call.by:
        return
    message = CallEscalated(
        number=call.number,
        unreached=unreached,
        asked_party=chair,
        urgency=call.urgency,  # type: ignore[arg-type]
        answer_by_at=call.answer_by_at,
        step_seconds=clock.step_seconds,
    )
    audience = {call.by, *call.to}
    refs = (Ref(id=call.dispatch, hash=call.hash, rel="answers"),) if chair in audience else ()
    post(
        plan.turn,
        message,
        by=node,
        to=audience | {chair},
        thing=call.thing,
        status=call.status,  # type: ignore[arg-type]
        mark="GREEN",
        refs=refs,
    )


def _end(plan: Plan, clock: Ringing, why: str) -> None:
    clock.ended_at, clock.why_ended = plan.now, why
    clock.save(update_fields=["ended_at", "why_ended"])


def hurry(call: str, party: str, *, in_place_of: str, now: datetime) -> None:
    """A ring was refused for good and nobody else of its step is left: the next step is due now."""
    open_rings = Ring.objects.filter(
        call=call, party=party, in_place_of=in_place_of, notice__in=("raised", "chair")
    )
    if not open_rings.exclude(state__in=(Ring.State.REFUSED, Ring.State.DROPPED)).exists():
        Ringing.objects.filter(call=call, party=party, in_place_of=in_place_of, ended_at=None).update(
            next_at=now
        )


def is_had(call: str, party: str) -> bool:
    """Whether a party has acknowledged a call."""
    return CallLine.objects.filter(thing=call, party=party, acknowledged_at__isnull=False).exists()
