"""What people do in a call: raise, update, correct, cancel, stand down, acknowledge, answer."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal, TypedDict

from redphone.calls import rules, rules_release
from redphone.calls.messages import (
    CallAcknowledged,
    CallAnswered,
    CallCancelled,
    CallCorrected,
    CallRaised,
    CallStoodDown,
    CallUpdated,
)
from redphone.calls.models import Acknowledgement, Call, CallLine, ChairAsked
from redphone.calls.raising import Raised as Raised
from redphone.calls.raising import check_raise, key_of, next_number, raised_before
from redphone.calls.reads_escalation import escalation_of
from redphone.calls.reads_release import is_network_wide
from redphone.log.dispatch import Dispatch
from redphone.log.post import new_thing, post
from redphone.log.rows import find_row
from redphone.log.turn import Turn, act
from redphone.refused import Refused
from redphone.situations.acts import open_situation
from redphone.situations.messages import SituationOpened
from redphone.situations.rules import may_speak
from redphone.wire.kinds import Message
from redphone.wire.manifest import MOST_REFS, Ref
from redphone.wire.policy import Seat, Sight, sight
from redphone.wire.words import Mark, Status

UNNUMBERED = "-"
"""What a first message carries as its number and key until the turn in which it is raised gives it both."""


@act
def raise_call(
    turn: Turn,
    *,
    by: Seat,
    call: CallRaised,
    to: Collection[str],
    status: Status,
    mark: Mark = "GREEN",
    national: str = "",
    happened_at: datetime | None = None,
    key: str = "",
    opening: SituationOpened | None = None,
    agreed: bool = False,
) -> Raised:
    """Raise a call; `opening` opens its situation in the same turn. The same raise by one party is one call.

    `agreed`: a second person released it, or its raiser said why not; an actual call to all members needs that. Number
    and key are given here, and what nobody changes from then on: quorum and escalation. Raises Refused.
    """
    may_speak(by=by)
    key = key or key_of(call, status=status, opening=opening)
    if there := raised_before(by=by, status=status, key=key, to=to):
        return there
    quorum = check_raise(
        by=by,
        call=call,
        to=to,
        status=status,
        mark=mark,
        opening=opening,
        happened_at=happened_at,
        now=turn.now,
    )
    rules_release.check_agreed(is_wide=is_network_wide(by=by, status=status, to=to), agreed=agreed)
    under: _Under = {"by": by, "to": to, "status": status, "mark": mark, "national": national}
    situation = open_situation(opened=opening, **under).thing if opening else call.situation
    given = {"number": next_number(by.party, status), "key": key, "situation": situation, "quorum": quorum}
    call = call.model_copy(update=given | _promised(call, by=by))
    said = post(turn, call, thing=new_thing(), happened_at=happened_at, **under)
    return Raised(said.thing, call.number, said.manifest.to, is_new=True)


def _promised(call: CallRaised, *, by: Seat) -> dict[str, Any]:
    escalation = escalation_of(call, by=by)
    rules.check_escalation(escalation)
    first = escalation.steps[0].wait_seconds
    return {"escalation": escalation, "escalation_hash": escalation.hash, "step_seconds": first}


class _Under(TypedDict):
    """By whom, to whom and under which marks a call and its new situation are said."""

    by: Seat
    to: Collection[str]
    status: Status
    mark: Mark
    national: str


@act
def update_call(turn: Turn, *, by: Seat, call: str, update: CallUpdated) -> Dispatch:
    """Say what changed; it reaches those who were rung. Raises Refused."""
    rules.check_times(answer_by_at=update.answer_by_at, happened_at=None, now=turn.now)
    return _speak_of(turn, call, update, by=by, rel="updates")


@act
def correct_call(turn: Turn, *, by: Seat, call: str, correction: CallCorrected) -> Dispatch:
    """Say what was wrong and what is right; it reaches those who were rung. Raises Refused."""
    rules.check_times(answer_by_at=correction.answer_by_at, happened_at=None, now=turn.now)
    return _speak_of(turn, call, correction, by=by, rel="updates")


@act
def cancel_call(turn: Turn, *, by: Seat, call: str, cancel: CallCancelled) -> Dispatch:
    """Cancel a call that should not have been raised; it reaches those who were rung. Raises Refused."""
    return _speak_of(turn, call, cancel, by=by, rel="cancels")


@act
def stand_down_call(turn: Turn, *, by: Seat, call: str, note: str) -> Dispatch:
    """End a call that has done its work; it reaches those who were rung. Raises Refused."""
    return _speak_of(turn, call, CallStoodDown(note=note), by=by, rel="updates")


@act
def acknowledge_call(
    turn: Turn,
    *,
    by: Seat,
    call: str,
    way: Literal["page", "link", "command"],
    answer_promised_at: datetime | None = None,
) -> Dispatch | None:
    """Say that this party has it. None if the party has acknowledged already: it belongs to the party, and the
    officer's own is kept here.

    Raises Refused.
    """
    row = find_call(call, by=by, to_read=rules.needs_to_read(by=by))
    rules.may_reply(by=by, to=row.to, state=row.state)
    rules.check_promise(answer_promised_at=answer_promised_at, now=turn.now)
    _keep(turn, row, by=by, way=way)
    if CallLine.objects.filter(thing=call, party=by.party, acknowledged_at__isnull=False).exists():
        return None
    message = CallAcknowledged(way=way, answer_promised_at=answer_promised_at)
    return reply(turn, row, message, by=by)


def _keep(turn: Turn, row: Call, *, by: Seat, way: str) -> None:
    """Keep that this officer has it, for their own party; once, whatever they do later."""
    if by.officer is not None:
        which = {"call": row.thing, "officer": by.officer}
        said = {"party": by.party, "office": by.office, "way": way, "at": turn.now}
        Acknowledgement.objects.get_or_create(**which, defaults=said)


@act
def acknowledge_as_chair(
    turn: Turn, *, by: Seat, call: str, unreached: str, way: Literal["page", "link", "command"]
) -> Dispatch | None:
    """Say as acting chair that one knows that a party could not be reached. None if said already. Raises Refused."""
    row = _row(call)
    asked = ChairAsked.objects.filter(thing=call, asked_party=by.party).order_by("asked_at", "hash")
    askings = [one for one in asked if one.unreached == unreached] if row else []  # which may be any letters
    if row is None or not askings:
        raise Refused("Your party was not asked to act as chair in this call.")
    rules.may_take_over(by=by, asked_parties=(by.party,), state=row.state)
    waiting = [one for one in askings if one.acknowledged_at is None]
    if not waiting:
        return None
    refs = tuple(Ref(id=one.dispatch, hash=one.hash, rel="answers") for one in waiting[:MOST_REFS])
    return say_in(turn, row, CallAcknowledged(way=way, in_place_of=unreached), by=by, refs=refs)


@act
def answer_call(turn: Turn, *, by: Seat, call: str, answer: CallAnswered) -> Dispatch:
    """Answer what is asked, for this party; a later answer replaces an earlier one. Raises Refused."""
    row = find_call(call, by=by)
    rules.may_reply(by=by, to=row.to, state=row.state)
    rules.check_answer(
        answer=answer.answer, words=answer.words, need_until_at=answer.need_until_at, now=turn.now
    )
    _keep(turn, row, by=by, way="answer")
    return reply(turn, row, answer, by=by)


def _row(thing: str) -> Call | None:
    """What comes from an address may be anything; not every store takes it all."""
    return find_row(Call, thing=thing) if thing.isprintable() else None


def find_call(thing: str, *, by: Seat, to_read: bool = True) -> Call:
    """The call, for an act of a seat that may read it, or only know of it. Raises Refused."""
    row = _row(thing)
    if row is None or sight(row, for_=by) is Sight.NOTHING:
        raise Refused("There is no such call.")
    if to_read and sight(row, for_=by) is not Sight.CONTENT:
        raise Refused("This seat does not read this call, so it can't speak of it.")
    return row


def reply(
    turn: Turn, row: Call, message: Message, *, by: Seat, happened_at: datetime | None = None
) -> Dispatch:
    """Say something in answer to the raise, to everybody in the call."""
    ref = Ref(id=row.dispatch, hash=row.hash, rel="answers")
    return say_in(turn, row, message, by=by, refs=(ref,), happened_at=happened_at)


def _speak_of(
    turn: Turn, call: str, message: Message, *, by: Seat, rel: Literal["updates", "cancels"]
) -> Dispatch:
    row = find_call(call, by=by)
    rules.may_speak_of(by=by, author=row.by, state=row.state)
    return say_in(turn, row, message, by=by, refs=(Ref(id=row.dispatch, hash=row.hash, rel=rel),))


def say_in(
    turn: Turn,
    row: Call,
    message: Message,
    *,
    by: Seat,
    refs: Sequence[Ref],
    happened_at: datetime | None = None,
) -> Dispatch:
    """Say something to everybody in a call, under its marks."""
    return post(
        turn,
        message,
        by=by,
        to={row.by, *row.to},
        thing=row.thing,
        status=row.status,  # type: ignore[arg-type]
        mark=row.mark,  # type: ignore[arg-type]
        national=row.national,
        refs=refs,
        happened_at=happened_at,
    )


def chair_knows(*, call: str, unreached: str, party: str) -> bool:
    """Whether a party that was asked as chair has acknowledged that another is not reached."""
    asked = ChairAsked.objects.filter(thing=call, unreached=unreached, asked_party=party)
    return asked.filter(acknowledged_at__isnull=False).exists()
