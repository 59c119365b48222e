"""The window on how parties are reached: their duty numbers, hours and languages, and how fresh that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from redphone.network import reads
from redphone.network.hours import Hours
from redphone.network.messages import CoverTold, Reachable
from redphone.network.models import Cover, Reach
from redphone.places import is_zone
from redphone.wire.policy import Seat, Sight, may_read, sight

FRESH = timedelta(days=30)
"""A number that nobody has rung for longer than this may have gone with an officer who moved."""
State = Literal["proven", "stale", "unproven", "untold", "unread"]


@dataclass(frozen=True)
class ReachCard:
    """How one party is reached, as far as a seat may know. `number` is None where it may not, or none was told.

    `is_told` is whether the party has told a number at all, `is_read` whether this seat reads what it told; `hole_at`
    is known to the secretariat alone.
    """

    party: reads.PartyCard
    zone: str
    is_told: bool = False
    seat: str = ""
    number: str | None = None
    hours: Hours | None = None
    languages: tuple[str, ...] = ()
    proven_at: datetime | None = None
    told_at: datetime | None = None
    hole_at: datetime | None = None
    is_read: bool = True

    def state(self, now: datetime) -> State:
        """Whether the number was answered lately, long ago, never; or there is none."""
        if not self.is_told:
            return "untold"
        if not self.is_read:
            return "unread"
        if self.proven_at is None or self.proven_at > now:
            return "unproven"
        return "proven" if now - self.proven_at <= FRESH else "stale"

    @property
    def shown(self) -> str:
        """The number as a page shows it: never broken over two lines."""
        return (self.number or "").replace(" ", "\N{NO-BREAK SPACE}")

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return (self.number or "").replace(" ", "")


def reach_cards(*, for_: Seat) -> list[ReachCard]:
    """How every party is reached, in the register's order, as far as a seat may know it."""
    told = list(Reach.objects.all())
    numbers = {row.by: row for row in told if may_read(row, for_=for_)}
    covers = {row.by: row for row in Cover.objects.all() if may_read(row, for_=for_) and row.by != for_.party}
    unread = {row.by for row in told if sight(row, for_=for_) is Sight.ENVELOPE}
    return [
        ReachCard(party=party, zone=party.zone, is_told=True, is_read=False)
        if code in unread
        else _card(party, numbers.get(code), covers.get(code))
        for code, party in reads.parties().items()
    ]


def reach_of(parties: Iterable[str], *, for_: Seat) -> dict[str, ReachCard]:
    """The cards of these parties of which a seat may know the number."""
    rows = [row for row in Reach.objects.filter(by__in=list(parties)) if may_read(row, for_=for_)]
    cards = reads.parties()
    return {row.by: _card(cards[row.by], row, None) for row in rows if row.by in cards}


def _card(party: reads.PartyCard, number: Reach | None, cover: Cover | None) -> ReachCard:
    if number is not None:
        zone = number.zone if is_zone(number.zone) else party.zone  # said elsewhere, it may be any word
        return ReachCard(
            party=party,
            zone=zone,
            is_told=True,
            seat=number.seat,
            number=number.number,
            hours=Hours(zone, _time(number.opens_at), _time(number.closes_at), tuple(number.weekdays)),
            languages=tuple(number.languages),
            proven_at=number.proven_at,
            told_at=number.told_at,
        )
    if cover is not None:
        return ReachCard(
            party=party,
            zone=party.zone,
            is_told=True,
            proven_at=cover.proven_at,
            told_at=cover.told_at,
            hole_at=cover.hole_at,
        )
    return ReachCard(party=party, zone=party.zone)


def _time(said: str) -> time | None:
    return time.fromisoformat(said) if said else None


def reachable_of(*, by: Seat) -> Reachable | None:
    """What a seat's own party last told of itself, to be told anew; None if the seat does not read it."""
    row = Reach.objects.filter(by=by.party).first()
    if row is None or not may_read(row, for_=by):
        return None
    return Reachable(
        seat=row.seat,
        number=row.number,
        opens_at=row.opens_at or None,
        closes_at=row.closes_at or None,
        weekdays=tuple(row.weekdays),
        zone=row.zone,
        languages=tuple(row.languages),
        proven_at=row.proven_at,
    )


def who_was_told(party: str) -> tuple[set[str], set[str]]:
    """The parties to which a party of this node last told its number, and those to which it told its cover."""
    number, cover = Reach.objects.filter(by=party).first(), Cover.objects.filter(by=party).first()
    return set(number.to) if number else set(), set(cover.to) if cover else set()


def cover_told_by(party: str) -> CoverTold | None:
    """What a party of this node last told the secretariat of its cover, to be told anew."""
    row = Cover.objects.filter(by=party).first()
    return CoverTold(proven_at=row.proven_at, hole_at=row.hole_at) if row else None
