"""The window on how this node's officers are reached, for their own party alone: by mail, by telephone, proven when."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import QuerySet

from redphone.network.reads_reach import FRESH
from redphone.officers.models import ContactPath, Officer, Texted, Way
from redphone.officers.reads_roster import STEPS, Held, Step, leaves_at, rung_ahead
from redphone.wire.policy import Seat

State = Literal["proven", "stale", "unproven", "failed"]


@dataclass(frozen=True)
class PathCard:
    """One way to reach an officer. `path` is its number; None for mail that nothing has proven yet."""

    path: int | None
    way: str
    address: str
    proven_at: datetime | None = None
    failed_at: datetime | None = None
    texted: str = ""
    is_watched: bool = False

    def state(self, now: datetime) -> State:
        """Whether it reached them lately, long ago, never; or did not when it was last tried."""
        if self.failed_at is not None and (self.proven_at is None or self.failed_at >= self.proven_at):
            return "failed"
        if self.proven_at is None or self.proven_at > now:
            return "unproven"
        return "proven" if now - self.proven_at <= FRESH else "stale"

    @property
    def is_telephone(self) -> bool:
        return self.way != Way.MAIL

    @property
    def may_be_texted(self) -> bool:
        return self.way == Way.MOBILE

    @property
    def texted_label(self) -> str:
        return str(Texted(self.texted).label)

    @property
    def way_label(self) -> str:
        return str(Way(self.way).label)

    @property
    def shown(self) -> str:
        """A number as a page shows it: never broken over two lines."""
        return self.address.replace(" ", "\N{NO-BREAK SPACE}")

    @property
    def dialled(self) -> str:
        """A number as a telephone takes it."""
        return self.address.replace(" ", "")


@dataclass(frozen=True)
class Mobile:
    """The number, as it is dialled, on which a call texts an officer: at once or when mail is late. `is_watched`: in a
    hostile network."""

    number: str
    at_once: bool
    is_watched: bool


@dataclass(frozen=True)
class Reached:
    """An officer of one's own party and the ways to reach them, mail first. `steps` ring them in the next two weeks;
    `leaves_at` is when they are not in their post any more."""

    officer: int
    name: str
    paths: tuple[PathCard, ...]
    steps: tuple[Step, ...] = ()
    leaves_at: datetime | None = None

    def not_proven(self, now: datetime) -> tuple[PathCard, ...]:
        """The ways that nobody knows to work."""
        return tuple(path for path in self.paths if path.state(now) != "proven")

    @property
    def telephones(self) -> tuple[PathCard, ...]:
        return tuple(path for path in self.paths if path.is_telephone)

    def __str__(self) -> str:
        return self.name


def who_is_reached_how(*, for_: Seat, now: datetime, held: Held | None = None) -> list[Reached]:
    """The active officers of the seat's own party: who is rung in the coming two weeks in the order of that, then all
    others by name."""
    rung = rung_ahead(for_=for_, now=now, held=held)
    people = {row.pk: row for row in _officers(for_).order_by("name", "pk")}
    first = [officer for step in STEPS for officer in rung[step]]
    paths = _paths(people.values())
    return [
        Reached(
            officer=officer,
            name=people[officer].name,
            paths=tuple(paths[officer]),
            steps=tuple(step for step in STEPS if officer in rung[step]),
            leaves_at=leaves_at(people[officer]),
        )
        for officer in dict.fromkeys([*first, *people])
    ]


def not_proven_ahead(
    *, for_: Seat, now: datetime, held: Held | None = None
) -> list[tuple[str, tuple[PathCard, ...]]]:
    """Who of the seat's own party is rung in the coming two weeks by ways that nobody knows to work, and by which."""
    people = [one for one in who_is_reached_how(for_=for_, now=now, held=held) if one.steps]
    return [(one.name, paths) for one in people if (paths := one.not_proven(now))]


def path_of(path: int, *, for_: Seat) -> ContactPath | None:
    """A way to reach an officer of the seat's own party; None where there is none."""
    ours = _officers(for_).values("pk")
    return ContactPath.objects.filter(pk=path, party=for_.party, officer__in=ours).first()


def texted(people: Collection[int]) -> dict[int, Mobile]:
    """On which mobile a call texts these officers; missing is who is texted on none. For the ringer alone."""
    rows = ContactPath.objects.filter(officer__in=people, way=Way.MOBILE).exclude(texted="").order_by("-pk")
    return {
        row.officer: Mobile(row.address.replace(" ", ""), row.texted == Texted.AT_ONCE, row.is_watched)
        for row in rows
    }


def _officers(for_: Seat) -> "QuerySet[Officer]":
    return Officer.objects.filter(party=for_.party, is_active=True)


def _paths(people: Collection[Officer]) -> dict[int, list[PathCard]]:
    rows = ContactPath.objects.filter(officer__in=[person.pk for person in people]).order_by("pk")
    found: defaultdict[int, list[PathCard]] = defaultdict(list)
    for person in people:
        found[person.pk].append(PathCard(None, Way.MAIL, person.email))
    mails = {person.pk: person.email for person in people}
    for row in rows:
        card = PathCard(
            row.pk, row.way, row.address, row.proven_at, row.failed_at, row.texted, row.is_watched
        )
        if card.is_telephone:
            found[row.officer].append(card)
        elif row.address == mails[row.officer]:
            found[row.officer][0] = card
    return found
