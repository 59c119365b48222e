"""What is done about officers: letting them in, changing what they are, sending them out; each goes to the record."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import MaxLengthValidator, validate_email

from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.officers import audit, reads, rules
from redphone.officers.acts_roster import tell_hole_of
from redphone.officers.models import Invitation, Officer
from redphone.refused import Refused
from redphone.wire.policy import Seat

CHANGEABLE = ("name", "office", "duty", "language", "zone")


@act
def add_officer(
    turn: Turn,
    *,
    email: str,
    name: str,
    party: str,
    office: str,
    duty: str = "",
    language: str = "en",
    zone: str = "",
    password: str | None = None,
) -> Officer:
    """Enter an officer by the word of whoever runs this node: a first administrator, or the cast of the demo.

    `zone` is by default that of the party's capital. Raises Refused.
    """
    zone = zone or _card(party).zone
    rules.may_hold(office=office, duty=duty, name=name, language=language, languages=_languages(), zone=zone)
    address = _address(email)
    if Officer.objects.filter(email=address).exists():
        raise Refused("There is an officer with this address already.", field="email")
    if password is not None:
        _check_password(password, Officer(email=address, name=name))
    officer = Officer.objects.create_user(
        email=address,
        password=password,
        name=name.strip(),
        party=party,
        office=office,
        duty=duty,
        language=language,
        zone=zone,
        joined_at=turn.now,
    )
    audit.record(what="officer_added", whom=officer, facts={"office": office, "duty": duty})
    tell_hole_of(turn, officer.party)
    return officer


@act
def invite(
    turn: Turn,
    *,
    by: Seat,
    email: str,
    name: str,
    office: str,
    duty: str = "",
    language: str = "en",
    anew: bool = False,
    ip: str | None = None,
) -> tuple[Invitation, str]:
    """Offer a seat of one's own party to an address. Returns the invitation and its token, which is not kept.

    The same for an officer of this party who lost their way in, `anew` if their second factor is lost as well: then a
    second officer confirms it before it opens anything. Whether the address is known to another party is not said
    here. Older open invitations to it end. Raises Refused.
    """
    rules.may_keep_officers(by=by, party=by.party)
    rules.may_hold(office=office, duty=duty, name=name, language=language, languages=_languages())
    address, token, seat = _address(email), secrets.token_urlsafe(32), {"office": office, "duty": duty}
    open_invitations(by.party).filter(email=address).update(withdrawn_at=turn.now)
    known = Officer.objects.filter(email=address, party=by.party).first()
    invitation = Invitation.objects.create(
        token_hash=reads.hash_token(token),
        email=address,
        name=name.strip(),
        party=by.party,
        language=language,
        anew=anew,
        made_by=by.officer or 0,
        made_at=turn.now,
        expires_at=turn.now + rules.OPEN_FOR,
        recovers=known.pk if known and by.officer else None,
        **seat,
    )
    what = "recovery_asked" if invitation.recovers else "invited"
    facts = {"email": address, **seat}
    audit.record(what=what, who=by.officer, whom=known, party=by.party, facts=facts, ip=ip)
    return invitation, token


@act
def accept_invitation(
    turn: Turn,
    *,
    token: str,
    password: str,
    name: str = "",
    language: str = "",
    zone: str = "",
    ip: str | None = None,
) -> Officer:
    """Take the seat offered, with a password of one's own. An officer of this party comes back as themselves.

    Every session of theirs ends. Raises Refused.
    """
    offer = reads.open_invitation(token, now=turn.now)
    name, language, zone = (
        name.strip() or offer.name,
        language or offer.language,
        zone or _card(offer.party).zone,
    )
    held = {"name": name, "office": offer.office, "duty": offer.duty, "language": language, "zone": zone}
    rules.may_hold(**held, languages=_languages())
    _check_password(password, Officer(email=offer.email, name=name))
    officer = Officer.objects.filter(email=offer.email).first()
    rules.may_take_address(taken=officer is not None and officer.party != offer.party)
    if officer is None:
        officer = Officer.objects.create_user(
            email=offer.email, password=password, party=offer.party, joined_at=turn.now, **held
        )
    else:
        confirmed = offer.confirmed_by is not None or not offer.made_by
        rules.may_come_back(frozen=officer.frozen_at is not None, confirmed=confirmed)
        _let_back_in(officer, offer, password=password, held=held)
    Invitation.objects.filter(pk=offer.pk).update(accepted_at=turn.now, officer=officer.pk)
    audit.record(what="invitation_accepted", who=officer, facts={"invited_by": offer.made_by}, ip=ip)
    tell_hole_of(turn, officer.party)
    return officer


@act
def change_officer(
    turn: Turn, /, *, by: Seat, officer: int, ip: str | None = None, **changes: str
) -> Officer:
    """Change name, office, duty, language or zone of an officer of one's own party; anyone their own
    name, language and zone. Raises Refused, also for an officer who is not there."""
    person = officer_of(by, officer)
    if person.pk != by.officer or {"office", "duty"} & {
        name for name in changes if changes[name] != getattr(person, name)
    }:
        rules.may_keep_officers(by=by, party=person.party)
    after = {name: changes.get(name, getattr(person, name)).strip() for name in CHANGEABLE}
    rules.may_hold(**after, languages=_languages())
    if person.office == "administrator" != after["office"]:
        rules.may_leave_without(officer=person.pk, administrators=_administrators(person.party))
    changed = {
        name: [getattr(person, name), value]
        for name, value in after.items()
        if getattr(person, name) != value
    }
    for name, value in after.items():
        setattr(person, name, value)
    if changed:
        person.save(update_fields=list(changed))
        audit.record(what="officer_changed", who=by.officer, whom=person, facts=changed, ip=ip)
        tell_hole_of(turn, person.party)
    return person


@act
def deactivate(turn: Turn, *, by: Seat, officer: int, ip: str | None = None) -> Officer:
    """Close an officer's way in, off duty and out of every session at once; whom they invited stays out.

    Raises Refused.
    """
    person = officer_of(by, officer)
    rules.may_keep_officers(by=by, party=person.party)
    rules.may_leave_without(officer=person.pk, administrators=_administrators(person.party))
    person.is_active, person.duty, person.frozen_at, person.asleep_at = False, "", None, None
    person.save(update_fields=["is_active", "duty", "frozen_at", "asleep_at"])
    facts = shut_out(turn, person)
    audit.record(what="officer_deactivated", who=by.officer, whom=person, facts=facts, ip=ip)
    tell_hole_of(turn, person.party)
    return person


@act
def end_sessions_of(turn: Turn, *, by: Seat, officer: int, ip: str | None = None) -> int:
    """End every session of an officer of one's own party. Returns how many. Raises Refused."""
    person = officer_of(by, officer)
    rules.may_keep_officers(by=by, party=person.party)
    ended = end_all_sessions(person)
    audit.record(what="sessions_ended", who=by.officer, whom=person, facts={"sessions_ended": ended}, ip=ip)
    return ended


def _let_back_in(officer: Officer, offer: Invitation, *, password: str, held: dict[str, str]) -> None:
    if officer.office == "administrator" != offer.office:
        rules.may_leave_without(officer=officer.pk, administrators=_administrators(officer.party))
    for name, value in held.items():
        setattr(officer, name, value)
    officer.is_active, officer.asleep_at = True, None
    officer.set_password(password)
    officer.save()
    EmailAddress.objects.get_or_create(
        user=officer, email=officer.email, defaults={"verified": True, "primary": True}
    )
    if offer.anew:
        Authenticator.objects.filter(user=officer).delete()
        audit.record(what="second_factor_removed", who=officer, facts={"by_invitation_of": offer.made_by})
    end_all_sessions(officer)


def shut_out(turn: Turn, person: Officer) -> dict[str, Any]:
    """End every session of an officer, and every open invitation they made. Returns how many, for the record."""
    withdrawn = open_invitations(person.party).filter(made_by=person.pk).update(withdrawn_at=turn.now)
    return {"sessions_ended": end_all_sessions(person), "invitations_withdrawn": withdrawn}


def end_all_sessions(officer: Officer) -> int:
    """Void every session there is, and clear away the known ones. Returns how many those were."""
    officer.sign_ins_ended += 1
    officer.save(update_fields=["sign_ins_ended"])
    sessions = list(UserSession.objects.filter(user=officer))
    for session in sessions:
        session.end()
    return len(sessions)


def officer_of(by: Seat, officer: int) -> Officer:
    person = Officer.objects.filter(pk=officer, party=by.party).first()
    if person is None:
        raise Refused("Your party has no such officer.")
    return person


def _administrators(party: str) -> set[int]:
    found = Officer.objects.filter(party=party, office="administrator", is_active=True)
    return set(found.values_list("pk", flat=True))


def open_invitations(party: str) -> Any:
    return Invitation.objects.filter(party=party, accepted_at=None, withdrawn_at=None)


def _card(party: str) -> network.PartyCard:
    try:
        return network.party(party)
    except ObjectDoesNotExist as problem:
        raise Refused("%(party)s is not in the register.", field="party", party=party) from problem


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
        MaxLengthValidator(254)(address)
    except ValidationError as problem:
        raise Refused("This is not an e-mail address.", field="email") from problem
    return address


def _check_password(password: str, officer: Officer) -> None:
    try:
        validate_password(password, officer)
    except ValidationError as problem:
        raise Refused(
            "Choose another password: %(why)s", field="password", why=" ".join(problem.messages)
        ) from problem


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]
