"""One act at a time per node: whoever acts holds the turn, reads, rules and posts inside it.

Without a turn, order of numbers is not order of commits, and eight officers who raise the same thing all get in.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import connection, transaction

from redphone.log import clock
from redphone.log.nudge import News, tell
from redphone.log.version import check_is_ours

P = ParamSpec("P")
R = TypeVar("R")

TURN = 0x5265_6450_686F_6E65
"""The number of PostgreSQL's advisory lock: "RedPhone" in ASCII."""

_at_the_door = threading.Lock()
_current: ContextVar["Turn | None"] = ContextVar("turn", default=None)


@dataclass
class Turn:
    """The right to act now: `now` is the instant at which everything in it is said; `news` what was posted."""

    now: datetime
    news: list[News] = field(default_factory=list)


def act(do: Callable[Concatenate[Turn, P], R]) -> Callable[P, R]:
    """Make a function an act: it is called without its turn and gets one; inside another act it joins that one.

    All of it happens or nothing, also where the outer act catches what the inner one raises.
    """

    @wraps(do)
    def take_turn(*args: P.args, **kwargs: P.kwargs) -> R:
        turn = _current.get()
        if turn is not None:
            with _joining(turn):
                return do(turn, *args, **kwargs)
        with take_the_turn() as turn:
            return do(turn, *args, **kwargs)

    take_turn.is_act = True  # type: ignore[attr-defined]
    return take_turn


@contextmanager
def take_the_turn() -> Iterator[Turn]:
    """One transaction with the store's turn held; what was posted in it is told to the sleepers after the commit.

    They are told when the turn is free again: a slow one holds nobody up, and one may act itself. Raises Refused where
    the store is of another version than this process.
    """
    is_inside = connection.in_atomic_block
    with _waiting_in_line(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        check_is_ours()
        turn = Turn(now=clock.now())
        if is_inside:
            transaction.on_commit(lambda: tell(turn.news))
        token = _current.set(turn)
        try:
            yield turn
        finally:
            _current.reset(token)
    if not is_inside:
        tell(turn.news)


@contextmanager
def nobody_acts() -> Iterator[None]:
    """While this lasts no other process takes the turn: for a migration, so that no act is half of each version.

    On SQLite the lock on this node's home keeps every other process out already.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])


@contextmanager
def _joining(turn: Turn) -> Iterator[None]:
    said = len(turn.news)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del turn.news[said:]
        raise


@contextmanager
def _waiting_in_line() -> Iterator[None]:
    """On SQLite the turn is BEGIN IMMEDIATE; a lock before it spares the threads of this process its polling."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _at_the_door:
        yield
