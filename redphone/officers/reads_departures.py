"""The window on who leaves their post in the posting season, and what then has no successor: for one's own party."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from redphone.officers.models import Office as OfficeChoice
from redphone.officers.models import Officer
from redphone.officers.reads_roster import STEPS, Held, Step, leaves_at, own_rosters
from redphone.officers.turns import Roster
from redphone.wire.policy import Seat

SEASON = timedelta(days=60)
"""How far ahead a departure is shown: long enough to name a successor and let them learn the work."""
What = Literal["turns", "stands_in", "stands", "nobody", "administrator"]


class Loose(NamedTuple):
    """Something that nobody takes over: they stand in a rotation, stand in for longer, stand there as the only one;
    after them nobody is rung at this step; or they are the last administrator."""

    what: What
    step: Step | None = None


@dataclass(frozen=True)
class Departure:
    """An officer who leaves their post; `gone_at` is the instant at which their last day is over."""

    officer: int
    name: str
    leaves_on: date
    gone_at: datetime
    loose: tuple[Loose, ...]

    def is_gone(self, now: datetime) -> bool:
        return self.gone_at <= now


def departures_ahead(*, for_: Seat, now: datetime, held: Held | None = None) -> list[Departure]:
    """Who of the seat's own party leaves within 60 days, or has left and is still entered here; the first first."""
    people = Officer.objects.filter(party=for_.party, is_active=True)
    gone = {row.pk: at for row in people if (at := leaves_at(row)) is not None}
    leaving = sorted((row for row in people if row.pk in gone), key=lambda row: gone[row.pk])
    leaving = [row for row in leaving if gone[row.pk] <= now + SEASON]
    if not leaving:
        return []
    held = held or own_rosters(for_=for_, since=now)
    administrators = [row.pk for row in people if row.office == OfficeChoice.ADMINISTRATOR]
    return [
        Departure(
            officer=row.pk,
            name=row.name,
            leaves_on=row.leaves_on,
            gone_at=gone[row.pk],
            loose=(
                *(loose for step in STEPS for loose in _left_at(step, held[step], row.pk, now=now)),
                *_left_administrator(row.pk, administrators, gone),
            ),
        )
        for row in leaving
        if row.leaves_on is not None
    ]


def people_in_post(*, for_: Seat) -> list[tuple[int, str]]:
    """The active officers of the seat's own party, by number and name."""
    rows = Officer.objects.filter(party=for_.party, is_active=True)
    return list(rows.order_by("name", "pk").values_list("pk", "name"))


def _left_at(step: Step, roster: Roster, officer: int, *, now: datetime) -> Iterator[Loose]:
    """What an officer leaves behind at a step."""
    gone_at = roster.gone_at.get(officer)
    if gone_at is None:  # an administrator, whom no call rings
        return
    loose: list[What] = []
    if any(officer in rotation.people for rotation in roster.rotations):
        loose.append("turns")
    if any(one.officer == officer and one.span[1] > gone_at for one in roster.stand_ins):
        loose.append("stands_in")
    if officer in roster.standing and not any(
        _stays(one, roster.gone_at, gone_at) for one in roster.standing
    ):
        loose.append("stands")
    yield from (Loose(what, step) for what in loose)
    if loose and not roster.at(max(gone_at, now)):
        yield Loose("nobody", step)


def _left_administrator(
    officer: int, administrators: Collection[int], gone: Mapping[int, datetime]
) -> Iterator[Loose]:
    others = [one for one in administrators if _stays(one, gone, gone[officer])]
    if officer in administrators and not others:
        yield Loose("administrator")


def _stays(officer: int, gone: Mapping[int, datetime], at: datetime) -> bool:
    return officer not in gone or gone[officer] > at
