"""Choosing how one's own calls are rung on. It holds for calls raised from then on, and for none that rings already."""

from redphone.calls import rules
from redphone.calls.messages import Escalation, Urgency
from redphone.calls.models import OwnEscalation
from redphone.log.turn import Turn, act
from redphone.officers import audit
from redphone.wire.policy import Seat


@act
def set_escalation(
    turn: Turn, *, by: Seat, urgency: Urgency, escalation: Escalation, ip: str | None = None
) -> None:
    """Say how this party's calls of an urgency are rung on. Raises Refused."""
    rules.may_set_escalation(by=by)
    rules.check_escalation(escalation)
    said = {"steps": escalation.model_dump(mode="json")["steps"], "set_at": turn.now}
    OwnEscalation.objects.update_or_create(party=by.party, urgency=urgency, defaults=said)
    _record(by, "escalation_set", ip)


@act
def reset_escalation(turn: Turn, *, by: Seat, urgency: Urgency, ip: str | None = None) -> None:
    """Go back to how the house rings on. Raises Refused."""
    rules.may_set_escalation(by=by)
    if OwnEscalation.objects.filter(party=by.party, urgency=urgency).delete()[0]:
        _record(by, "escalation_reset", ip)


def _record(by: Seat, what: str, ip: str | None) -> None:
    audit.record(what=what, who=by.officer, party=by.party, ip=ip)
