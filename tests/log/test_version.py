"""A process that runs on while a newer version migrates the store says nothing more, and says why."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from redphone.calls.models import Ring, RingerMark
from redphone.log import version
from redphone.log.models import Entry
from redphone.log.turn import Turn, act, nobody_acts
from redphone.refused import Refused
from redphone.wire.policy import Seat
from tests.calls.conftest import night, post_office, ringer, seats
from tests.calls.post_office import Ringer
from tests.calls.words import raise_call
from tests.people import cast, network, small_world

__all__ = ["cast", "network", "night", "post_office", "ringer", "seats", "small_world"]
Seats = dict[str, Seat]
NEWER = ("log", "0999_next")


@contextmanager
def migrated_by_a_newer_version(step: tuple[str, str] = NEWER) -> Iterator[None]:
    """While this lasts the store has taken a step that this process has never heard of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, '2030-01-01')", list(step)
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", list(step))


def entries() -> int:
    return Entry.objects.count()


@pytest.mark.parametrize(
    "step", [NEWER, ("ministerials", "0001_initial")], ids=["a room we know", "a new room"]
)
def test_no_act_is_done_on_a_newer_store(night: Seats, step: tuple[str, str]) -> None:
    raise_call(night["alice"], ["IT"], key="before")
    before = entries()
    with migrated_by_a_newer_version(step):
        with pytest.raises(Refused, match="another version than its store"):
            raise_call(night["alice"], ["IT"], key="meanwhile")
        assert entries() == before
    raise_call(night["alice"], ["IT"], key="after")
    assert entries() > before


def test_without_the_lock_it_would_be_written(night: Seats, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: an act that does not ask."""
    monkeypatch.setattr(version, "is_ours", lambda: True)
    with pytest.raises(pytest.fail.Exception):
        test_no_act_is_done_on_a_newer_store(night, NEWER)


def test_the_ringer_rings_nobody_on_a_newer_store(night: Seats, ringer: Ringer) -> None:
    raise_call(night["alice"], ["IT"])
    with migrated_by_a_newer_version(), pytest.raises(Refused, match="another version"):
        ringer.go()
    assert not Ring.objects.exists()
    assert not RingerMark.objects.exists()
    ringer.go()
    assert Ring.objects.exists()


def test_a_step_that_is_taken_back_is_seen_too(night: Seats) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT applied FROM django_migrations WHERE app = 'desk' AND name = '0001_initial'")
        [applied] = cursor.fetchone()
        cursor.execute("DELETE FROM django_migrations WHERE app = 'desk' AND name = '0001_initial'")
        assert not version.is_ours()
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('desk', '0001_initial', %s)",
            [applied],
        )
    assert version.is_ours()


def test_steps_of_a_room_that_is_no_more_are_no_reason(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with migrated_by_a_newer_version(("gone", "0001_initial")):
        monkeypatch.setattr(version, "_known", {})
        assert version.is_ours()


@pytest.mark.django_db(transaction=True)
def test_while_it_is_migrated_an_act_waits(small_world: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one process has the store")
    did = threading.Event()

    @act
    def look(turn: Turn) -> None:
        did.set()

    def elsewhere() -> None:
        look()
        connection.close()

    other = threading.Thread(target=elsewhere)
    with nobody_acts():
        other.start()
        assert not did.wait(0.5)
    other.join(10)
    assert did.is_set()
