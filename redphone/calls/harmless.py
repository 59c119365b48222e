"""What may be seen of a call by anybody who holds a ring of it: nothing that was typed."""

from dataclasses import dataclass
from datetime import datetime

from redphone.calls.models import Call


@dataclass(frozen=True)
class Harmless:
    """Of a call what may stand in any mail and behind any link: clocks and closed lists, nothing that was typed."""

    thing: str
    number: str
    status: str
    urgency: str
    decides: str
    by: str
    state: str
    raised_at: datetime
    answer_by_at: datetime | None


def harmless(row: Call) -> Harmless:
    """A call as anybody may see it who holds a ring of it."""
    return Harmless(
        thing=row.thing,
        number=row.number,
        status=row.status,
        urgency=row.urgency,
        decides=row.words["decides"],
        by=row.by,
        state=row.state,
        raised_at=row.raised_at,
        answer_by_at=row.answer_by_at,
    )
