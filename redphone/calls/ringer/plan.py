"""What has to be rung: from what was said in the log, and from the clocks that ran out. All inside the turn."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog
from django.db.models import Q, QuerySet

from redphone.calls.messages import (
    CallAcknowledged,
    CallAnswered,
    CallCancelled,
    CallCorrected,
    CallDoubted,
    CallEscalated,
    CallRaised,
    CallRaisedV1,
    CallReported,
    CallRung,
    CallStoodDown,
    CallUpdated,
    ReportContradicted,
    RingingStopped,
)
from redphone.calls.models import Call, CallReport, ChairAsked, Ring, Ringing
from redphone.calls.ringer.notices import ENDS, FIRST, Rung, owing, who_was_rung
from redphone.log.dispatch import Dispatch
from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.officers import reads as officers

Duty = Literal["duty", "deputy"]
DUTIES: tuple[Duty, ...] = ("duty", "deputy")
ANSWER_STEPS = ("promised", "overdue")
"""Of a party that has the call: its answer is not due yet; its duty officer was told that it is, the deputy not yet."""
log = structlog.get_logger()


@dataclass
class Plan:
    """One round's work: its turn, the parties rung from here, and the rings to be made."""

    turn: Turn
    hosted: Collection[str]
    rings: list[Ring] = field(default_factory=list)
    stepped: list[Ringing] = field(default_factory=list)
    calls: dict[str, Rung] = field(default_factory=dict)
    on_duty: dict[Duty, dict[str, list[officers.Contact]]] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.turn.now

    def rung(self, thing: str) -> Rung:
        """A call as its clocks need it, read once for all of them: nothing that they do in this turn changes it."""
        if thing not in self.calls:
            self.calls[thing] = Rung.read(thing)
        return self.calls[thing]

    def contacts(self, party: str, step: Duty) -> list[officers.Contact]:
        """Whom a step rings at a party; asked of the officers' room once a round, for all parties."""
        if step not in self.on_duty:
            self.on_duty[step] = officers.all_on_duty(step=step, at=self.now)
        return self.on_duty[step].get(party, [])

    def try_to(self, do: Callable[[], object], *, what: str, **facts: object) -> bool:
        """Do one piece of work, whole or not at all: one that fails must not keep the others from being rung."""
        made, stepped = len(self.rings), len(self.stepped)
        try:
            _whole_or_not(do=do)
        except Exception as problem:
            del self.rings[made:], self.stepped[stepped:]
            log.error(what, problem=type(problem).__name__, exc_info=True, **facts)
            return False
        return True


@act
def _whole_or_not(turn: Turn, *, do: Callable[[], object]) -> None:
    do()


def take_note(plan: Plan, said: Dispatch) -> None:
    """Do what one dispatch asks of the ringer. Done again, it does nothing more."""
    note = _NOTES.get(type(said.message))
    if note is not None:
        note(plan, said.message, said)


def _raised(plan: Plan, message: CallRaisedV1, said: Dispatch) -> None:
    parties = [party for party in said.manifest.to if party in plan.hosted]
    _begin(plan, said.thing, parties, step_seconds=message.step_seconds)


def _escalated(plan: Plan, message: CallEscalated, said: Dispatch) -> None:
    asked = ChairAsked.objects.filter(thing=said.thing, unreached=message.unreached)
    party = message.asked_party
    if party in plan.hosted and asked.filter(asked_party=party).exists():
        _begin(plan, said.thing, [party], step_seconds=message.step_seconds, in_place_of=message.unreached)


def _begin(
    plan: Plan, call: str, parties: Collection[str], *, step_seconds: int, in_place_of: str = ""
) -> None:
    """Start the clocks that do not run yet: all of a call's in one statement."""
    which = {"call": call, "in_place_of": in_place_of, "step_seconds": step_seconds}
    clocks = (Ringing(party=party, next_at=plan.now, begun_at=plan.now, **which) for party in parties)
    Ringing.objects.bulk_create(clocks, ignore_conflicts=True)


def _replied(plan: Plan, message: CallAcknowledged | CallAnswered, said: Dispatch) -> None:
    """A party has it: it is rung no more, nor is anybody in its place. A chair that knows is rung no more either."""
    unreached = getattr(message, "in_place_of", None)
    if unreached is not None:
        _hush(plan, said, party=said.by, in_place_of=unreached)
    else:
        _hush(plan, said, party=said.by, in_place_of="")
        _hush(plan, said, in_place_of=said.by)
        if isinstance(message, CallAcknowledged):
            _await_answer(plan, message, said)


def _await_answer(plan: Plan, message: CallAcknowledged, said: Dispatch) -> None:
    """Who has it owes an answer: as promised, else as asked; unless that was over already, or no time was named."""
    asked = Call.objects.filter(thing=said.thing).values_list("answer_by_at", flat=True).first()
    due = message.answer_promised_at or asked
    if due is not None and due > said.said_at:
        clock = Ringing.objects.filter(call=said.thing, party=said.by, in_place_of="")
        clock.update(step="promised", next_at=due, ended_at=None, why_ended="")


def _doubted(plan: Plan, message: CallDoubted, said: Dispatch) -> None:
    """It has seen it: neither it nor a chair in its place is rung any more; and who raised the call is told."""
    _hush(plan, said, why="doubted", party=said.by, in_place_of="")
    _hush(plan, said, why="doubted", in_place_of=said.by)
    _tell_raiser(plan, said, "doubted")


def _stopped(plan: Plan, message: RingingStopped, said: Dispatch) -> None:
    """Only the chair and its substitutes stop the ringing of others."""
    if said.by in network.chair().line:
        _hush(plan, said, why="stopped")


def _hush(plan: Plan, said: Dispatch, *, why: str = "acknowledged", **which: str) -> None:
    Ringing.objects.filter(call=said.thing, ended_at=None, **which).update(ended_at=plan.now, why_ended=why)
    waiting = Ring.objects.filter(call=said.thing, state=Ring.State.WAITING, notice__in=FIRST, **which)
    waiting.update(state=Ring.State.DROPPED)


def _told_more(plan: Plan, message: Any, said: Dispatch) -> None:
    """News reach exactly those who were rung, on the channel that rang them, once."""
    if not Call.objects.filter(thing=said.thing, by=said.by).exists():
        return
    if due := getattr(message, "answer_by_at", None):
        clocks = Ringing.objects.filter(call=said.thing, party__in=owing(said.thing), in_place_of="")
        clocks.update(step="promised", next_at=due, ended_at=None, why_ended="")
    notice = said.manifest.kind.split(".")[1]
    before = None if notice in ENDS else said.heard_at
    for ring in who_was_rung(said.thing, before=before):
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
    """Whoever was not rung yet is not rung; whoever was, is told."""
    if not Call.objects.filter(thing=said.thing, by=said.by).exists():
        return
    why = "cancelled" if isinstance(message, CallCancelled) else "stood_down"
    Ringing.objects.filter(call=said.thing, ended_at=None).update(ended_at=plan.now, why_ended=why)
    unsent = Ring.objects.filter(call=said.thing, state=Ring.State.WAITING).exclude(notice__in=ENDS)
    unsent.update(state=Ring.State.DROPPED)
    _told_more(plan, message, said)


def _reported(plan: Plan, message: CallReported, said: Dispatch) -> None:
    """Said by voice that it has the call: it, and a chair in its place, are rung no further for a while.

    What the picture does not show holds nobody; and whoever was not rung at all yet is rung once in any case.
    """
    if not CallReport.objects.filter(hash=said.hash).exists():
        return
    until = min(said.said_at, plan.now) + timedelta(seconds=message.hold_seconds)
    running = _running(said.thing, message.party).exclude(in_place_of="", step="")
    running.filter(next_at__lt=until).update(next_at=until)


def _contradicted(plan: Plan, message: ReportContradicted, said: Dispatch) -> None:
    """Not so: whoever is next is rung at once."""
    _running(said.thing, said.by).update(next_at=plan.now)


def _running(call: str, party: str) -> QuerySet[Ringing]:
    """The clocks that ring a party, or a chair in its place."""
    of_it = Q(party=party, in_place_of="") | Q(in_place_of=party)
    return Ringing.objects.filter(of_it, call=call, ended_at=None).exclude(step__in=ANSWER_STEPS)


def _rang(plan: Plan, message: CallRung, said: Dispatch) -> None:
    """A call that reaches nobody is an error to its sender."""
    if message.state == "nobody":
        _tell_raiser(plan, said, "unreached")


def _tell_raiser(plan: Plan, said: Dispatch, notice: str) -> None:
    call = plan.rung(said.thing).call
    if call is not None:
        tell_raiser(plan, call, notice=notice, cause=said.hash)


def tell_raiser(plan: Plan, call: Call, *, notice: str, cause: str) -> None:
    """The raiser's duty officer is told, else the deputy; once a round, for one mail names all whom it is about."""
    if call.by not in plan.hosted:
        return
    if any(ring.call == call.thing and ring.notice == notice for ring in plan.rings):
        return
    for step in DUTIES:
        contacts = plan.contacts(call.by, step)
        plan.rings += [
            new_ring(plan, call.thing, call.by, contact, notice=notice, cause=cause, step=step)
            for contact in contacts
        ]
        if contacts:
            return


def new_ring(
    plan: Plan,
    call: str,
    party: str,
    contact: officers.Contact,
    *,
    notice: str,
    cause: str,
    step: str,
    place: int = 0,
    in_place_of: str = "",
) -> Ring:
    """A ring to one officer, to be sent at once; not yet kept."""
    return Ring(
        call=call,
        party=party,
        in_place_of=in_place_of,
        notice=notice,
        cause=cause,
        step=step,
        place=place,
        officer=contact.officer,
        address=contact.email,
        next_try_at=plan.now,
        made_at=plan.now,
    )


_NOTES: dict[type, Callable[[Plan, Any, Dispatch], None]] = {
    CallRaised: _raised,
    CallRaisedV1: _raised,
    CallEscalated: _escalated,
    CallAcknowledged: _replied,
    CallAnswered: _replied,
    CallUpdated: _told_more,
    CallCorrected: _told_more,
    CallCancelled: _ended,
    CallStoodDown: _ended,
    CallRung: _rang,
    CallReported: _reported,
    CallDoubted: _doubted,
    RingingStopped: _stopped,
    ReportContradicted: _contradicted,
}
