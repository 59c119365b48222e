"""Calls that wait for a second person: for the officers of their own party who may read what would be said."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redphone.calls import rules_release
from redphone.calls.messages import CallRaised
from redphone.calls.models import HeldCall
from redphone.calls.sights import Envelope
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.situations.messages import SituationOpened
from redphone.situations.rules import MAY_SPEAK
from redphone.wire.policy import Seat, may_read
from redphone.wire.words import Mark


@dataclass(frozen=True)
class Wanted:
    """All that is said by an actual call: what a second person reads, and what goes out when they release it."""

    call: CallRaised
    to: tuple[str, ...]
    mark: Mark = "GREEN"
    national: str = ""
    happened_at: datetime | None = None
    opening: SituationOpened | None = None

    def words(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "call": self.call.model_dump(mode="json"),
            "to": sorted(self.to),
            "mark": self.mark,
            "national": self.national,
            "happened_at": self.happened_at.isoformat() if self.happened_at else None,
            "opening": self.opening.model_dump(mode="json") if self.opening else None,
        }

    @classmethod
    def of(cls, words: dict[str, Any]) -> "Wanted":
        """What was kept."""
        at, opening = words["happened_at"], words["opening"]
        return cls(
            call=CallRaised.model_validate_json(json.dumps(words["call"])),
            to=tuple(words["to"]),
            mark=words["mark"],
            national=words["national"],
            happened_at=datetime.fromisoformat(at) if at else None,
            opening=SituationOpened.model_validate_json(json.dumps(opening)) if opening else None,
        )


@dataclass(frozen=True)
class Held:
    """A call that waits: `state` waits, lapsed, sent_back or ended; `how_ended` released, alone or taken_back."""

    number: int
    party: str
    officer: int
    raiser: str
    wanted: Wanted
    typed: list[list[str]]
    digest: str
    held_at: datetime
    until_at: datetime
    state: str
    how_ended: str
    why: str
    sent_back_by: str
    ended_by: str
    call: str


def digest_of(words: dict[str, Any]) -> str:
    """SHA-256, in hexadecimal, of what would be said, as JSON with sorted keys."""
    said = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def is_network_wide(*, by: Seat, status: str, to: Collection[str]) -> bool:
    """Whether such a call would go to every other member that the register does not call dormant."""
    members = network.parties(roles=("member",))
    others = [code for code, card in members.items() if card.active and code != by.party]
    return rules_release.is_wide(status=status, to=to, others=others)


def state_of(row: HeldCall, *, now: datetime) -> str:
    """How a held call stands: waits, lapsed, sent_back or ended."""
    if row.ended_at is not None:
        return "ended"
    if row.sent_back_at is not None:
        return "sent_back"
    return "lapsed" if row.until_at <= now else "waits"


def held_row(number: int, *, for_: Seat) -> HeldCall | None:
    """A held call, for an officer of its party who may speak and read it."""
    row = HeldCall.objects.filter(pk=number, party=for_.party).first()
    return row if row is not None and _reads(row, for_) else None


def held_call(number: int, *, for_: Seat, now: datetime) -> Held | None:
    """The same as its page shows it; None to everybody else."""
    row = held_row(number, for_=for_)
    return _card(row, for_=for_, now=now) if row else None


def held_calls(*, for_: Seat, now: datetime) -> list[Held]:
    """What waits, has lapsed or came back, for the desk: what came back is for who raised it."""
    rows = HeldCall.objects.filter(party=for_.party, ended_at=None).order_by("held_at", "pk")
    seen = [
        row for row in rows if _reads(row, for_) and (not row.sent_back_at or row.officer == for_.officer)
    ]
    return [_card(row, for_=for_, now=now) for row in seen]


def who_could_release(row: HeldCall) -> list[int]:
    """The officers who may release a held call: active, of its party, able to read it, and not who raised it."""
    seat = network.node_seat(row.party)
    people = [one.officer for one in officers.officers_of(row.party, for_=seat) if one.is_active]
    found = officers.addressees([officer for officer in people if officer != row.officer])
    return [officer for officer, (_, seat) in found.items() if _reads(row, seat)]


def count_second_persons(*, by: Seat, mark: str) -> int:
    """How many officers could release a call that this seat raises under this mark."""
    row = HeldCall(party=by.party, officer=by.officer or 0, what={"to": [], "mark": mark})
    return len(who_could_release(row))


def _reads(row: HeldCall, seat: Seat) -> bool:
    said = Envelope(row.party, tuple(row.what["to"]), row.what["mark"])
    return seat.party == row.party and seat.office in MAY_SPEAK and may_read(said, for_=seat)


def _card(row: HeldCall, *, for_: Seat, now: datetime) -> Held:
    names = {
        pk: officers.name_of(pk, for_=for_) or "" for pk in (row.officer, row.sent_back_by, row.ended_by)
    }
    return Held(
        number=row.pk,
        party=row.party,
        officer=row.officer,
        raiser=names[row.officer],
        wanted=Wanted.of(row.what),
        typed=row.typed,
        digest=row.digest,
        held_at=row.held_at,
        until_at=row.until_at,
        state=state_of(row, now=now),
        how_ended=row.how_ended,
        why=row.why,
        sent_back_by=names[row.sent_back_by],
        ended_by=names[row.ended_by],
        call=row.call,
    )
