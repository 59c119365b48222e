"""The window on rosters: whom each step rings at an instant, and who has the coming days, for one's own party."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from redphone.network import reads as network
from redphone.officers import rules
from redphone.officers.models import Absence, Officer, Rotation, StandIn
from redphone.officers.turns import Roster, Span, gone_at, weekdays_of
from redphone.officers.turns import Rotation as Turns
from redphone.officers.turns import StandIn as Instead
from redphone.wire.policy import Seat

Step = Literal["duty", "deputy"]
R = TypeVar("R", Officer, Rotation, StandIn, Absence)
STEPS: tuple[Step, ...] = ("duty", "deputy")
Held = dict[Step, Roster]
"""What one party has at each step."""
AHEAD = timedelta(days=14)
"""How far ahead a hole in the cover is shown."""


@dataclass(frozen=True)
class Watch:
    """A span in which the same people are rung, by their names; nobody at a step is a hole.

    Whoever is on duty is not rung once more as deputy.
    """

    begins_at: datetime
    ends_at: datetime
    duty: tuple[str, ...]
    deputy: tuple[str, ...]


def rosters(step: Step, *, since: datetime, parties: Collection[str] | None = None) -> dict[str, Roster]:
    """The roster of a step of every party that has officers here, from an instant on: four questions for all."""
    return {party: held[step] for party, held in _held(since=since, parties=parties).items()}


def own_rosters(*, for_: Seat, since: datetime) -> Held:
    """Both steps of the seat's own party, from an instant on."""
    nobody: Held = {step: Roster() for step in STEPS}
    return _held(since=since, parties=[for_.party]).get(for_.party, nobody)


def _held(*, since: datetime, parties: Collection[str] | None) -> dict[str, Held]:
    ours: dict[str, Any] = {} if parties is None else {"party__in": parties}
    people = Officer.objects.filter(is_active=True, office__in=rules.RUNG_OFFICES, **ours)
    rotations = _by_party(Rotation.objects.filter(**ours).order_by("pk"))
    stand_ins = _by_party(StandIn.objects.filter(ends_at__gt=since, **ours).order_by("pk"))
    absences = _by_party(Absence.objects.filter(ends_at__gt=since, **ours))
    return {
        party: {
            step: _roster(step, rows, rotations[party], stand_ins[party], absences[party]) for step in STEPS
        }
        for party, rows in _by_party(people.order_by("name", "pk")).items()
    }


def _by_party(rows: Iterable[R]) -> defaultdict[str, list[R]]:
    found: defaultdict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[row.party].append(row)
    return found


def _roster(
    step: Step,
    people: Sequence[Officer],
    rotations: Sequence[Rotation],
    stand_ins: Sequence[StandIn],
    absences: Sequence[Absence],
) -> Roster:
    """Who is deactivated is left out: in a rotation the others move up."""
    present = {person.pk for person in people}
    away: defaultdict[int, tuple[Span, ...]] = defaultdict(tuple)
    for row in absences:
        away[row.officer] += ((row.begins_at, row.ends_at),)
    return Roster(
        standing=tuple(person.pk for person in people if person.duty == step),
        rotations=tuple(_turns(row, present) for row in rotations if row.step == step),
        stand_ins=tuple(
            Instead(row.officer, (row.begins_at, row.ends_at))
            for row in stand_ins
            if row.step == step and row.officer in present
        ),
        away=away,
        gone_at={person.pk: at for person in people if (at := leaves_at(person)) is not None},
    )


def leaves_at(person: Officer) -> datetime | None:
    """The instant from which on an officer is not in their post any more; None while nobody has said so."""
    return gone_at(person.leaves_on, person.zone) if person.leaves_on else None


def _turns(row: Rotation, present: Collection[int]) -> Turns:
    return Turns(
        zone=row.zone,
        begins_on=row.begins_on,
        hands_over_at=row.hands_over_at,
        days=row.days,
        people=tuple(person for person in row.people if person in present),
        weekdays=weekdays_of(row.weekdays),
    )


def watches(*, for_: Seat, since: datetime, until: datetime) -> list[Watch]:
    """Who of the seat's own party is rung from one instant to another, first and second, in spans."""
    people = dict(Officer.objects.filter(party=for_.party).values_list("pk", "name"))
    held = own_rosters(for_=for_, since=since)
    covers = {step: held[step].cover(since, until) for step in STEPS}
    edges = sorted({span[0] for cover in covers.values() for span, _ in cover})
    found = []
    for begin, end in zip(edges, [*edges[1:], until], strict=True):
        duty, deputy = (held[step].at(begin) for step in STEPS)
        second = (people[one] for one in deputy if one not in duty)
        found.append(Watch(begin, end, tuple(people[one] for one in duty), tuple(second)))
    return found


def zone_of(officer: int, *, for_: Seat) -> str:
    """The time zone of an officer of the seat's own party; of any other, the party's."""
    found = Officer.objects.filter(pk=officer, party=for_.party).values_list("zone", flat=True).first()
    return found or network.party(for_.party).zone


def holes_ahead(*, for_: Seat, now: datetime, held: Held | None = None) -> list[Span]:
    """When, in the coming two weeks, a call would find nobody of the seat's own party on duty.

    `held`, here and in the others: what `own_rosters` gave from `now` on, where it was asked already.
    """
    return (held or own_rosters(for_=for_, since=now))["duty"].holes(now, now + AHEAD)


@dataclass(frozen=True)
class Arrangements:
    """What makes the roster of the seat's own party: rotations with their people, stand-ins and absences to come."""

    rotations: list[tuple[Rotation, tuple[str, ...]]]
    stand_ins: list[tuple[StandIn, str]]
    absences: list[tuple[Absence, str]]

    def __bool__(self) -> bool:
        return bool(self.rotations or self.stand_ins or self.absences)


def arrangements(*, for_: Seat, now: datetime) -> Arrangements:
    """All that stands in the roster of the seat's own party and is not over."""
    people = dict(Officer.objects.filter(party=for_.party).values_list("pk", "name"))
    ours = {"party": for_.party, "ends_at__gt": now}
    rotations = Rotation.objects.filter(party=for_.party).order_by("-step", "pk")
    return Arrangements(
        rotations=[(row, tuple(people.get(one, "") for one in row.people)) for row in rotations],
        stand_ins=[
            (row, people.get(row.officer, ""))
            for row in StandIn.objects.filter(**ours).order_by("begins_at", "pk")
        ],
        absences=[
            (row, people.get(row.officer, ""))
            for row in Absence.objects.filter(**ours).order_by("begins_at", "pk")
        ],
    )


def rung_ahead(*, for_: Seat, now: datetime, held: Held | None = None) -> dict[Step, list[int]]:
    """Whom each step of the seat's own party rings in the coming two weeks, who is rung now first."""
    found: dict[Step, list[int]] = {}
    for step, roster in (held or own_rosters(for_=for_, since=now)).items():
        cover = roster.cover(now, now + AHEAD)
        found[step] = list(dict.fromkeys(officer for _, people in cover for officer in people))
    return found


def people_to_ring(*, for_: Seat) -> list[tuple[int, str]]:
    """The officers of the seat's own party whom a call can ring, by number and name."""
    rows = Officer.objects.filter(party=for_.party, is_active=True, office__in=rules.RUNG_OFFICES)
    return list(rows.order_by("name", "pk").values_list("pk", "name"))
