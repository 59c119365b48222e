"""Drawing calls. A reply touches its author's own line alone; what the raiser says touches the call."""

from collections.abc import Mapping
from typing import Any

from redphone.calls.messages import (
    CallAcknowledged,
    CallAnswered,
    CallCancelled,
    CallCorrected,
    CallDoubted,
    CallEscalated,
    CallPassed,
    CallRaised,
    CallRaisedAlone,
    CallRaisedV1,
    CallReported,
    CallRung,
    CallStoodDown,
    CallUpdated,
    ReportContradicted,
    RingingStopped,
)
from redphone.calls.models import Call, CallLine, CallNews, CallReport, ChairAsked, RingingStop
from redphone.log.dispatch import Dispatch
from redphone.log.picture import draws
from redphone.log.rows import NOTHING, add_row, add_rows, change_row
from redphone.wire.kinds import Message

RING_COLUMN = {
    "ringing": "rung_at",
    "delivered": "delivered_at",
    "refused": "refused_at",
    "opened": "opened_at",
    "nobody": "nobody_at",
}


@draws(CallRaisedV1)
@draws(CallRaised)
def draw_call_raised(message: CallRaisedV1, said: Dispatch) -> None:
    manifest, quorum = said.manifest, getattr(message, "quorum", None)
    call = Call(
        thing=said.thing,
        number=message.number,
        key=message.key,
        situation=message.situation,
        status=manifest.status,
        mark=manifest.mark,
        national=manifest.national,
        by=said.by,
        seat=manifest.seat,
        to_text=f",{','.join(manifest.to)},",
        dispatch=manifest.id,
        hash=said.hash,
        what_happened=message.what_happened,
        urgency=message.urgency,
        answer_by_at=message.answer_by_at,
        needed=quorum.needed if quorum else None,
        words=message.model_dump(mode="json"),
        happened_at=manifest.happened_at,
        raised_at=said.said_at,
    )
    add_row(call)
    times = {"raised_at": said.said_at, "due_at": message.answer_by_at or said.said_at}
    add_rows(
        CallLine(
            thing=said.thing,
            party=party,
            is_author=party == said.by,
            counts=quorum is None or not quorum.of or party in quorum.of,
            **times,
        )
        for party in sorted(manifest.audience)
    )


@draws(CallUpdated)
def draw_call_updated(message: CallUpdated, said: Dispatch) -> None:
    _draw_news("updated", message, said)
    _replace(message, said, ("what_happened", "asked", "answer_by_at", "figures"))


@draws(CallCorrected)
def draw_call_corrected(message: CallCorrected, said: Dispatch) -> None:
    _draw_news("corrected", message, said)
    _replace(message, said, ("what_happened", "place", "asked", "answer_by_at"))


@draws(CallCancelled)
def draw_call_cancelled(message: CallCancelled, said: Dispatch) -> None:
    _draw_end(Call.State.CANCELLED, message, said)


@draws(CallStoodDown)
def draw_call_stood_down(message: CallStoodDown, said: Dispatch) -> None:
    _draw_end(Call.State.STOOD_DOWN, message, said)


@draws(CallAcknowledged, own_line=True)
def draw_call_acknowledged(message: CallAcknowledged, said: Dispatch) -> None:
    if message.in_place_of is not None:
        for ref in said.manifest.refs:
            if ref.rel != "answers":  # no cause: it may come before what it names, and would then do nothing
                continue
            asking = {"thing": said.thing, "hash": ref.hash, "unreached": message.in_place_of}
            change_row(
                ChairAsked,
                {**asking, "asked_party": said.by, "acknowledged_at": None},
                acknowledged_at=said.said_at,
            )
        return
    _change_line(
        said,
        {"acknowledged_at": None},
        acknowledged_at=said.said_at,
        acknowledged_seat=said.manifest.seat,
        acknowledged_way=message.way,
        acknowledged_hash=said.hash,
        answer_promised_at=message.answer_promised_at,
    )


@draws(CallAnswered, own_line=True)
def draw_call_answered(message: CallAnswered, said: Dispatch) -> None:
    seat = said.manifest.seat
    _change_line(
        said,
        {},
        {"acknowledged_at": said.said_at, "acknowledged_seat": seat},
        answered_at=said.said_at,
        answered_seat=seat,
        answer=message.answer,
        words=message.words,
        need_until_at=message.need_until_at,
        figures=[figure.model_dump(mode="json") for figure in message.figures],
    )


@draws(CallRaisedAlone, own_line=True)
def draw_call_raised_alone(message: CallRaisedAlone, said: Dispatch) -> None:
    """It stands in the timeline alone."""


@draws(CallPassed, own_line=True)
def draw_call_passed(message: CallPassed, said: Dispatch) -> None:
    _change_line(
        said,
        {},
        passed_to=message.desk,
        passed_at=said.said_at,
        passed_until_at=message.until_at,
    )


@draws(CallRung, own_line=True)
def draw_call_rung(message: CallRung, said: Dispatch) -> None:
    _change_line(said, {}, step=message.step, **{RING_COLUMN[message.state]: said.said_at})


@draws(CallEscalated, own_line=True)
def draw_call_escalated(message: CallEscalated, said: Dispatch) -> None:
    """A row of its own, that only an answer to it touches: eight that are said at once need not be put in order."""
    add_row(
        ChairAsked(
            thing=said.thing,
            unreached=message.unreached,
            asked_party=message.asked_party,
            dispatch=said.manifest.id,
            hash=said.hash,
            asked_at=said.said_at,
        )
    )


@draws(CallReported)
def draw_call_reported(message: CallReported, said: Dispatch) -> None:
    """By a party in the call, of one that it was addressed to; never of oneself: that would be an acknowledgement."""
    lines = CallLine.objects.filter(thing=said.thing)
    is_addressed = lines.filter(party=message.party, is_author=False).exists()
    if said.by == message.party or not is_addressed or not lines.filter(party=said.by).exists():
        return
    CallReport.objects.create(
        thing=said.thing,
        hash=said.hash,
        dispatch=said.manifest.id,
        by=said.by,
        party=message.party,
        way=message.way,
        said=message.said,
        heard_at=said.manifest.happened_at,
    )


@draws(ReportContradicted)
def draw_report_contradicted(message: ReportContradicted, said: Dispatch) -> None:
    """Only the party of which it was reported contradicts it."""
    meant = [ref.hash for ref in said.manifest.refs]
    reports = CallReport.objects.filter(thing=said.thing, party=said.by, hash__in=meant)
    reports.update(contradicted_at=said.said_at, contradicted_note=message.note)


@draws(CallDoubted, own_line=True)
def draw_call_doubted(message: CallDoubted, said: Dispatch) -> None:
    _change_line(said, {}, doubted_at=said.said_at, doubt=message.why)


@draws(RingingStopped)
def draw_ringing_stopped(message: RingingStopped, said: Dispatch) -> None:
    RingingStop.objects.create(
        thing=said.thing, hash=said.hash, by=said.by, why=message.why, stopped_at=said.said_at
    )


def _change_line(
    said: Dispatch, where: dict[str, None], once: Mapping[str, Any] = NOTHING, /, **to: Any
) -> None:
    """Change the author's own line; there are more of these than of anything else."""
    change_row(CallLine, {"thing": said.thing, "party": said.by, **where}, once, **to)


def _is_authors(said: Dispatch) -> bool:
    """Whether this was said by the party that raised the call: nobody else changes it, whatever they say."""
    return Call.objects.filter(thing=said.thing, by=said.by).exists()


def _draw_news(kind: str, message: Message, said: Dispatch) -> None:
    if not _is_authors(said):
        return
    CallNews.objects.create(
        thing=said.thing,
        hash=said.hash,
        kind=kind,
        words=message.model_dump(mode="json"),
        number=said.manifest.number,
        said_at=said.said_at,
    )


def _replace(message: CallUpdated | CallCorrected, said: Dispatch, fields: tuple[str, ...]) -> None:
    """Put what was said anew in the place of what was said before."""
    call = Call.objects.filter(thing=said.thing, by=said.by).first()
    if call is None:
        return
    new = message.model_dump(mode="json")
    call.words |= {field: new[field] for field in fields if new[field]}
    call.what_happened = call.words["what_happened"]
    call.answer_by_at = message.answer_by_at or call.answer_by_at
    call.save(update_fields=["words", "what_happened", "answer_by_at"])
    if message.answer_by_at:
        CallLine.objects.filter(thing=said.thing).update(due_at=message.answer_by_at)


def _draw_end(state: Call.State, message: Message, said: Dispatch) -> None:
    _draw_news(state.value, message, said)
    open_call = Call.objects.filter(thing=said.thing, by=said.by, state=Call.State.OPEN)
    if open_call.update(state=state, ended_at=said.said_at):
        CallLine.objects.filter(thing=said.thing).update(is_open=False)
