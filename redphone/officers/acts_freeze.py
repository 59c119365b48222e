"""Freezing officers, for a stolen phone or a word of warning, and thawing them: at once, with a reason, in the record.

Who is frozen is not active: no page, no live line, no ring, no mailed link is theirs until somebody thaws them.
"""

from redphone.log.turn import Turn, act
from redphone.officers import audit, rules
from redphone.officers.acts import officer_of, shut_out
from redphone.officers.acts_roster import tell_hole_of
from redphone.officers.models import Officer
from redphone.wire.policy import Seat


@act
def freeze(turn: Turn, *, by: Seat, officer: int, why: str, ip: str | None = None) -> Officer:
    """Freeze one officer of one's own party; without an officer in `by` it is the node's operator. Raises Refused."""
    person = officer_of(by, officer)
    rules.may_keep_officers(by=by, party=person.party)
    rules.may_freeze(by=by, officer=person.pk, active=person.is_active, why=why)
    person.is_active, person.frozen_at = False, turn.now
    person.save(update_fields=["is_active", "frozen_at"])
    facts = {"why": why.strip(), **shut_out(turn, person)}
    audit.record(what="officer_frozen", who=by.officer, whom=person, facts=facts, ip=ip)
    tell_hole_of(turn, person.party)
    return person


@act
def freeze_all(turn: Turn, *, by: Seat, why: str, ip: str | None = None) -> list[Officer]:
    """Freeze every other officer of one's own party, or all of them by the node's operator. Raises Refused."""
    rules.may_keep_officers(by=by, party=by.party)
    rules.check_why(why)
    others = Officer.objects.filter(party=by.party, is_active=True).exclude(pk=by.officer or 0).order_by("pk")
    return [freeze(by=by, officer=other.pk, why=why, ip=ip) for other in others]


@act
def thaw(turn: Turn, *, by: Seat, officer: int, why: str, ip: str | None = None) -> Officer:
    """Open a frozen seat again: office and duty as they were; they sign in anew. Raises Refused."""
    person = officer_of(by, officer)
    rules.may_keep_officers(by=by, party=person.party)
    rules.may_thaw(frozen=person.frozen_at is not None, why=why)
    person.is_active, person.frozen_at = True, None
    person.save(update_fields=["is_active", "frozen_at"])
    facts = {"why": why.strip()}
    audit.record(what="officer_thawed", who=by.officer, whom=person, facts=facts, ip=ip)
    tell_hole_of(turn, person.party)
    return person
