"""Whose turn it is: rotations, stand-ins, absences and departures of one step of a roster, worked out for any instant.

A day of duty begins when the wall clock of its zone shows the hour of handing over, as `datetime.combine` reads it:
on the night the clocks go forward over that hour it begins at the same distance from noon, on the night they go back
at the first of the two. So a turn is never cut in two, and never lasts from one hour to itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))
Span = tuple[datetime, datetime]
"""From an instant up to, not including, another; both UTC."""


@dataclass(frozen=True)
class Rotation:
    """`people` take turns of `days` days each, the first from `begins_on`; handed over when the clock of `zone` shows
    `hands_over_at`. On the days of the week that are not in `weekdays` (Monday is 0) it covers nothing."""

    zone: str
    begins_on: date
    hands_over_at: time
    days: int
    people: tuple[int, ...]
    weekdays: frozenset[int] = EVERY_DAY

    def begin_of(self, day: date) -> datetime:
        """The instant at which a day of duty begins."""
        return datetime.combine(day, self.hands_over_at, ZoneInfo(self.zone)).astimezone(UTC)

    def day_at(self, at: datetime) -> date:
        """The day of duty that an instant belongs to."""
        day = at.astimezone(ZoneInfo(self.zone)).date() + DAY
        while self.begin_of(day) > at:
            day -= DAY
        return day

    def order_at(self, at: datetime) -> tuple[int, ...]:
        """Everybody of this rotation, whose turn it is first; empty where it covers nothing."""
        day = self.day_at(at)
        if day < self.begins_on or day.weekday() not in self.weekdays or not self.people:
            return ()
        turn = (day - self.begins_on).days // self.days % len(self.people)
        return self.people[turn:] + self.people[:turn]

    def edges(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """The instants between two at which somebody else may have the turn."""
        day = self.day_at(since) + DAY
        while (edge := self.begin_of(day)) < until:
            yield edge
            day += DAY


@dataclass(frozen=True)
class StandIn:
    """For a while this officer is rung at the step, and nobody else."""

    officer: int
    span: Span


@dataclass(frozen=True)
class Roster:
    """One step of a party, "duty" or "deputy". `standing` are rung whenever no rotation covers; `away` who can't be;
    `gone_at` from when on somebody has left their post."""

    standing: tuple[int, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    away: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    gone_at: Mapping[int, datetime] = field(default_factory=dict)

    def at(self, at: datetime) -> tuple[int, ...]:
        """Who is rung at an instant, the first first; nobody where there is a hole."""
        instead = [one.officer for one in self.stand_ins if _holds(one.span, at)]
        if present := self._present(instead, at):
            return present[-1:]  # who said so last
        turns = [rotation.order_at(at) for rotation in self.rotations]
        if any(turns):
            return _once(first for order in turns for first in self._present(order, at)[:1])
        return _once(self._present(self.standing, at))

    def cover(self, since: datetime, until: datetime) -> list[tuple[Span, tuple[int, ...]]]:
        """Who is rung from one instant to another, in spans that follow each other; neighbours differ."""
        edges = sorted({since, *(edge for edge in self._edges(since, until) if since < edge < until)})
        spans: list[tuple[Span, tuple[int, ...]]] = []
        for begin, end in zip(edges, [*edges[1:], until], strict=True):
            people = self.at(begin)
            if spans and spans[-1][1] == people:
                spans[-1] = ((spans[-1][0][0], end), people)
            else:
                spans.append(((begin, end), people))
        return spans

    def holes(self, since: datetime, until: datetime) -> list[Span]:
        """When nobody would be rung."""
        return [span for span, people in self.cover(since, until) if not people]

    def _present(self, people: Iterable[int], at: datetime) -> tuple[int, ...]:
        return tuple(one for one in people if self._is_there(one, at))

    def _is_there(self, one: int, at: datetime) -> bool:
        gone_at = self.gone_at.get(one)
        is_away = any(_holds(span, at) for span in self.away.get(one, ()))
        return not is_away and (gone_at is None or at < gone_at)

    def _edges(self, since: datetime, until: datetime) -> Iterator[datetime]:
        for rotation in self.rotations:
            yield from rotation.edges(since, until)
        for stand_in in self.stand_ins:
            yield from stand_in.span
        for spans in self.away.values():
            for span in spans:
                yield from span
        yield from self.gone_at.values()


def _holds(span: Span, at: datetime) -> bool:
    return span[0] <= at < span[1]


def _once(people: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(people))


def gone_at(leaves_on: date, zone: str) -> datetime:
    """When the last day of a post is over: midnight by the clock of `zone`, the first if it comes twice.

    Where the clocks skip midnight it is the instant at which they do.
    """
    return datetime.combine(leaves_on + DAY, time(), ZoneInfo(zone)).astimezone(UTC)


def weekdays_of(days: Sequence[int]) -> frozenset[int]:
    """The days of the week of a rotation as they are kept; none given means every day."""
    return frozenset(days) or EVERY_DAY
