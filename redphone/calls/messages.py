"""What can be said in a call: raise, update, correct, cancel, stand down; acknowledge, answer; how the ringing goes."""

import hashlib
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from redphone.wire.kinds import Message, kind
from redphone.wire.words import CountryCode, Figure, Instant, Line, PartyCode, Text, ThingId

Urgency = Literal["immediate", "today", "routine"]
Decides = Literal["duty_officer", "desk_officer", "senior_official", "minister"]
Answer = Literal["can", "partly", "cannot", "cannot_say"]
Step = Literal["duty", "deputy", "chair"]
Turned = Literal["duty", "deputy", "telephone", "chair"]
"""To whom a step turns: telephone is the raiser, who is told to ring the party's duty number."""
RingState = Literal["ringing", "delivered", "refused", "opened", "nobody"]
FullLine = Annotated[Line, Field(min_length=1)]
FullText = Annotated[Text, Field(min_length=1)]
Number = Annotated[str, Field(pattern=r"^(-|[A-Z]{2,8}-[EST]?[1-9][0-9]{0,8})$")]
"""As people say it: GB-14; GB-E2 in exercises, GB-T3 in tests; "-" before the turn in which it is given. It stands in
the subject of every mail, so it has no room for anything that somebody could write there."""

Voice = Literal["telephone", "in_person", "other"]
LONGEST_HOLD_SECONDS = 4 * 60 * 60
MOST_PARTIES = 200
MOST_STEPS = 6

STEP_SECONDS: dict[Urgency, int] = {"immediate": 15 * 60, "today": 60 * 60, "routine": 4 * 60 * 60}
"""How long the duty officer has before the deputy is rung, by urgency (domain J2: 15 minutes in an emergency)."""


class Quorum(BaseModel):
    """How many parties have to acknowledge before nobody further is rung, and which ones count.

    `of` is empty only before the turn in which the call is raised: then it is everybody addressed who is not dormant.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    needed: Annotated[int, Field(strict=True, ge=1, le=MOST_PARTIES)]
    of: Annotated[tuple[PartyCode, ...], Field(max_length=MOST_PARTIES)] = ()


class EscalationStep(BaseModel):
    """To whom a step turns, all at once; and how many seconds they have before the next step."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    to: Annotated[tuple[Turned, ...], Field(min_length=1, max_length=4)]
    wait_seconds: Annotated[int, Field(strict=True, ge=1, le=7 * 86400)]


class Escalation(BaseModel):
    """How a party is rung until it has the call: step after step, each when the wait of the one before is over."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    steps: Annotated[tuple[EscalationStep, ...], Field(min_length=1, max_length=MOST_STEPS)]

    @property
    def hash(self) -> str:
        """SHA-256, in hexadecimal, of its steps as JSON in the order of the fields, without spaces."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def standard_escalation(seconds: int) -> Escalation:
    """The duty officer, then the deputy, then who acts as chair, each so many seconds after the one before."""
    turns: tuple[Turned, ...] = ("duty", "deputy", "chair")
    return Escalation(steps=tuple(EscalationStep(to=(who,), wait_seconds=seconds) for who in turns))


def with_step(words: dict[str, Any]) -> dict[str, Any]:
    """A first message as somebody wrote it, with its step: the house's where none is written; and one that is written
    holds for every step, whatever the party chose for its calls."""
    seconds = words.get("step_seconds")
    if not seconds:
        return {**words, "step_seconds": STEP_SECONDS.get(words.get("urgency"), 0)}  # type: ignore[arg-type]
    if words.get("escalation") or not isinstance(seconds, int) or not 1 <= seconds <= 7 * 86400:
        return words
    return {**words, "escalation": standard_escalation(seconds).model_dump(mode="json")}


@kind("call.raised.v1")
class CallRaisedV1(Message):
    """The first message of a call, after M/ETHANE. None means "not known yet", which is always allowed.

    `key` is by what the same raise of one party is one; `step_seconds` how long each one rung has before the next
    is; `answer_by_at` None means as soon as possible; persons and cases stay apart in `figures`.
    """

    number: Number
    key: FullLine
    situation: ThingId
    what_happened: FullLine
    place: Line | None
    country: CountryCode | None
    asked: FullText
    answer_by_at: Instant | None
    urgency: Urgency
    decides: Decides
    details: Text | None = None
    hazards: Text | None = None
    access: Text | None = None
    engaged: Text | None = None
    figures: Annotated[tuple[Figure, ...], Field(max_length=20)] = ()
    step_seconds: Annotated[int, Field(ge=1, le=7 * 86400)]


@kind("call.raised.v2")
class CallRaised(CallRaisedV1):
    """The first message of a call, with what is promised of its ringing. `quorum` None: everybody is rung on.

    `escalation` is how each party is rung, and `escalation_hash` its SHA-256; None only before the turn in which the
    call is raised. `step_seconds` is the wait of its first step.
    """

    quorum: Quorum | None = None
    escalation: Escalation | None = None
    escalation_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None

    @model_validator(mode="after")
    def _the_one_that_is_hashed(self) -> Self:
        if self.escalation_hash is not None and (
            self.escalation is None or self.escalation.hash != self.escalation_hash
        ):
            raise ValueError("the escalation is not the one that is hashed")
        return self


@kind("call.raised_alone.v1")
class CallRaisedAlone(Message):
    """That an actual call to every member went out on one person's word, because no second one was there; and why."""

    why: FullText


@kind("call.updated.v1")
class CallUpdated(Message):
    """What changed since the call was raised. A field given here replaces the one before; None leaves it."""

    what_changed: FullText
    what_happened: Line | None = None
    asked: Text | None = None
    answer_by_at: Instant | None = None
    figures: Annotated[tuple[Figure, ...], Field(max_length=20)] = ()


@kind("call.corrected.v1")
class CallCorrected(Message):
    """Something said in this call was wrong: what, and what is right. Fields as in `call.updated.v1`."""

    what_was_wrong: FullText
    what_happened: Line | None = None
    place: Line | None = None
    asked: Text | None = None
    answer_by_at: Instant | None = None


@kind("call.cancelled.v1")
class CallCancelled(Message):
    """The call should not have been raised. Nobody has to do anything."""

    reason: Literal["wrong_call", "raised_twice", "wrong_status", "other"]
    note: Text


@kind("call.stood_down.v1")
class CallStoodDown(Message):
    """The call has done its work. Nobody has to do anything more."""

    note: Text


@kind("call.acknowledged.v1")
class CallAcknowledged(Message):
    """A party has it: somebody at the seat read the call. No answer yet.

    `in_place_of`: the chair acknowledges that this party could not be reached.
    """

    way: Literal["page", "link", "command"]
    in_place_of: PartyCode | None = None
    answer_promised_at: Instant | None = None


@kind("call.answered.v1")
class CallAnswered(Message):
    """A party's answer to what is asked; a later one replaces it. `need_until_at` goes with "cannot say"."""

    answer: Answer
    words: Text
    need_until_at: Instant | None = None
    figures: Annotated[tuple[Figure, ...], Field(max_length=20)] = ()


@kind("call.rung.v1")
class CallRung(Message):
    """How the ringing of a party goes: one line for the whole party, said by its node. No names.

    `opened` by mail is unreliable: a mail scanner opens links too.
    """

    lasts: ClassVar[timedelta] = timedelta(days=30)
    step: Step
    state: RingState


@kind("call.escalated.v1")
class CallEscalated(Message):
    """A party could not be reached: who acts as chair is told, in words that are harmless if overheard."""

    number: Number
    unreached: PartyCode
    asked_party: PartyCode
    urgency: Urgency
    answer_by_at: Instant | None
    step_seconds: Annotated[int, Field(ge=1, le=7 * 86400)]


@kind("call.reported.v1")
class CallReported(Message):
    """Somebody at a party said by voice that it has the call; written down by whoever heard it, at `happened_at`.

    It is no acknowledgement: the party confirms it by acknowledging, or contradicts it. For `hold_seconds` the party is
    rung no further.
    """

    party: PartyCode
    way: Voice
    said: FullLine
    hold_seconds: Annotated[int, Field(ge=0, le=LONGEST_HOLD_SECONDS)] = 0


@kind("call.report_contradicted.v1")
class ReportContradicted(Message):
    """What was reported of this party is not so; it is rung on at once. `refs` name the reports that are meant."""

    note: Line


@kind("call.passed.v1")
class CallPassed(Message):
    """A party has handed the call to another desk of its own, which is to take it by `until_at`. No person's name."""

    desk: FullLine
    until_at: Instant


@kind("call.doubted.v1")
class CallDoubted(Message):
    """A party that the call is addressed to believes that it is wrong, and says why. It is rung no more."""

    why: FullText


@kind("call.ringing_stopped.v1")
class RingingStopped(Message):
    """Who acts as chair stops the ringing of this call for everybody. The call itself stays its raiser's to end."""

    why: FullText
