"""The keeper of link tests: takes steps that are due, claims letters, sends them, and records how they went.

Tests and letters are rows, so a killed process loses none. Of several processes one claims a letter, in its turn; what
was being sent when it died is sent again by another, marked.
"""

import asyncio
import contextvars
import itertools
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import Message

import structlog
from django.db import close_old_connections, connection
from django.db.models import F, Q, QuerySet

from redphone.calls.ringer.send import Mailer, Outcome
from redphone.drills import steps
from redphone.drills.letters import compose
from redphone.drills.models import Letter, LinkTest
from redphone.log import clock
from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.wire.policy import Seat

EVERY_SECONDS = 2.0
LOOKS_EVERY = 30
"""In how many rounds one looks whether the schedule asks for a test."""
LEASE = timedelta(seconds=120)
LONGEST_WAIT_SECONDS = 60
AT_ONCE = 16
log = structlog.get_logger()


def run(stop: threading.Event) -> None:
    """Go round every few seconds until told to stop. A round that fails is logged and tried again."""
    try:
        with asyncio.Runner() as runner:
            mailer = Mailer()
            for turn in itertools.count():
                if stop.is_set():
                    break
                _round_or_log(runner, mailer, looks_ahead=turn % LOOKS_EVERY == 0)
                stop.wait(EVERY_SECONDS)
            runner.run(mailer.close())
    finally:
        connection.close()


def _round_or_log(runner: asyncio.Runner, mailer: Mailer, *, looks_ahead: bool) -> None:
    try:
        with network.register_at_hand():
            go_round(runner, mailer, looks_ahead=looks_ahead)
    except Exception:
        log.exception("drills_round_failed")
        close_old_connections()


def go_round(runner: asyncio.Runner, mailer: Mailer, *, looks_ahead: bool = True) -> int:
    """Begin what is due, take steps and send what is to be sent. Returns how many letters were."""
    if looks_ahead:
        steps.begin_due()
    if steps.has_work():
        steps.take_steps()
    letters = claim() if sendable(clock.now()).exists() else []
    if letters:
        _send_all(letters, runner, mailer)
    return len(letters)


def sendable(now: datetime) -> QuerySet[Letter]:
    """Letters that wait for being sent, and those whose sending has lapsed."""
    waiting = Q(state=Letter.State.WAITING, next_try_at__lte=now)
    return Letter.objects.filter(waiting | Q(state=Letter.State.SENDING, lease_until__lte=now))


@act
def claim(turn: Turn) -> list[Letter]:
    """Take letters to send. One whose lease ran out may have gone out already: it is marked."""
    letters = list(sendable(turn.now).order_by("attempts", "pk")[:AT_ONCE])
    for letter in letters:
        letter.may_be_twice = letter.may_be_twice or letter.state == Letter.State.SENDING
        letter.state, letter.lease_until = Letter.State.SENDING, turn.now + LEASE
        letter.attempts += 1
        letter.save(update_fields=["may_be_twice", "state", "lease_until", "attempts"])
    return letters


def _send_all(letters: Sequence[Letter], runner: asyncio.Runner, mailer: Mailer) -> None:
    """Send, then record it: cut between the two, it is sent again."""
    people = officers.addressees([letter.officer for letter in letters])
    mails: list[tuple[Letter, Message]] = []
    for letter in letters:
        mail = _write(letter, people.get(letter.officer))
        if isinstance(mail, Message):
            mails.append((letter, mail))
        else:
            _record(letter=letter, outcome=mail)
    sending = mailer.send_all([mail for _, mail in mails])
    outcomes = runner.run(sending, context=contextvars.copy_context())
    for (letter, _), outcome in zip(mails, outcomes, strict=True):
        _record(letter=letter, outcome=outcome)


def _write(letter: Letter, found: tuple[officers.Contact, Seat] | None) -> Message | Outcome | None:
    """Its mail; None if it has no point any more. One that can't be written keeps no other from going out."""
    try:
        return compose(letter, to=found[0]) if found else None
    except Exception as problem:
        log.exception("letter_not_written", letter=letter.pk)
        return Outcome("ringing", clock.now(), f"not written: {type(problem).__name__}")


@act
def _record(turn: Turn, *, letter: Letter, outcome: Outcome | None) -> None:
    """Write down how a letter went; None means that it had no point any more."""
    row = Letter.objects.filter(pk=letter.pk, attempts=letter.attempts)  # unless it was sent once more since
    if outcome is None:
        row.update(state=Letter.State.DROPPED, lease_until=None)
    elif outcome.state == "delivered":
        row.update(state=Letter.State.DELIVERED, delivered_at=outcome.at, lease_until=None, refusal="")
        LinkTest.objects.filter(key=letter.cause, sent_at=None).update(sent_at=outcome.at)
    elif outcome.state == "refused":
        row.update(state=Letter.State.REFUSED, lease_until=None, refusal=outcome.why[:200])
    else:
        row.update(**_again(letter, outcome, turn.now))
    if outcome is None or outcome.state == "refused":
        steps.hurry(turn, letter)


def _again(letter: Letter, outcome: Outcome, now: datetime) -> dict[str, object]:
    wait = timedelta(seconds=min(2**letter.attempts, LONGEST_WAIT_SECONDS))
    return {
        "state": Letter.State.WAITING,
        "lease_until": None,
        "next_try_at": now + wait,
        "refusal": outcome.why[:200],
        "may_be_twice": F("may_be_twice") if not outcome.may_have_gone else True,
    }
