"""How a party's calls are rung on until somebody has them: by urgency, as it chose or as the house does."""

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from redphone.calls.messages import STEP_SECONDS, CallRaised, Escalation, Urgency, standard_escalation
from redphone.calls.models import OwnEscalation
from redphone.wire.policy import Seat


@dataclass(frozen=True)
class OwnChoice:
    """What holds for a party's calls of an urgency; `set_at` None: it is the house's own."""

    urgency: Urgency
    escalation: Escalation
    set_at: datetime | None


def own_escalations(*, for_: Seat) -> dict[Urgency, OwnChoice]:
    """What holds for the seat's own party, by urgency; others see it in the calls it raises, and nowhere else."""
    rows = {row.urgency: row for row in OwnEscalation.objects.filter(party=for_.party)}
    return {urgency: _choice(urgency, rows.get(urgency)) for urgency in get_args(Urgency)}


def _choice(urgency: Urgency, row: OwnEscalation | None) -> OwnChoice:
    if row is None:
        return OwnChoice(urgency, standard_escalation(STEP_SECONDS[urgency]), None)
    return OwnChoice(urgency, Escalation.model_validate({"steps": row.steps}), row.set_at)


def escalation_of(call: CallRaised, *, by: Seat) -> Escalation:
    """What is written into a call that is raised now: what it says itself, else its own step, else its party's own."""
    if call.escalation is not None:
        return call.escalation
    if call.step_seconds != STEP_SECONDS[call.urgency]:
        return standard_escalation(call.step_seconds)
    return own_escalations(for_=by)[call.urgency].escalation
