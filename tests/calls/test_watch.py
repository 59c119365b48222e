"""Who rings, of several processes that share a store: one has the watch, the next takes it when that one is gone."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from redphone.calls.models import Ring
from redphone.calls.ringer.watch import Watch
from redphone.wire.policy import Seat
from tests.calls.words import NIGHT, raise_call

Seats = dict[str, Seat]


class Elsewhere:
    """Another process of this store, as far as the store can tell: a thread with a connection of its own."""

    def __init__(self) -> None:
        self.watch = Watch()
        self._work: list[Callable[[], Any]] = []
        self._given, self._done = threading.Semaphore(0), threading.Semaphore(0)
        self._result: Any = None
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()

    def do(self, work: Callable[[], Any]) -> Any:
        self._work.append(work)
        self._given.release()
        assert self._done.acquire(timeout=30)
        return self._result

    def takes_it_soon(self) -> bool:
        """A server notices a moment later that a connection is gone."""
        until = time.monotonic() + 10
        while not self.do(self.watch.take) and time.monotonic() < until:
            time.sleep(0.02)
        return self.do(self.watch.take) is True

    def die(self) -> None:
        self.do(lambda: connection.close())
        self._given.release()
        self._thread.join(10)

    def _live(self) -> None:
        while self._given.acquire() and self._work:
            self._result = self._work.pop()()
            self._done.release()


@pytest.mark.django_db(transaction=True)
def test_one_has_the_watch_and_the_next_takes_it_when_that_one_dies() -> None:
    """On SQLite one process serves, and a lock on its home sees to that: there whoever asks has it."""
    one, other = Elsewhere(), Elsewhere()
    try:
        assert one.do(one.watch.take)
        assert one.do(one.watch.take), "it keeps it"
        assert other.do(other.watch.take) is (connection.vendor == "sqlite")
    finally:
        one.die()
    assert other.takes_it_soon()
    other.die()


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_loses_the_watch_and_it_is_taken_again() -> None:
    one = Elsewhere()
    assert one.do(one.watch.take)
    held = one.watch._held_on
    one.do(lambda: connection.close())
    assert one.takes_it_soon()
    assert one.watch._held_on is not held
    one.die()


def test_what_was_cut_off_is_sent_again_at_once_and_nothing_else(night: Seats, watch: Watch) -> None:
    raise_call(night["alice"], ["IT"])
    of_one = {"call": "c", "party": "IT", "step": "duty", "notice": "raised", "address": "a@it.example"}
    for officer, state in enumerate(("sending", "waiting", "refused")):
        lease = NIGHT.replace(year=2099) if state == "sending" else None
        Ring.objects.create(
            **of_one,
            officer=officer,
            state=state,
            cause=state,
            next_try_at=NIGHT,
            made_at=NIGHT,
            lease_until=lease,
        )
    assert watch.take()
    assert dict(Ring.objects.values_list("state", "lease_until")) == {
        "sending": NIGHT,
        "waiting": None,
        "refused": None,
    }
