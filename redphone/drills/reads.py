"""The window on link tests: how each member's line is reached, how one's own stands, what is to be repaired."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from redphone.drills.due import next_due
from redphone.drills.models import KeeperMark, Letter, LinkResult, LinkTest, Repair, Schedule
from redphone.network import reads as network
from redphone.network import reads_reach
from redphone.network.hours import Hours
from redphone.officers import reads as officers
from redphone.wire.policy import Seat, may_read

SHOWN_FOR = timedelta(days=183)
"""Six months: as far back as success is counted."""
EVERY_MONTHS, WAIT_MINUTES = 1, 30
"""The schedule while the network has set none."""


@dataclass(frozen=True)
class ScheduleCard:
    """How often lines are tested, and how long each one asked has."""

    every_months: int
    wait_minutes: int
    set_at: datetime | None


def schedule() -> ScheduleCard:
    """The network's schedule."""
    row = Schedule.objects.first()
    if row is None:
        return ScheduleCard(EVERY_MONTHS, WAIT_MINUTES, None)
    return ScheduleCard(row.every_months, row.wait_minutes, row.set_at)


@dataclass(frozen=True)
class Reach:
    """How one party's line was reached by tests, as far as a seat may know; `seconds` is the median of those passed."""

    party: network.PartyCard
    last: LinkResult | None
    passed: int
    held: int
    seconds: int | None


def reach(*, for_: Seat, now: datetime) -> list[Reach]:
    """One line for each member, to members; to all others their own. Empty for a seat that reads no results."""
    if for_.office == "administrator":
        return []
    read: dict[str, list[LinkResult]] = {}
    for row in LinkResult.objects.filter(tested_at__gt=now - SHOWN_FOR).order_by("-tested_at"):
        if may_read(row, for_=for_):
            read.setdefault(row.by, []).append(row)
    shown = network.parties(roles=("member",)) if for_.role == "member" else {}
    own = {for_.party: network.party(for_.party)}
    return [_reach(card, read.get(code, [])) for code, card in {**shown, **own}.items()]


def _reach(party: network.PartyCard, rows: list[LinkResult]) -> Reach:
    seconds = [row.seconds for row in rows if row.seconds is not None]
    return Reach(
        party=party,
        last=rows[0] if rows else None,
        passed=len(seconds),
        held=len(rows),
        seconds=round(median(seconds)) if seconds else None,
    )


def hours_of(party: str) -> Hours:
    """When the desk of a party hosted here answers: as it told, else day and night by the clock of its capital."""
    card = reads_reach.reach_of([party], for_=network.node_seat(party)).get(party)
    return card.hours if card and card.hours else Hours(network.party(party).zone, None, None)


@dataclass(frozen=True)
class OpenRepair:
    """What is to be repaired on one's own line: `owner` is a name, for one's own party."""

    opened_at: datetime
    due_at: datetime
    owner: str | None


def repair_of(*, for_: Seat) -> OpenRepair | None:
    """What a failed test left to be done at the seat's own party; None if nothing did."""
    row = Repair.objects.filter(party=for_.party, closed_at=None).first()
    if row is None:
        return None
    return OpenRepair(row.opened_at, row.due_at, officers.name_of(row.owner, for_=for_))


@dataclass(frozen=True)
class Asked:
    """Whom a test asked, for their own party: how the mail went."""

    name: str
    step: str
    state: str
    delivered_at: datetime | None


@dataclass(frozen=True)
class OwnTest:
    """A test of one's own line, with whom it asked."""

    state: str
    step: str
    begun_at: datetime
    next_at: datetime
    ended_at: datetime | None
    asked: list[Asked]


def own_tests(*, for_: Seat, limit: int = 6) -> list[OwnTest]:
    """The last tests of the seat's own party, the newest first. Other parties never see whom they asked."""
    rows = list(LinkTest.objects.filter(party=for_.party).order_by("-begun_at", "-pk")[:limit])
    letters = Letter.objects.filter(party=for_.party, cause__in=[row.key for row in rows]).order_by("pk")
    names = {officer: officers.name_of(officer, for_=for_) for officer in {row.officer for row in letters}}
    asked: dict[str, list[Asked]] = {}
    for row in letters:
        one = Asked(names[row.officer] or "", row.step, row.state, row.delivered_at)
        asked.setdefault(row.cause, []).append(one)
    return [
        OwnTest(row.state, row.step, row.begun_at, row.next_at, row.ended_at, asked.get(row.key, []))
        for row in rows
    ]


def next_test(*, for_: Seat, now: datetime) -> datetime | None:
    """When the schedule next tests the seat's own line; None where it tests none, for it tests members."""
    if for_.role != "member":
        return None
    begun_at = KeeperMark.objects.values_list("begun_at", flat=True).first() or now
    return next_due(
        after=max(now, begun_at),
        party=for_.party,
        hours=hours_of(for_.party),
        every_months=schedule().every_months,
    )
