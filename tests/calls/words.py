"""What the cast says in these tests: plainly fictional, and each piece easy to find again."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from redphone.calls import acts
from redphone.calls.messages import CallAnswered, CallCancelled, CallCorrected, CallRaised, CallUpdated
from redphone.situations.messages import SituationOpened
from redphone.wire.policy import Seat
from redphone.wire.words import Figure, Mark, Status

NIGHT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
"""Two in the morning, UTC."""
MINUTE = timedelta(minutes=1)
STEP = 15 * MINUTE
NOWHERE = "00000000-0000-0000-0000-000000000000"


def first_message(**changes: Any) -> CallRaised:
    """A first message with all six things, to be answered in three hours of `NIGHT`."""
    words = {
        "number": acts.UNNUMBERED,
        "key": acts.UNNUMBERED,
        "situation": NOWHERE,
        "what_happened": "Guest houses searched in Exampletown",
        "place": "Exampletown",
        "country": "ZZ",
        "asked": "Who has people there?",
        "answer_by_at": NIGHT + timedelta(hours=3),
        "urgency": "immediate",
        "decides": "duty_officer",
        "step_seconds": int(STEP.total_seconds()),
    }
    return CallRaised.model_validate(words | changes)


def opening(**changes: Any) -> SituationOpened:
    words = {"title": "Searches in Exampleland", "nature": "emergency", "countries": ("ZZ",), "summary": ""}
    return SituationOpened.model_validate(words | changes)


def raise_call(
    by: Seat,
    to: Collection[str],
    *,
    status: Status = "actual",
    mark: Mark = "GREEN",
    national: str = "",
    situation: str = "",
    title: str = "Searches in Exampleland",
    key: str = "",
    **words: Any,
) -> acts.Raised:
    """Raise a call with `words` changed, in a situation of its own unless one is given."""
    call = first_message(**words, **({"situation": situation} if situation else {}))
    return acts.raise_call(
        by=by,
        call=call,
        to=to,
        status=status,
        mark=mark,
        national=national,
        key=key,
        opening=None if situation else opening(title=title),
        agreed=True,  # whether a second person has to release it is tried in test_release.py
    )


def update(**changes: Any) -> CallUpdated:
    return CallUpdated.model_validate({"what_changed": "Two buses have left.", **changes})


def correction(**changes: Any) -> CallCorrected:
    return CallCorrected.model_validate({"what_was_wrong": "It was two houses.", **changes})


def cancel(**changes: Any) -> CallCancelled:
    return CallCancelled.model_validate({"reason": "wrong_call", "note": "", **changes})


def answer(kind: str = "can", words: str = "Forty places.", **changes: Any) -> CallAnswered:
    return CallAnswered.model_validate({"answer": kind, "words": words, **changes})


def figure(**changes: Any) -> Figure:
    words = {
        "what": "people promised admission",
        "unit": "persons",
        "quantifier": "about",
        "value": 140,
        "source": "Embassy of Examplia",
        "as_of_at": NIGHT - timedelta(hours=1),
        "confidence": "likely",
    }
    return Figure.model_validate(words | changes)
