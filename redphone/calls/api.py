"""Calls as JSON: the same acts and reads as the pages'."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router
from ninja.errors import HttpError
from pydantic import BaseModel, ConfigDict, Field, model_validator

from redphone.calls import acts, acts_doubt, acts_escalation, acts_pass, acts_release, acts_voice, reads
from redphone.calls.acts import UNNUMBERED
from redphone.calls.cards import Open, WhoHasIt, plain_card
from redphone.calls.mails_release import tell_of_held
from redphone.calls.messages import (
    CallAnswered,
    CallCancelled,
    CallCorrected,
    CallDoubted,
    CallRaised,
    CallReported,
    CallStoodDown,
    CallUpdated,
    Escalation,
    FullLine,
    Quorum,
    ReportContradicted,
    RingingStopped,
    Urgency,
    with_step,
)
from redphone.calls.reads_escalation import own_escalations
from redphone.calls.reads_release import Wanted, is_network_wide
from redphone.officers.reading import note_reads
from redphone.situations.messages import SituationOpened
from redphone.wire.policy import Seat
from redphone.wire.words import Instant, Line, Mark, Status, ThingId

router = Router(tags=["calls"])
NOT_YET = "00000000-0000-0000-0000-000000000000"


class WantedQuorum(Quorum):
    """How many have to acknowledge: of the parties in `of`, else of all who are not dormant."""

    model_config = ConfigDict(extra="forbid")


class FirstMessage(CallRaised):
    """`call.raised.v2` without what is given in the turn: its number, and the situation if it is new.

    `key` declares by what the same raise is one; without it, the same words are. What is not a field of it is refused:
    a machine that mistypes one would not notice that it is lost.
    """

    model_config = ConfigDict(extra="forbid")

    number: Literal["-"] = "-"
    key: FullLine = UNNUMBERED
    situation: ThingId = NOT_YET
    quorum: WantedQuorum | None = None
    escalation_hash: None = None
    step_seconds: int = Field(default=0, ge=0, le=7 * 86400)

    @model_validator(mode="before")
    @classmethod
    def _as_the_urgency_says(cls, words: Any) -> Any:
        return with_step(words) if isinstance(words, dict) else words


class RaiseCall(BaseModel):
    """A call to raise: the first message, to whom, in which status; `opening` opens its situation with it."""

    model_config = ConfigDict(extra="forbid")

    call: FirstMessage
    to: list[str]
    status: Status
    mark: Mark = "GREEN"
    national: Line = ""
    happened_at: Instant | None = None
    opening: SituationOpened | None = None


class Acknowledge(BaseModel):
    """An acknowledgement, with the time by which an answer is promised, if one is."""

    model_config = ConfigDict(extra="forbid")

    answer_promised_at: Instant | None = None


class Pass(BaseModel):
    """To which officer of one's own party, what the others see of it, and by when it is to be taken."""

    model_config = ConfigDict(extra="forbid")

    officer: int
    desk: FullLine
    until_at: Instant


class Report(BaseModel):
    """What another party said by voice, and when."""

    model_config = ConfigDict(extra="forbid")

    report: CallReported
    happened_at: Instant | None = None


@router.get("/", url_name="calls")
def list_calls(
    request: HttpRequest,
    state: Literal["open", "ended"] = "open",
    offset: Annotated[int, Field(ge=0, le=10**6)] = 0,
) -> list[dict[str, Any]]:
    found = reads.open_calls(for_=_seat(request), state=state, offset=offset, limit=50)
    note_reads(request, reads.contents_of([item.call for item in found]), by=_seat(request))
    return [_row(item) for item in found]


@router.get("/escalation/", url_name="escalations")
def escalations(request: HttpRequest) -> dict[str, Any]:
    """How the calls of one's own party are rung on, by urgency; `set_at` null: as the house does."""
    own = own_escalations(for_=_seat(request))
    return {urgency: asdict(one) | {"hash": one.escalation.hash} for urgency, one in own.items()}


@router.post("/escalation/{urgency}/", url_name="set_escalation")
def set_escalation(request: HttpRequest, urgency: Urgency, wanted: Escalation) -> dict[str, str]:
    """It holds for calls raised from now on, and for none that rings already."""
    acts_escalation.set_escalation(by=_seat(request), urgency=urgency, escalation=wanted)
    return {"hash": wanted.hash}


@router.get("/{call}/", url_name="who_has_it")
def who_has_it(request: HttpRequest, call: str) -> dict[str, Any]:
    return _find(request, call).plain()


@router.post("/", url_name="raise_call")
def raise_call(request: HttpRequest, wanted: RaiseCall) -> dict[str, Any]:
    """An actual call to every member waits for a second person: then the answer is `held` and the page it waits on."""
    by, declared = _seat(request), wanted.call.key
    key = "" if declared == UNNUMBERED else declared
    said = Wanted(
        call=CallRaised.model_validate(wanted.call.model_dump()),
        to=tuple(wanted.to),
        mark=wanted.mark,
        national=wanted.national,
        happened_at=wanted.happened_at,
        opening=wanted.opening,
    )
    if not is_network_wide(by=by, status=wanted.status, to=said.to):
        return asdict(acts.raise_call(by=by, status=wanted.status, key=key, **vars(said)))
    found = acts_release.hold_call(by=by, wanted=said, key=key)
    if isinstance(found, acts.Raised):
        return asdict(found)
    held, is_new = found
    told = tell_of_held(held) if is_new else None
    return {"held": held, "is_new": is_new, "page": reverse("calls:held", args=[held]), "mails": told}


@router.post("/{call}/acknowledge/", url_name="acknowledge_call")
def acknowledge_call(request: HttpRequest, call: str, wanted: Acknowledge) -> dict[str, Any]:
    acts.acknowledge_call(
        by=_seat(request),
        call=_thing(request, call),
        way="command",
        answer_promised_at=wanted.answer_promised_at,
    )
    return _find(request, call).plain()


@router.post("/{call}/acknowledge/{unreached}/", url_name="acknowledge_as_chair")
def acknowledge_as_chair(request: HttpRequest, call: str, unreached: str) -> dict[str, Any]:
    """A chair need not be named in the call: `call` is the thing that its asking names."""
    said = acts.acknowledge_as_chair(by=_seat(request), call=call, unreached=unreached, way="command")
    return {"hash": said.hash if said else None}


@router.post("/{call}/answer/", url_name="answer_call")
def answer_call(request: HttpRequest, call: str, answer: CallAnswered) -> dict[str, str]:
    return {"hash": acts.answer_call(by=_seat(request), call=_thing(request, call), answer=answer).hash}


@router.post("/{call}/report/", url_name="report_call")
def report_call(request: HttpRequest, call: str, wanted: Report) -> dict[str, str]:
    """What another party said by voice, written down: `happened_at` is when it was said."""
    said = acts_voice.report_call(
        by=_seat(request), call=_thing(request, call), report=wanted.report, happened_at=wanted.happened_at
    )
    return {"hash": said.hash}


@router.post("/{call}/contradict/", url_name="contradict_report")
def contradict_report(request: HttpRequest, call: str, wanted: ReportContradicted) -> dict[str, str]:
    said = acts_voice.contradict_report(by=_seat(request), call=_thing(request, call), note=wanted.note)
    return {"hash": said.hash}


@router.post("/{call}/pass/", url_name="pass_call")
def pass_call(request: HttpRequest, call: str, wanted: Pass) -> dict[str, str]:
    return {"hash": acts_pass.pass_call(by=_seat(request), call=_thing(request, call), **dict(wanted)).hash}


@router.post("/{call}/take/", url_name="take_call")
def take_call(request: HttpRequest, call: str) -> dict[str, Any]:
    acts_pass.take_call(by=_seat(request), call=_thing(request, call))
    return _find(request, call).plain()


@router.post("/{call}/doubt/", url_name="doubt_call")
def doubt_call(request: HttpRequest, call: str, wanted: CallDoubted) -> dict[str, str]:
    return {"hash": acts_doubt.doubt_call(by=_seat(request), call=_thing(request, call), why=wanted.why).hash}


@router.post("/{call}/stop-ringing/", url_name="stop_ringing")
def stop_ringing(request: HttpRequest, call: str, wanted: RingingStopped) -> dict[str, str]:
    said = acts_doubt.stop_ringing(by=_seat(request), call=_thing(request, call), why=wanted.why)
    return {"hash": said.hash}


@router.post("/{call}/update/", url_name="update_call")
def update_call(request: HttpRequest, call: str, update: CallUpdated) -> dict[str, str]:
    return {"hash": acts.update_call(by=_seat(request), call=_thing(request, call), update=update).hash}


@router.post("/{call}/correct/", url_name="correct_call")
def correct_call(request: HttpRequest, call: str, correction: CallCorrected) -> dict[str, str]:
    said = acts.correct_call(by=_seat(request), call=_thing(request, call), correction=correction)
    return {"hash": said.hash}


@router.post("/{call}/cancel/", url_name="cancel_call")
def cancel_call(request: HttpRequest, call: str, cancel: CallCancelled) -> dict[str, str]:
    return {"hash": acts.cancel_call(by=_seat(request), call=_thing(request, call), cancel=cancel).hash}


@router.post("/{call}/stand-down/", url_name="stand_down_call")
def stand_down_call(request: HttpRequest, call: str, end: CallStoodDown) -> dict[str, str]:
    return {"hash": acts.stand_down_call(by=_seat(request), call=_thing(request, call), note=end.note).hash}


def _seat(request: HttpRequest) -> Seat:
    seat: Seat = request.seat  # type: ignore[attr-defined]
    return seat


def _find(request: HttpRequest, call: str) -> WhoHasIt:
    found = reads.who_has_it(call, for_=_seat(request))
    if found is None:
        raise HttpError(404, "There is no such call.")
    note_reads(request, reads.contents_of([found.call]), by=_seat(request))
    return found


def _thing(request: HttpRequest, call: str) -> str:
    found = reads.known_call(call, for_=_seat(request))
    if found is None:
        raise HttpError(404, "There is no such call.")
    return found.thing


def _row(item: Open) -> dict[str, Any]:
    return {
        "call": plain_card(item.call),
        "own": asdict(item.own),
        "have_it": item.have_it,
        "answered": item.answered,
        "addressed": item.addressed,
        "counted": item.counted,
    }
