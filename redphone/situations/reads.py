"""The window on situations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from redphone.situations.models import Situation
from redphone.wire.policy import Seat, Sight, sight

ThingsOf = Callable[[str], list[str]]
_things_of: list[ThingsOf] = []


def add_things(find: ThingsOf) -> None:
    """Register which things of a room belong to a situation, for its timeline."""
    _things_of.append(find)


def things_of(situation: str) -> list[str]:
    """The situation itself and every thing that rooms above say belongs to it."""
    return [situation, *(thing for find in _things_of for thing in find(situation))]


@dataclass(frozen=True)
class SituationCard:
    """A situation as a seat may see it; with sight ENVELOPE its words are empty."""

    thing: str
    title: str
    nature: str
    countries: tuple[str, ...]
    summary: str
    status: str
    mark: str
    national: str
    by: str
    to: tuple[str, ...]
    mode: str
    owner: str
    reason: str
    report_hours: int | None
    meeting_times: str
    review_at: datetime | None
    mode_set_by: str
    mode_set_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    closed_reason: str
    sight: Sight

    @property
    def audience(self) -> frozenset[str]:
        return frozenset((self.by, *self.to))


def situations(*, for_: Seat, closed: bool = False, status: str = "") -> list[SituationCard]:
    """The situations this seat may know of, the highest mode first, then the newest."""
    rows = _named(for_).filter(closed_at__isnull=not closed).order_by("-mode_set_at")[:200]
    cards = [_card(row, for_) for row in rows if not status or row.status == status]
    height = {"full": 0, "information_sharing": 1, "monitoring": 2}
    return sorted(cards, key=lambda card: height[card.mode])


def situation(thing: str, *, for_: Seat) -> SituationCard | None:
    """One situation, or None if there is none that this seat may know of."""
    row = _named(for_).filter(thing=thing).first() if thing.isprintable() else None
    return _card(row, for_) if row else None


def overdue_reviews(*, for_: Seat, now: datetime) -> list[SituationCard]:
    """Open situations whose mode should have been looked at again by now, the longest overdue first."""
    rows = _named(for_).filter(closed_at__isnull=True, review_at__lt=now).order_by("review_at")[:50]
    return [_card(row, for_) for row in rows]


def _named(for_: Seat) -> QuerySet[Situation]:
    return Situation.objects.filter(Q(by=for_.party) | Q(to_text__contains=f",{for_.party},"))


def _card(row: Situation, for_: Seat) -> SituationCard:
    seen = sight(row, for_=for_)
    reads = seen is Sight.CONTENT
    return SituationCard(
        thing=row.thing,
        title=row.title if reads else "",
        nature=row.nature,
        countries=tuple(row.countries) if reads else (),
        summary=row.summary if reads else "",
        status=row.status,
        mark=row.mark,
        national=row.national if reads else "",
        by=row.by,
        to=row.to,
        mode=row.mode,
        owner=row.owner,
        reason=row.reason if reads else "",
        report_hours=row.report_hours,
        meeting_times=row.meeting_times if reads else "",
        review_at=row.review_at,
        mode_set_by=row.mode_set_by,
        mode_set_at=row.mode_set_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closed_reason=row.closed_reason if reads else "",
        sight=seen,
    )
