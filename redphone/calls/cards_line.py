"""Where one party stands in a call, as a seat may see it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redphone.calls.models import CallLine
from redphone.log.rows import NOTHING
from redphone.wire.words import Figure


@dataclass(frozen=True)
class Asked:
    """Who was asked as chair in place of a party, when, and since when it knows."""

    unreached: str
    asked_party: str
    asked_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class Report:
    """That somebody at a party said by voice that it has the call; `said` only if it is read."""

    by: str
    way: str
    said: str
    heard_at: datetime
    contradicted_at: datetime | None
    contradicted_note: str


@dataclass(frozen=True)
class Line:
    """Where one party stands in a call: `state` is one word for it, `at` since when, `words` its answer if readable.

    `counts`: whether its acknowledgement is one of those needed.
    """

    party: str
    is_author: bool
    counts: bool
    state: str
    at: datetime | None
    step: str
    delivered_at: datetime | None
    opened_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_seat: str
    acknowledged_way: str
    answer_promised_at: datetime | None
    answered_at: datetime | None
    answer: str
    words: str
    need_until_at: datetime | None
    figures: list[Figure]
    chair_asked: tuple[Asked, ...] = ()
    reports: tuple[Report, ...] = ()
    passed_to: str = ""
    passed_until_at: datetime | None = None
    doubted_at: datetime | None = None
    doubt: str = ""

    @property
    def is_waited_for(self) -> bool:
        """Whether this party was called and has not acknowledged yet."""
        return not self.is_author and self.acknowledged_at is None

    @property
    def reported(self) -> Report | None:
        """The last word by voice that this party has it, while it has neither confirmed nor contradicted it."""
        standing = (one for one in reversed(self.reports) if one.contradicted_at is None)
        return next(standing, None) if self.acknowledged_at is None else None


def figures_in(stored: Iterable[dict[str, Any]]) -> list[Figure]:
    """Figures as they are kept, as figures."""
    return [Figure.model_validate(figure) for figure in stored]


def line_of(
    row: CallLine,
    asked: Mapping[str, Collection[Asked]],
    reports: Mapping[str, Collection[Report]] = NOTHING,
    *,
    reads: bool,
) -> Line:
    """Where a party stands; what it answered only if it is read."""
    state, at = _state_of(row)
    return Line(
        party=row.party,
        is_author=row.is_author,
        counts=row.counts,
        state=state,
        at=at,
        step=row.step,
        delivered_at=row.delivered_at,
        opened_at=row.opened_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_seat=row.acknowledged_seat,
        acknowledged_way=row.acknowledged_way,
        answer_promised_at=row.answer_promised_at,
        answered_at=row.answered_at,
        answer=row.answer if reads else "",
        words=row.words if reads else "",
        need_until_at=row.need_until_at if reads else None,
        figures=figures_in(row.figures) if reads else [],
        chair_asked=tuple(asked.get(row.party, ())),
        reports=tuple(reports.get(row.party, ())),
        passed_to=row.passed_to if reads else "",
        passed_until_at=row.passed_until_at if reads else None,
        doubted_at=row.doubted_at,
        doubt=row.doubt if reads else "",
    )


def _state_of(row: CallLine) -> tuple[str, datetime | None]:
    """The strongest thing known of a line; of its ringing the latest, so that a deputy who is rung now is seen.

    "Opened" is weaker than "acknowledged" and never counts as it, nor does it hide that nobody was reached.
    """
    if row.is_author:
        return "author", row.raised_at
    if row.answered_at:
        return "answered", row.answered_at
    if row.acknowledged_at:
        return "acknowledged", row.acknowledged_at
    if row.nobody_at and not (row.delivered_at and row.delivered_at > row.nobody_at):
        return "nobody", row.nobody_at
    rung = ((row.rung_at, 0, "ringing"), (row.delivered_at, 1, "delivered"), (row.opened_at, 2, "opened"))
    known = [(at, weight, state) for at, weight, state in rung if at is not None]
    if not known:
        return "waiting", None
    at, _, state = max(known)
    return state, at
