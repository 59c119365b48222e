"""What a raise is: by what the same one is known, whether it may be, and the number it gets. Asked inside the turn."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from redphone.calls import rules
from redphone.calls.messages import CallRaised, Quorum
from redphone.calls.models import Call
from redphone.calls.reads_quorum import quorum_of
from redphone.network import reads as network
from redphone.refused import Refused
from redphone.situations import reads as situations
from redphone.situations.messages import SituationOpened
from redphone.wire.policy import Seat

_LETTER = {"actual": "", "exercise": "E", "test": "T", "system": "S"}


@dataclass(frozen=True)
class Raised:
    """What came of raising: the call, whom it is to, and whether this raise made it or found it there."""

    thing: str
    number: str
    to: tuple[str, ...]
    is_new: bool


def check_raise(
    *,
    by: Seat,
    call: CallRaised,
    to: Collection[str],
    status: str,
    mark: str,
    opening: SituationOpened | None,
    happened_at: datetime | None,
    now: datetime,
) -> Quorum | None:
    """Whether all is right for such a raise now; gives who counts in its quorum. Raises Refused."""
    situation_status = status if opening else _status_of_situation(call.situation, by)
    rules.may_raise(
        by=by,
        status=status,
        to=to,
        roles={code: card.role for code, card in network.parties().items()},
        mark=mark,
        situation_status=situation_status,
        answer_by_at=call.answer_by_at,
        happened_at=happened_at,
        now=now,
    )
    return quorum_of(call.quorum, by=by, to=to, mark=mark, at=now)


def key_of(call: CallRaised, *, status: str, opening: SituationOpened | None) -> str:
    """By what the same raise is known: the same words about the same situation in the same status."""
    situation = f"new:{opening.title.casefold()}" if opening else call.situation
    said = (
        status,
        situation,
        call.what_happened.casefold(),
        (call.place or "").casefold(),
        call.asked.casefold(),
        *((call.quorum.model_dump_json(),) if call.quorum else ()),
    )
    return hashlib.sha256("\n".join(" ".join(words.split()) for words in said).encode()).hexdigest()[:32]


def raised_before(*, by: Seat, status: str, key: str, to: Collection[str]) -> Raised | None:
    """The open call of this key that reaches everybody who is to be reached now: whom it leaves out would not know.

    Who is reached is others: a call to oneself alone is none, and finds none.
    """
    others = set(to) - {by.party}
    for row in Call.objects.filter(by=by.party, status=status, key=key, state=Call.State.OPEN):
        if others and others <= set(row.to):
            return Raised(row.thing, row.number, row.to, is_new=False)
    return None


def _status_of_situation(thing: str, by: Seat) -> str:
    card = situations.situation(thing, for_=by)
    if card is None or card.closed_at is not None:
        raise Refused("Choose a situation that is open, or open a new one.", field="situation")
    return card.status


def next_number(party: str, status: str) -> str:
    """GB-14 among GB's actual calls; exercises and tests count apart: GB-E2, GB-T3."""
    count = Call.objects.filter(by=party, status=status).count() + 1
    return f"{party}-{_LETTER[status]}{count}"
