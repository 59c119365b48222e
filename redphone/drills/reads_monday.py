"""The window of the Monday sheet: what each party owes this week, for the secretariat; never what anything is about.

Nothing that somebody typed is in these rows: they hold parties, clocks, statuses, modes, and the numbers of calls.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from redphone.calls import reads as calls
from redphone.drills.due import is_tested_in, month_of
from redphone.drills.messages import thing_of_chase
from redphone.drills.models import Chase, LineState
from redphone.drills.reads import schedule
from redphone.network import reads as network
from redphone.network import reads_reach
from redphone.situations import reads as situations
from redphone.wire.policy import Seat, may_read

WEEK = timedelta(days=7)
CALLS_LOOKED_AT = 40
LATE_FROM_DAY = 28
"""By this day of a month every line has had its turn."""
OFFICE_HOURS = range(9, 18)


@dataclass(frozen=True)
class Owed:
    """A line of the sheet: who owes what, by when. `number` is a call's, `status` what it is of, `mode` a situation's.

    `may_chase` is not for what the secretariat owes itself; `chased_at` is when the last reminder was sent.
    """

    party: network.PartyCard
    about: str
    at: datetime | None = None
    number: str = ""
    status: str = "system"
    mode: str = ""
    may_chase: bool = True
    chased_at: datetime | None = None

    @property
    def thing(self) -> str:
        return thing_of_chase(self.party.code, self.about, self.number)


@dataclass(frozen=True)
class Capital:
    """A party's office hours over one UTC day, hour by hour, on a working day of its own."""

    party: network.PartyCard
    hours: tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class Sheet:
    """The whole sheet. `passed` are the members whose line was tested as the month that counts asks, and stands;
    `to_come` those who have time for it still.
    """

    tests: list[Owed]
    to_come: list[network.PartyCard]
    passed: list[network.PartyCard]
    holes: list[Owed]
    numbers: list[Owed]
    clocks: list[Owed]
    capitals: list[Capital]

    @property
    def lines(self) -> list[Owed]:
        return [*self.tests, *self.holes, *self.numbers, *self.clocks]


def sheet(*, for_: Seat, now: datetime) -> Sheet:
    """What is owed to the network this week, as far as the secretariat's seat may know."""
    tests, to_come, passed = _tests(for_, now)
    numbers, holes = _desks(for_, now)
    clocks = sorted([*_answers(for_, now), *_reviews(for_, now)], key=lambda one: (one.at or now, one.number))
    chased = dict(Chase.objects.values_list("thing", "chased_at"))
    return Sheet(
        tests=_with_chases(tests, chased, for_),
        to_come=to_come,
        passed=passed,
        holes=_with_chases(holes, chased, for_),
        numbers=_with_chases(numbers, chased, for_),
        clocks=_with_chases(clocks, chased, for_),
        capitals=[_capital(card, now) for card in network.parties(roles=("member", "participant")).values()],
    )


def _with_chases(lines: list[Owed], chased: dict[str, datetime], for_: Seat) -> list[Owed]:
    return [
        replace(line, chased_at=chased.get(line.thing), may_chase=line.party.code != for_.party)
        for line in lines
    ]


def _tests(for_: Seat, now: datetime) -> tuple[list[Owed], list[network.PartyCard], list[network.PartyCard]]:
    """Lines that failed and those not tested in time; members with time left; members whose line stands."""
    rows = {row.by: row for row in LineState.objects.all() if may_read(row, for_=for_)}
    month = _month_that_counts(now)
    is_late = month != month_of(now) or now.day >= LATE_FROM_DAY
    failed, untested, passed = [], [], []
    for code, card in network.parties(roles=("member",)).items():
        row = rows.get(code)
        if row is not None and row.repair_due_at is not None:
            failed.append(Owed(card, "test_failed", row.repair_due_at, status="test"))
        elif row is None or row.month < month:
            untested.append(card)
        else:
            passed.append(card)
    if not is_late:
        return failed, untested, passed
    return [*failed, *(Owed(card, "test_due", status="test") for card in untested)], [], passed


def _month_that_counts(now: datetime) -> str:
    """The last month for which the schedule asks a test of each line."""
    every, day = schedule().every_months, now.replace(day=1)
    while not is_tested_in(month_of(day), every_months=every):
        day = (day - timedelta(days=1)).replace(day=1)
    return month_of(day)


def _desks(for_: Seat, now: datetime) -> tuple[list[Owed], list[Owed]]:
    """Numbers that were not answered lately, and holes in the cover."""
    cards = [card for card in reads_reach.reach_cards(for_=for_) if card.party.code != for_.party]
    stale = [card for card in cards if card.state(now) != "proven"]
    numbers = [Owed(card.party, "number", card.proven_at) for card in stale]
    return numbers, [Owed(card.party, "hole", card.hole_at) for card in cards if card.hole_at]


def _answers(for_: Seat, now: datetime) -> Iterator[Owed]:
    """Who owes an answer to an open call by the end of this week. Of it only number, status and clock are taken."""
    parties = network.parties()
    for open_call in calls.open_calls(for_=for_, limit=CALLS_LOOKED_AT):
        number, status, due = open_call.call.number, open_call.call.status, open_call.call.answer_by_at
        found = calls.who_has_it(open_call.call.thing, for_=for_)
        for line in found.addressed if found else ():
            at = line.need_until_at or line.answer_promised_at or due
            is_owed = line.answered_at is None or line.need_until_at is not None
            if is_owed and line.party in parties and (at is None or at < now + WEEK):
                yield Owed(parties[line.party], "answer", at, number=number, status=status)


def _reviews(for_: Seat, now: datetime) -> Iterator[Owed]:
    """Who leads a situation whose mode is to be looked at again this week."""
    parties = network.parties()
    for card in situations.situations(for_=for_):
        if card.review_at and card.review_at < now + WEEK and card.owner in parties:
            yield Owed(parties[card.owner], "review", card.review_at, status=card.status, mode=card.mode)


def _capital(party: network.PartyCard, now: datetime) -> Capital:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    hours = [
        (hour, (day + timedelta(hours=hour)).astimezone(ZoneInfo(party.zone)).hour in OFFICE_HOURS)
        for hour in range(24)
    ]
    return Capital(party, tuple(hours))


def is_awake(party: network.PartyCard, at: datetime) -> bool:
    """Whether an instant lies in a party's office hours, on a working day."""
    there = at.astimezone(ZoneInfo(party.zone))
    return there.hour in OFFICE_HOURS and there.weekday() < 5
