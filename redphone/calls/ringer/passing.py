"""The second desk's clock: it is rung when a call is passed to it; if it doesn't take it, whoever passed it is told."""

import hashlib
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from redphone.calls.messages import CallPassed
from redphone.calls.models import Call, CallLine, Passing, Ring
from redphone.calls.ringer.plan import DUTIES, Plan, new_ring
from redphone.log.dispatch import Dispatch
from redphone.officers import reads as officers

DESK = "desk"
"""The step at which a second desk is rung, and the first told."""


def passings_due(now: datetime) -> QuerySet[Passing]:
    """Calls that a second desk has not taken by its time."""
    return Passing.objects.filter(ended_at=None, next_at__lte=now)


def ring_second_desk(plan: Plan, message: CallPassed, said: Dispatch) -> None:
    """The officer to whom a call was passed at this node is rung, once."""
    passing = Passing.objects.filter(cause=said.hash, ended_at=None).first()
    if passing is not None:
        _ring(plan, passing, passing.officer, notice="passed", cause=passing.cause)


def tell_first_desks(plan: Plan) -> None:
    """Whoever passed a call that was not taken is told; if they have left, whoever is on duty now."""
    for passing in passings_due(plan.now).order_by("next_at", "pk"):
        plan.try_to(lambda: _tell_first_desk(plan, passing), what="passing_failed", passing=passing.pk)  # noqa: B023


def _tell_first_desk(plan: Plan, passing: Passing) -> None:
    why = "not_taken" if waits_for_desk(passing) else "not_needed"
    if why == "not_taken":
        cause = hashlib.sha256(f"{passing.cause} not taken".encode()).hexdigest()[:43]
        which = {"notice": "not_taken", "cause": cause}
        on_duty = (who.officer for step in DUTIES for who in plan.contacts(passing.party, step))
        if not _ring(plan, passing, passing.passed_by, **which):
            any(_ring(plan, passing, officer, **which) for officer in on_duty)
    passing.ended_at, passing.why_ended = plan.now, why
    passing.save(update_fields=["ended_at", "why_ended"])


def waits_for_desk(passing: Passing) -> bool:
    """Whether a passed call still waits for its second desk: it is open, and its party has not answered since."""
    is_open = Call.objects.filter(thing=passing.call, state=Call.State.OPEN).exists()
    lines = CallLine.objects.filter(thing=passing.call, party=passing.party)
    return is_open and not lines.filter(answered_at__gt=passing.passed_at).exists()


def _ring(plan: Plan, passing: Passing, officer: int, **which: Any) -> bool:
    found = officers.addressee(officer)
    if found is None:
        return False
    plan.rings.append(new_ring(plan, passing.call, passing.party, found[0], step=DESK, **which))
    return True


def hurry_first_desk(ring: Ring, *, now: datetime) -> None:
    """The mail to the second desk reached nobody: whoever passed the call is told now."""
    if ring.notice == "passed":
        Passing.objects.filter(cause=ring.cause, ended_at=None).update(next_at=now)
