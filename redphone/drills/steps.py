"""The steps of a test: the duty officer by mail, then the deputy, then it has failed. All in rows, none in memory."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

import structlog
from django.db.models import QuerySet

from redphone.drills.due import due_in, is_tested_in, month_of
from redphone.drills.ending import fail_test
from redphone.drills.models import Chase, KeeperMark, Letter, LinkTest
from redphone.drills.reads import hours_of, schedule
from redphone.drills.rules import REMINDED_WITHIN
from redphone.log import clock
from redphone.log.post import new_thing
from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.officers import reads as officers

log = structlog.get_logger()
NEXT: dict[str, Literal["duty", "deputy"]] = {"": "duty", "duty": "deputy"}


def begin_due() -> None:
    """Begin the tests that the schedule asks for; at first only note that this node tests from now on."""
    note_begin()
    for party in _hosted():
        _or_log(lambda: begin_if_due(party=party), party=party)  # noqa: B023


def _or_log(do: Callable[[], None], **about: str) -> None:
    """What fails for one party is logged, and keeps no other from being tested."""
    try:
        do()
    except Exception:
        log.exception("drills_failed", **about)


@act
def note_begin(turn: Turn) -> None:
    """Remember since when this node tests."""
    KeeperMark.objects.get_or_create(defaults={"begun_at": turn.now})


@act
def begin_if_due(turn: Turn, *, party: str) -> None:
    """Begin this month's test of a party's line, if it is due and was not begun."""
    if _is_due(turn, party):
        begin(turn, party, cause="schedule", officer=None)


def has_work() -> bool:
    """Whether a step is due or a reminder waits for its letters."""
    now = clock.now()
    return _lapsed(now).exists() or _unwritten(now).exists()


def take_steps() -> None:
    """Go on with what nobody answered, and write what reminders ask for."""
    now = clock.now()
    for test in _lapsed(now):
        _or_log(lambda: go_on(test=test.pk), party=test.party)  # noqa: B023
    for row in _unwritten(now):
        _or_log(lambda: write_reminder(chase=row.pk), party=row.party)  # noqa: B023


@act
def go_on(turn: Turn, *, test: int) -> None:
    """Take the next step of a test, if it still waits for one."""
    row = _lapsed(turn.now).filter(pk=test).first()
    if row is not None:
        step(turn, row)


@act
def write_reminder(turn: Turn, *, chase: int) -> None:
    """Write to a party's duty officer of what it is reminded; where there is none, to the deputy."""
    row = _unwritten(turn.now).filter(pk=chase).first()
    if row is not None and not _write(turn, row.party, about="chase", cause=row.hash, step="duty"):
        _write(turn, row.party, about="chase", cause=row.hash, step="deputy")


def _lapsed(now: datetime) -> QuerySet[LinkTest]:
    return LinkTest.objects.filter(state=LinkTest.State.RUNNING, next_at__lte=now)


def _unwritten(now: datetime) -> QuerySet[Chase]:
    lately = Chase.objects.filter(party__in=_hosted(), chased_at__gt=now - REMINDED_WITHIN)
    return lately.exclude(hash__in=Letter.objects.filter(about="chase").values("cause"))


def _hosted() -> list[str]:
    """The parties whose lines this node tests, and whose officers it reminds."""
    known = network.parties()
    return [code for code in network.hosted_parties() if code in known]


def _is_due(turn: Turn, party: str) -> bool:
    """Whether this month's test of a member is due, its desk is open, and no test of it runs or was held for it."""
    month, plan = month_of(turn.now), schedule()
    card = network.party(party)
    if card.role != "member" or not card.active or not is_tested_in(month, every_months=plan.every_months):
        return False
    tests = LinkTest.objects.filter(party=party)
    if tests.filter(month=month, cause="schedule").exists() or tests.filter(state="running").exists():
        return False
    hours = hours_of(party)
    at = due_in(month, party=party, hours=hours)
    begun = KeeperMark.objects.filter(begun_at__lt=at).exists()
    return begun and at <= turn.now and hours.is_open(turn.now)


def begin(turn: Turn, party: str, *, cause: str, officer: int | None) -> LinkTest:
    """Begin a test of a party's line, with its first step."""
    test = LinkTest.objects.create(
        key=new_thing(),
        party=party,
        month=month_of(turn.now),
        cause=cause,
        wait_minutes=schedule().wait_minutes,
        begun_at=turn.now,
        next_at=turn.now,
        officer=officer,
    )
    step(turn, test)
    return test


def step(turn: Turn, test: LinkTest) -> None:
    """Ask the next one; where nobody stands at a step the one after, and where nobody is left it has failed."""
    following = NEXT.get(test.step)
    while following is not None:
        if _write(turn, test.party, about="test", cause=test.key, step=following):
            test.step = following
            test.next_at = turn.now + timedelta(minutes=test.wait_minutes)
            test.save(update_fields=["step", "next_at"])
            return
        following = NEXT.get(following)
    fail_test(turn, test)


def _write(turn: Turn, party: str, *, about: str, cause: str, step: Literal["duty", "deputy"]) -> bool:
    """A letter to each who stands at a step and has none yet. Returns whether there is anybody."""
    has_one = set(Letter.objects.filter(cause=cause).values_list("officer", flat=True))
    people = officers.contacts_on_duty(party=party, step=step, at=turn.now)
    letters = [
        Letter(
            party=party,
            about=about,
            cause=cause,
            step=step,
            officer=contact.officer,
            address=contact.email,
            next_try_at=turn.now,
            made_at=turn.now,
        )
        for contact in people
        if contact.officer not in has_one
    ]
    Letter.objects.bulk_create(letters)
    return bool(letters)


def hurry(turn: Turn, letter: Letter) -> None:
    """A letter will reach nobody: if nobody else of its step is left, the next step is due now."""
    others = Letter.objects.filter(cause=letter.cause, step=letter.step)
    lost = (Letter.State.REFUSED, Letter.State.DROPPED)
    if letter.about == "test" and not others.exclude(state__in=lost).exists():
        running = LinkTest.objects.filter(key=letter.cause, state=LinkTest.State.RUNNING, step=letter.step)
        running.update(next_at=turn.now)
