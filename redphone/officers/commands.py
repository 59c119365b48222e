"""What whoever runs this node does about officers: founding a network, and letting in an administrator."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from redphone.log.turn import Turn, act
from redphone.look.terminal import REFUSED, USAGE, Answer, Stop
from redphone.network import reads as network
from redphone.network.acts import found_network
from redphone.network.messages import PartyEntered
from redphone.officers import acts_freeze, rules
from redphone.officers.acts import invite
from redphone.officers.models import Officer
from redphone.wire.policy import Seat

HAND_OVER = "Hand each link over in person: it opens once, for 72 hours, and is shown nowhere else."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Administrator(_Strict):
    """The first administrator of a party, who invites all its other officers."""

    party: str
    email: str
    name: str
    language: str = "en"


class Founding(_Strict):
    """The file of `redphone found`, in TOML or JSON: [[party]] as in network.party_entered.v1, [[administrator]]."""

    network: str
    chair: str | None = None
    substitutes: list[str] = []
    reason: str
    party: list[PartyEntered] = Field(min_length=2)
    administrator: list[Administrator] = Field(min_length=1)


def found(*, founding: dict[str, Any]) -> Answer:
    """Found the network, and invite its first administrators. Raises Refused, and Stop for what can't be read."""
    try:
        plan = Founding.model_validate(founding)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise Stop(f"the file: {'.'.join(map(str, first['loc']))}: {first['msg']}", code=USAGE) from problem
    if plan.network != settings.REDPHONE_NETWORK:
        words = f"the file founds {plan.network}, this node is set up for {settings.REDPHONE_NETWORK}"
        raise Stop(f"{words} (REDPHONE_NETWORK)", code=USAGE)
    if strangers := {person.party for person in plan.administrator} - {entry.code for entry in plan.party}:
        raise Stop(f"the file: {min(strangers)} is none of the parties", code=USAGE)
    try:
        links = _found_and_invite(plan=plan)
    except ValueError as problem:
        raise Stop(str(problem), code=REFUSED) from problem
    people = [
        f"{person.name} ({person.party}): {link}"
        for person, link in zip(plan.administrator, links, strict=True)
    ]
    lines = [
        f"{plan.network} is founded with {len(plan.party)} parties.",
        HAND_OVER,
        *people,
    ]
    invitations = [
        {"party": person.party, "email": person.email, "link": link}
        for person, link in zip(plan.administrator, links, strict=True)
    ]
    data = {
        "network": plan.network,
        "parties": [entry.code for entry in plan.party],
        "invitations": invitations,
    }
    return Answer(data, lines)


def let_in(*, email: str, party: str = "", name: str = "", anew: bool = False) -> Answer:
    """A link for an administrator who lost their way in, `anew` with the second factor, or for a party that has none.

    `party` and `name` are for somebody who has no seat here yet. Raises Refused.
    """
    officer = Officer.objects.filter(email=email.strip().lower()).first()
    held = network.seat_of(party_code=officer.party, office=officer.office) if officer else None
    rules.may_be_let_in(held=held, party=party, name=name, email=email, hosted=network.hosted_parties())
    if officer:
        party, name = officer.party, name or officer.name
    language = officer.language if officer else "en"
    link = _link_for(Administrator(party=party, email=email, name=name, language=language), anew=anew)
    data = {"party": party, "email": email, "name": name, "link": link}
    return Answer(data, [HAND_OVER, f"{name} ({party}): {link}"])


def freeze_whom(*, whom: str, why: str) -> Answer:
    """Freeze the officer with this address, or every officer of this party, administrators as well. Raises Refused."""
    officer, by = _whom(whom)
    frozen = (
        [acts_freeze.freeze(by=by, officer=officer.pk, why=why)]
        if officer
        else acts_freeze.freeze_all(by=by, why=why)
    )
    return _said_of(frozen, "frozen: signed out everywhere, and no link of theirs opens anything")


def thaw_whom(*, whom: str, why: str) -> Answer:
    """Thaw the officer with this address, or every frozen officer of this party. Raises Refused."""
    officer, by = _whom(whom)
    frozen = [officer] if officer else Officer.objects.filter(party=by.party, frozen_at__isnull=False)
    thawed = [acts_freeze.thaw(by=by, officer=one.pk, why=why) for one in frozen]
    return _said_of(thawed, "thawed: they can sign in again")


def _whom(whom: str) -> tuple[Officer | None, Seat]:
    """The officer with this address, or nobody; and the seat in whose name the operator acts."""
    whom = whom.strip().replace("\0", "")
    officer = Officer.objects.filter(email=whom.lower()).first()
    party = officer.party if officer else whom.upper()
    rules.is_kept_here(whom=whom, party=party, hosted=network.hosted_parties())
    return officer, network.seat_of(party_code=party, office="administrator")


def _said_of(officers: list[Officer], what: str) -> Answer:
    data = {"officers": [{"party": one.party, "email": one.email} for one in officers]}
    lines = [f"{one.name} ({one.party}) is {what}." for one in officers]
    return Answer(data, lines or ["Nobody: there was nothing to do."])


@act
def _found_and_invite(turn: Turn, *, plan: Founding) -> list[str]:
    """All of it or nothing, in one turn."""
    found_network(entries=plan.party, chair=plan.chair, substitutes=plan.substitutes, reason=plan.reason)
    return [_link_for(person) for person in plan.administrator]


def _link_for(person: Administrator, *, anew: bool = False) -> str:
    by = network.seat_of(party_code=person.party, office="administrator")
    who = {"email": person.email, "name": person.name, "language": person.language}
    _, token = invite(by=by, office="administrator", anew=anew, **who)
    return settings.REDPHONE_URL + reverse("officers:accept_invitation", args=[token])
