"""Where a call lies within one's own party: for that party alone."""

from dataclasses import dataclass
from datetime import datetime

from redphone.calls.models import Call, Passing
from redphone.calls.sights import may_acknowledge
from redphone.officers import reads as officers
from redphone.wire.policy import Seat


@dataclass(frozen=True)
class Passed:
    """To which officer a call was passed, by whom, until when; `why_ended` taken, not_needed, not_taken, passed_on."""

    passed_by: int
    officer: int
    until_at: datetime
    why_ended: str


def passings(call: str, *, for_: Seat) -> list[Passed]:
    """How a call was passed on within the seat's own party, the last first."""
    rows = Passing.objects.filter(call=call, party=for_.party).order_by("-pk")
    return [Passed(row.passed_by, row.officer, row.until_at, row.why_ended) for row in rows]


def who_could_take(call: str, *, for_: Seat) -> list[officers.Colleague]:
    """The colleagues to whom this seat may pass a call: active, rung at all, and allowed to read it."""
    row = Call.objects.filter(thing=call).first()
    people = [one for one in officers.officers_of(for_.party, for_=for_) if one.officer != for_.officer]
    found = officers.addressees([one.officer for one in people])
    return [
        one
        for one in people
        if row
        and one.officer in found
        and may_acknowledge(row, party=for_.party, contact=found[one.officer][0])
    ]
