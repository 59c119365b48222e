"""The ringer's round: read, step, claim, send, record; then sleep until the next clock or the next nudge."""

import asyncio
import contextvars
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from email.message import Message

import structlog
from django.db import close_old_connections, connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from redphone.calls.models import Passing, Ring, RingerMark, Ringing
from redphone.calls.ringer.fallback import TEXT, is_text_due, text_where_due
from redphone.calls.ringer.hearing import read_on
from redphone.calls.ringer.journal import Journal
from redphone.calls.ringer.mails import Batch, compose
from redphone.calls.ringer.passing import passings_due, tell_first_desks
from redphone.calls.ringer.plan import Plan
from redphone.calls.ringer.send import Mailer, Outcome
from redphone.calls.ringer.steps import step_due
from redphone.calls.ringer.texts import compose_text, texter
from redphone.calls.ringer.watch import Watch
from redphone.log import clock
from redphone.log.nudge import wake_me
from redphone.log.reads import last_position
from redphone.log.turn import Turn, act
from redphone.network import reads as network

AT_ONCE = 32
"""Rings sent in one batch: as many as there are connections to the mail server, times four."""
CLOCKS_AT_ONCE = 500
LEASE = timedelta(seconds=60)
POLL = 1.0
STOPS_WITHIN = 0.1
"""Seconds in which a ringer that sleeps hears that it is told to stop."""
ALIVE_EVERY = timedelta(seconds=10)
log = structlog.get_logger()


def run(stop: threading.Event) -> None:
    """Go round until told to stop. A round that fails is logged and tried again; nothing is lost, it is all in rows."""
    bell = threading.Event()
    unsubscribe = wake_me(lambda news: bell.set())
    try:
        with asyncio.Runner() as runner:
            mailer, watch, journal = Mailer(), Watch(), Journal()
            while not stop.is_set():
                bell.clear()
                wait = _round_or_log(runner, mailer, watch, journal)
                if wait > 0:
                    _sleep(bell, stop, wait)
            runner.run(mailer.close())
    finally:
        unsubscribe()
        connection.close()


def _sleep(bell: threading.Event, stop: threading.Event, seconds: float) -> None:
    until = time.monotonic() + min(seconds, POLL)
    while not stop.is_set() and (left := until - time.monotonic()) > 0:
        if bell.wait(min(left, STOPS_WITHIN)):
            return


def _round_or_log(runner: asyncio.Runner, mailer: Mailer, watch: Watch, journal: Journal) -> float:
    try:
        with network.register_at_hand():
            return go_round(runner, mailer, journal) if watch.take() else POLL
    except Exception:
        log.exception("round_failed")
        close_old_connections()
        return POLL


def go_round(runner: asyncio.Runner, mailer: Mailer, journal: Journal) -> float:
    """One round. Returns the seconds until something is due, 0 if there is more to send now."""
    journal.write(now=clock.now())
    mark = RingerMark.objects.first()
    if mark is None or _has_work(mark, clock.now()):
        rings = read_and_claim()
        if rings:
            ring_all(rings, runner, mailer, journal)
        if rings or _has_said_more():
            return 0.0
    return _until_next(clock.now())


def _has_said_more() -> bool:
    """Whether this round itself said something that has to be read: that a chair is asked, that nobody is reached."""
    return RingerMark.objects.filter(position__lt=last_position()).exists()


def _has_work(mark: RingerMark, now: datetime) -> bool:
    return (
        last_position() > mark.position
        or mark.alive_at is None
        or now - mark.alive_at > ALIVE_EVERY
        or Ringing.objects.filter(ended_at=None, next_at__lte=now).exists()
        or passings_due(now).exists()
        or _sendable(now).exists()
        or is_text_due(now)
    )


def _sendable(now: datetime) -> QuerySet[Ring]:
    """Rings to be sent now."""
    waiting = Q(state=Ring.State.WAITING, next_try_at__lte=now)
    lapsed = Q(state=Ring.State.SENDING, lease_until__lte=now)
    return _not_held(now).filter(waiting | lapsed)


def _not_held(now: datetime) -> QuerySet[Ring]:
    """To one address one goes after the other, so that no news overtakes what it is news of."""
    same = {"call": OuterRef("call"), "channel": OuterRef("channel"), "address": OuterRef("address")}
    before = Ring.objects.filter(state=Ring.State.SENDING, lease_until__gt=now, pk__lt=OuterRef("pk"), **same)
    return Ring.objects.filter(~Exists(before))


@act
def read_and_claim(turn: Turn) -> list[Ring]:
    """Read on in the log, step the clocks that ran out, and claim what is to be sent: one transaction, one fsync."""
    mark, _ = RingerMark.objects.get_or_create(pk=1)
    plan = Plan(turn, network.hosted_parties())
    read_on(plan, mark)
    due = Ringing.objects.filter(ended_at=None, next_at__lte=turn.now).order_by("next_at", "pk")
    step_due(plan, due[:CLOCKS_AT_ONCE])
    tell_first_desks(plan)
    Ring.objects.bulk_create(plan.rings, ignore_conflicts=True)
    text_where_due(turn.now)
    mark.alive_at = turn.now
    mark.save()
    return _claim(turn.now)


def _claim(now: datetime) -> list[Ring]:
    """Take rings to send: never tried ones first. One whose lease ran out may have gone out already: it is marked."""
    order = ("attempts", "next_try_at", "pk")
    rings = list(_sendable(now).order_by(*order)[:AT_ONCE])
    lapsed = [ring.pk for ring in rings if ring.state == Ring.State.SENDING]
    if lapsed:
        Ring.objects.filter(pk__in=lapsed).update(may_be_twice=True)
    if rings:
        claimed = Ring.objects.filter(pk__in=[ring.pk for ring in rings])
        claimed.update(state=Ring.State.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1)
    for ring in rings:  # the turn is ours: what the store holds by now need not be asked for
        ring.state, ring.lease_until = Ring.State.SENDING, now + LEASE
        ring.attempts += 1
        ring.may_be_twice = ring.may_be_twice or ring.pk in lapsed
    return rings


def ring_all(rings: Sequence[Ring], runner: asyncio.Runner, mailer: Mailer, journal: Journal) -> None:
    """Ring, then record the ring: cut between the two, it rings again."""
    batch = Batch.read(rings)
    wanted = {ring.pk: ring for ring in rings if batch.has_point(ring)}
    # with the context goes the clock that is given here
    done = runner.run(_send(wanted.values(), batch, mailer), context=contextvars.copy_context())
    now = clock.now()
    journal.keep(outcomes=done, dropped=[ring for ring in rings if ring.pk not in wanted], now=now)
    journal.write(now=now)


async def _send(rings: Collection[Ring], batch: Batch, mailer: Mailer) -> list[tuple[Ring, Outcome]]:
    """Mails and texts at the same time: neither server keeps the other's rings waiting."""
    unwritten: list[tuple[Ring, Outcome]] = []
    mailed: list[Ring] = []
    mails = (ring for ring in rings if ring.channel != TEXT)
    texts = [ring for ring in rings if ring.channel == TEXT]
    by_text, by_mail = await asyncio.gather(
        _send_texts(texts, batch),
        mailer.send_all(_mails(mails, batch, written=mailed, unwritten=unwritten)),
    )
    return unwritten + list(zip(mailed, by_mail, strict=True)) + by_text


async def _send_texts(rings: Sequence[Ring], batch: Batch) -> list[tuple[Ring, Outcome]]:
    provider = texter() if rings else None
    if provider is None:
        why = "no provider of texts is set up"
        return [(ring, Outcome("refused", clock.now(), why)) for ring in rings]
    try:
        outcomes = await provider.send_all([compose_text(ring, batch) for ring in rings])
    except Exception as problem:
        log.error("texts_not_sent", problem=type(problem).__name__, exc_info=True)
        why = f"not sent: {type(problem).__name__}"
        outcomes = [Outcome("ringing", clock.now(), why, may_have_gone=True)] * len(rings)
    return list(zip(rings, outcomes, strict=True))


def _mails(
    rings: Iterable[Ring], batch: Batch, *, written: list[Ring], unwritten: list[tuple[Ring, Outcome]]
) -> Iterator[Message]:
    """Their mails, each written when it is asked for. One that can't be written keeps no other from going out."""
    for ring in rings:
        try:
            mail = compose(ring, batch)
        except Exception as problem:
            log.error("mail_not_written", ring=ring.pk, problem=type(problem).__name__)
            why = f"not written: {type(problem).__name__}"
            unwritten.append((ring, Outcome("ringing", clock.now(), why)))
        else:
            written.append(ring)
            yield mail


def _until_next(now: datetime) -> float:
    """Seconds until the next clock or retry is due; at most the time between two polls."""
    tries = _not_held(now).filter(state=Ring.State.WAITING).order_by("next_try_at")
    clocks = [
        Subquery(kind.objects.filter(ended_at=None).order_by("next_at").values("next_at")[:1])
        for kind in (Ringing, Passing)
    ]
    soonest: list[datetime | None] = [
        *(RingerMark.objects.values_list(*clocks).first() or ()),  # both in one question
        tries.values_list("next_try_at", flat=True).first(),
    ]
    due = [at for at in soonest if at is not None]
    return min([POLL, *(max((at - now).total_seconds(), 0.001) for at in due)])
