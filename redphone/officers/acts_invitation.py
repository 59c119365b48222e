"""What becomes of an invitation: mailed, withdrawn; and, for an officer who comes back, confirmed by a second one."""

import secrets

from redphone.log.turn import Turn, act
from redphone.officers import audit, reads, rules
from redphone.officers.models import Invitation
from redphone.refused import Refused
from redphone.wire.policy import Seat


@act
def mark_mailed(turn: Turn, *, invitation: int) -> None:
    """Note that a mail server took the invitation's mail."""
    Invitation.objects.filter(pk=invitation).update(mailed_at=turn.now)


@act
def withdraw_invitation(turn: Turn, *, by: Seat, invitation: int, ip: str | None = None) -> Invitation:
    """End an invitation of one's own party. Raises Refused, also for one that is not there."""
    offer = Invitation.objects.filter(pk=invitation, party=by.party).first()
    if offer is None:
        raise Refused("There is no such invitation.")
    rules.may_keep_officers(by=by, party=offer.party)
    rules.may_withdraw(offer)
    Invitation.objects.filter(pk=offer.pk, withdrawn_at=None).update(withdrawn_at=turn.now)
    audit.record(
        what="invitation_withdrawn", who=by.officer, party=by.party, facts={"email": offer.email}, ip=ip
    )
    return offer


@act
def confirm_recovery(
    turn: Turn, *, by: Seat, invitation: int, ip: str | None = None
) -> tuple[Invitation, str]:
    """Agree, as a second officer, that a colleague is let back in. Returns the invitation and a fresh token for it.

    Whoever asked never learns the token. Raises Refused.
    """
    offer = _recovery(by, invitation)
    rules.may_confirm(by=by, asked_by=offer.made_by, recovers=offer.recovers or 0)
    rules.may_accept(offer, now=turn.now)
    if offer.confirmed_by is not None:
        raise Refused("This has been confirmed already.")
    token = secrets.token_urlsafe(32)
    offer.token_hash, offer.expires_at = reads.hash_token(token), turn.now + rules.OPEN_FOR
    offer.confirmed_by, offer.confirmed_at = by.officer, turn.now
    offer.save()
    facts = {"asked_by": offer.made_by}
    audit.record(
        what="recovery_confirmed", who=by.officer, whom=offer.recovers, party=by.party, facts=facts, ip=ip
    )
    return offer, token


@act
def refuse_recovery(turn: Turn, *, by: Seat, invitation: int, ip: str | None = None) -> Invitation:
    """Say, as any officer of the party, that this is wrong: it opens nothing. Raises Refused."""
    offer = _recovery(by, invitation)
    rules.may_withdraw(offer)
    offer.withdrawn_at = turn.now
    offer.save(update_fields=["withdrawn_at"])
    audit.record(what="recovery_refused", who=by.officer, whom=offer.recovers, party=by.party, ip=ip)
    return offer


def _recovery(by: Seat, invitation: int) -> Invitation:
    offer = Invitation.objects.filter(pk=invitation, party=by.party, recovers__isnull=False).first()
    if offer is None or by.officer is None:
        raise Refused("There is no such invitation.")
    return offer
