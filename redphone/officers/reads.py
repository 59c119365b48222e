"""The window on this node's people: whom to ring, and names, which only their own party sees."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from allauth.mfa.models import Authenticator
from django.db.models import Q

from redphone.network.reads import parties, seat_of
from redphone.officers import rules
from redphone.officers.models import Audited, Invitation, Officer, SatAt
from redphone.officers.models import Office as OfficeChoice
from redphone.officers.reads_roster import STEPS as STEPS
from redphone.officers.reads_roster import Step, rosters
from redphone.officers.reads_roster import holes_ahead as holes_ahead
from redphone.officers.reads_roster import watches as watches
from redphone.refused import Refused
from redphone.wire.policy import Office, Seat


@dataclass(frozen=True)
class Contact:
    """Whom to ring and in which language and time zone; `officer` is this node's own number for them."""

    officer: int
    name: str
    email: str
    language: str
    zone: str
    office: Office


def office_name(office: str) -> str:
    """An office in the words of the language in use."""
    return str(OfficeChoice(office).label)


@dataclass(frozen=True)
class Colleague:
    """An officer of one's own party, as its pages show them."""

    officer: int
    name: str
    office: Office
    duty: str
    is_active: bool
    is_frozen: bool = False
    is_asleep: bool = False

    @property
    def office_label(self) -> str:
        return office_name(self.office)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Sitter:
    """Who sat in a seat when it spoke, and at which instant."""

    officer: int
    name: str
    at: datetime


def contacts_on_duty(*, party: str, step: Step, at: datetime) -> list[Contact]:
    """Whom this step of a call rings at a party hosted here at an instant; empty where there is a hole."""
    return all_on_duty(step=step, at=at, parties=[party]).get(party, [])


def all_on_duty(
    *, step: Step, at: datetime, parties: Collection[str] | None = None
) -> dict[str, list[Contact]]:
    """Whom this step rings at every party hosted here at an instant, by party, the first first."""
    rung = {party: roster.at(at) for party, roster in rosters(step, since=at, parties=parties).items()}
    rows = Officer.objects.in_bulk([officer for people in rung.values() for officer in people])
    return {
        party: [_contact(rows[officer]) for officer in people] for party, people in rung.items() if people
    }


def _contact(row: Officer) -> Contact:
    return Contact(row.pk, row.name, row.email, row.language, row.zone, cast(Office, row.office))


def officers_of(party: str, *, for_: Seat) -> list[Colleague]:
    """The officers of a party, in the order in which a call rings them, inactive ones last; none to other parties."""
    if for_.party != party:
        return []
    rows = Officer.objects.filter(party=party).order_by("name", "pk")
    people = [
        Colleague(
            row.pk,
            row.name,
            cast(Office, row.office),
            row.duty,
            row.is_active,
            is_frozen=row.frozen_at is not None,
            is_asleep=row.asleep_at is not None,
        )
        for row in rows
    ]
    return sorted(
        people, key=lambda person: (not person.is_active, ("duty", "deputy", "").index(person.duty))
    )


def name_of(officer_id: int | None, *, for_: Seat) -> str | None:
    """The name behind a number, for that officer's own party; to all others None."""
    if officer_id is None:
        return None
    return Officer.objects.filter(pk=officer_id, party=for_.party).values_list("name", flat=True).first()


def who_sat_at(hash_: str, *, for_: Seat) -> Sitter | None:
    """Who sat there when our party said the dispatch with this hash; None to all others."""
    row = SatAt.objects.filter(hash=hash_, party=for_.party).first()
    name = name_of(row.officer, for_=for_) if row else None
    return Sitter(row.officer, name, row.at) if row and name else None


def hash_token(token: str) -> str:
    """What is kept of an invitation's token. The token is 256 random bits: no salt, no slow hash needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation of a token, if it can be accepted now. Raises Refused."""
    offer = Invitation.objects.filter(token_hash=hash_token(token)).first()
    if offer is None:
        raise Refused("This invitation is not known here. Check that the link is whole.")
    rules.may_accept(offer, now=now)
    return offer


def invitations_of(party: str, *, for_: Seat, limit: int = 100) -> list[Invitation]:
    """A party's invitations, the newest first, to its administrator alone. Raises Refused."""
    rules.may_keep_officers(by=for_, party=party)
    return list(Invitation.objects.filter(party=party).order_by("-made_at", "-pk")[:limit])


def recoveries_open(party: str, *, for_: Seat, now: datetime) -> list[tuple[Invitation, bool]]:
    """Which officers of a party are to be let back in and wait for a second officer; whether this seat can confirm."""
    if for_.party != party or for_.officer is None:
        return []
    waiting = Invitation.objects.filter(
        party=party,
        recovers__isnull=False,
        confirmed_by=None,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=now,
    )
    mine = for_.officer
    return [(offer, mine not in (offer.made_by, offer.recovers)) for offer in waiting.order_by("-pk")]


def officer_of(party: str, officer: int, *, for_: Seat) -> Officer:
    """An officer of a party with all that is kept of them, to its administrator alone. Raises Refused."""
    rules.may_keep_officers(by=for_, party=party)
    found = Officer.objects.filter(pk=officer, party=party).first()
    if found is None:
        raise Refused("Your party has no such officer.")
    return found


SIGN_INS = ("sign_in", "sign_out", "passkey", "second_factor", "step_up", "session_ended", "sessions_ended")
READS = ("read", "reads_much")
Kind = Literal["", "sign_ins", "denials", "reads", "changes"]


def record_of(
    party: str,
    *,
    for_: Seat,
    before: int | None = None,
    limit: int = 100,
    officer: int | None = None,
    kind: Kind = "",
) -> list[Audited]:
    """The record of a party, the newest line first, to its administrator alone; `before` a line's number.

    Of one officer: what they did and what was done about them.

    Raises Refused.
    """
    rules.may_keep_officers(by=for_, party=party)
    lines = Audited.objects.filter(party=party)
    if before is not None:
        lines = lines.filter(pk__lt=before)
    if officer is not None:
        lines = lines.filter(Q(who=officer) | Q(whom=officer))
    match kind:
        case "sign_ins":
            lines = lines.filter(what__in=SIGN_INS)
        case "denials":
            lines = lines.exclude(outcome="done")
        case "reads":
            lines = lines.filter(what__in=READS)
        case "changes":
            lines = lines.filter(outcome="done").exclude(what__in=(*SIGN_INS, *READS))
    return list(lines.order_by("-pk")[:limit])


def count_factors(officer: int, kind: str) -> int:
    """How many of a kind, "webauthn" or "totp", somebody has set up for their own sign-in."""
    return Authenticator.objects.filter(user_id=officer, type=kind).count()


def addressee_of(officer: int) -> Officer | None:
    """Whom a mail about their own account goes to, also while they can't sign in."""
    return Officer.objects.filter(pk=officer).first()


def addressee(officer_id: int) -> tuple[Contact, Seat] | None:
    """An active officer as somebody to ring, and the seat with which policy judges what the ring may say."""
    return addressees([officer_id]).get(officer_id)


def addressees(officer_ids: Collection[int]) -> dict[int, tuple[Contact, Seat]]:
    """The same of several officers, by their numbers; missing is who is not active, or of no party in the register."""
    rows = Officer.objects.filter(pk__in=officer_ids, is_active=True)
    known = parties()
    return {row.pk: (_contact(row), _seat(row)) for row in rows if row.party in known}


def _seat(row: Officer) -> Seat:
    return seat_of(party_code=row.party, office=row.office, officer=row.pk)
