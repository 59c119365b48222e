"""How calls are told: the wake line, the words for urgency, answers and steps, and the sentences of the timeline."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

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
    Escalation,
    ReportContradicted,
    RingingStopped,
)
from redphone.log.reads import sentence
from redphone.look.times import took_text, utc_text
from redphone.look.words import status_word
from redphone.network import reads as network
from redphone.wire.manifest import Manifest

URGENCIES = {
    "immediate": pgettext_lazy("urgency", "Immediate"),
    "today": pgettext_lazy("urgency", "Today"),
    "routine": pgettext_lazy("urgency", "Routine"),
}
DECIDERS = {
    "duty_officer": gettext_lazy("the duty officer"),
    "desk_officer": gettext_lazy("the desk officer"),
    "senior_official": gettext_lazy("a senior official"),
    "minister": gettext_lazy("a minister"),
}
ANSWERS = {
    "can": pgettext_lazy("answer", "Can"),
    "partly": pgettext_lazy("answer", "Partly"),
    "cannot": pgettext_lazy("answer", "Cannot"),
    "cannot_say": pgettext_lazy("answer", "Cannot say yet"),
}
STEPS = {
    "duty": pgettext_lazy("who is rung", "duty officer"),
    "deputy": pgettext_lazy("who is rung", "deputy"),
    "chair": pgettext_lazy("who is rung", "chair"),
    "desk": pgettext_lazy("who is rung", "second desk"),
}
TURNED = {
    "duty": pgettext_lazy("to whom a step turns", "the duty officer"),
    "deputy": pgettext_lazy("to whom a step turns", "the deputy"),
    "telephone": pgettext_lazy("to whom a step turns", "who raised it is told to telephone the duty number"),
    "chair": pgettext_lazy("to whom a step turns", "who acts as chair"),
}
RING_STATES = {
    "waiting": pgettext_lazy("one mail", "is not sent yet"),
    "sending": pgettext_lazy("one mail", "is being sent"),
    "delivered": pgettext_lazy("one mail", "delivered"),
    "refused": pgettext_lazy("one mail", "refused"),
    "dropped": pgettext_lazy("one mail", "no longer needed"),
}
VOICES = {
    "telephone": pgettext_lazy("how it was said", "by telephone"),
    "in_person": pgettext_lazy("how it was said", "in person"),
    "other": pgettext_lazy("how it was said", "by another way"),
}
WAYS = {
    "page": pgettext_lazy("how it was acknowledged", "on its page"),
    "link": pgettext_lazy("how it was acknowledged", "by the mailed link"),
    "command": pgettext_lazy("how it was acknowledged", "by a command"),
    "answer": pgettext_lazy("how it was acknowledged", "by answering"),
}
PASSINGS = {
    "": pgettext_lazy("what became of it", "not taken yet"),
    "taken": pgettext_lazy("what became of it", "taken"),
    "not_taken": pgettext_lazy("what became of it", "not taken in time"),
    "not_needed": pgettext_lazy("what became of it", "no longer needed"),
    "passed_on": pgettext_lazy("what became of it", "passed on"),
}
CANCEL_REASONS = {
    "wrong_call": gettext_lazy("it was raised by mistake"),
    "raised_twice": gettext_lazy("it was raised twice"),
    "wrong_status": gettext_lazy("it had the wrong status (actual, exercise or test)"),
    "other": gettext_lazy("another reason, given in the note"),
}


def wake_line(
    *, status: str, urgency: str, answer_by_at: datetime | None, decides: str, now: datetime
) -> Sequence[str]:
    """The four things that may stand in any mail, harmless if read by anyone: status, urgency, by when, who decides.

    Every word of it comes from a closed list or a clock: nothing that somebody typed.
    """
    by = (
        _("answer by %(time)s") % {"time": utc_text(answer_by_at, now=now)} if answer_by_at else answer_asap()
    )
    decision = _("to be decided by %(who)s") % {"who": DECIDERS[decides]}
    return (status_word(status), str(URGENCIES[urgency]), by, decision)


def escalation_lines(escalation: Escalation) -> list[str]:
    """How a party is rung on, a line a step: "at once: the duty officer", "after 15 min: the deputy"."""
    lines, seconds = [], 0
    for step in escalation.steps:
        who = {"who": ", ".join(str(TURNED[one]) for one in step.to)}
        after = {"time": took_text(_EPOCH, _EPOCH + timedelta(seconds=seconds))}
        lines.append(_("after %(time)s: %(who)s") % (after | who) if seconds else _("at once: %(who)s") % who)
        seconds += step.wait_seconds
    return lines


_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def answer_asap() -> str:
    """What stands in the place of a time that nobody knows yet."""
    return _("answer as soon as you can")


def party_name(code: str) -> str:
    """A party's name in the language in use; its code if the register has none."""
    card = network.parties().get(code)
    return card.name if card else code


@sentence(CallRaisedV1)
def _raised_v1(message: CallRaisedV1, manifest: Manifest) -> str:
    return _("raised call %(number)s: %(what)s") % {"number": message.number, "what": message.what_happened}


@sentence(CallRaised)
def _raised(message: CallRaised, manifest: Manifest) -> str:
    said, quorum = {"number": message.number, "what": message.what_happened}, message.quorum
    if quorum is None:
        return _raised_v1(message, manifest)
    counts = {"needed": quorum.needed, "all": len(quorum.of)}
    return _("raised call %(number)s: %(what)s (%(needed)s of %(all)s have to acknowledge)") % (said | counts)


@sentence(CallRaisedAlone)
def _raised_alone(message: CallRaisedAlone, manifest: Manifest) -> str:
    return _("raised it by one person, without a second one’s release: %(why)s") % {"why": message.why}


@sentence(CallUpdated)
def _updated(message: CallUpdated, manifest: Manifest) -> str:
    return _("added what changed: %(what)s") % {"what": message.what_changed}


@sentence(CallCorrected)
def _corrected(message: CallCorrected, manifest: Manifest) -> str:
    return _("corrected the call: %(what)s") % {"what": message.what_was_wrong}


@sentence(CallCancelled)
def _cancelled(message: CallCancelled, manifest: Manifest) -> str:
    return _("cancelled the call: %(reason)s") % {"reason": CANCEL_REASONS[message.reason]}


@sentence(CallStoodDown)
def _stood_down(message: CallStoodDown, manifest: Manifest) -> str:
    return _("stood the call down")


@sentence(CallAcknowledged)
def _acknowledged(message: CallAcknowledged, manifest: Manifest) -> str:
    if message.in_place_of is not None:
        name = party_name(message.in_place_of)
        return _("acknowledged, as chair, that %(party)s is not reached") % {"party": name}
    if message.answer_promised_at is not None:
        by = utc_text(message.answer_promised_at, now=manifest.said_at)
        return _("acknowledged; answer promised by %(time)s") % {"time": by}
    return _("acknowledged")


@sentence(CallAnswered)
def _answered(message: CallAnswered, manifest: Manifest) -> str:
    answer = str(ANSWERS[message.answer])
    if message.need_until_at is not None:
        until = utc_text(message.need_until_at, now=manifest.said_at)
        return _("answered: %(answer)s; needs until %(time)s") % {"answer": answer, "time": until}
    return _("answered: %(answer)s") % {"answer": answer}


@sentence(CallPassed)
def _passed(message: CallPassed, manifest: Manifest) -> str:
    until = utc_text(message.until_at, now=manifest.said_at)
    return _("passed it to %(desk)s, to be taken by %(time)s") % {"desk": message.desk, "time": until}


@sentence(CallReported)
def _reported(message: CallReported, manifest: Manifest) -> str:
    return _("wrote down that %(party)s has it, said %(way)s at %(time)s: %(words)s") % {
        "party": party_name(message.party),
        "way": VOICES[message.way],
        "time": utc_text(manifest.happened_at, now=manifest.said_at),
        "words": message.said,
    }


@sentence(ReportContradicted)
def _contradicted(message: ReportContradicted, manifest: Manifest) -> str:
    if not message.note:
        return _("contradicted what was reported of it")
    return _("contradicted what was reported of it: %(words)s") % {"words": message.note}


@sentence(CallDoubted)
def _doubted(message: CallDoubted, manifest: Manifest) -> str:
    return _("believes that this call is wrong: %(why)s") % {"why": message.why}


@sentence(RingingStopped)
def _stopped(message: RingingStopped, manifest: Manifest) -> str:
    return _("stopped the ringing for everybody, as chair: %(why)s") % {"why": message.why}


@sentence(CallRung, quiet=True)
def _rung(message: CallRung, manifest: Manifest) -> str:
    sentences = {
        "ringing": _("rings its %(who)s; the mail has not gone out yet"),
        "delivered": _("rang its %(who)s by mail"),
        "refused": _("could not ring its %(who)s: the mail was refused"),
        "opened": _("opened the mail to its %(who)s (unreliable: a mail scanner opens links too)"),
        "nobody": _("reached nobody"),
    }
    return sentences[message.state] % {"who": STEPS[message.step]}


@sentence(CallEscalated)
def _escalated(message: CallEscalated, manifest: Manifest) -> str:
    asked, unreached = party_name(message.asked_party), party_name(message.unreached)
    if manifest.by == message.unreached:
        return _("is not reached, so %(asked)s is told, as chair") % {"asked": asked}
    return _("rings %(asked)s as chair, because %(party)s is not reached") % {
        "asked": asked,
        "party": unreached,
    }
