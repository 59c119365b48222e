"""Following the log and the sessions for the open lines: nudged at once, and asking the store in case a nudge is lost.

On PostgreSQL other processes speak as well, and only asking the store finds that.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import structlog
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import close_old_connections, connection, transaction
from django.db.models.signals import post_delete, post_save

from redphone.live.lines import Line, Lines
from redphone.log.nudge import News, wake_me
from redphone.log.reads import last_position, news_since
from redphone.officers.seating import seat_for_session
from redphone.wire.policy import Seat

P = ParamSpec("P")
R = TypeVar("R")

POLL = 1.0
BEAT_EVERY = 15.0
SESSION_EVERY = 8.0
"""Seconds after which a line's session is looked at again; it is ended at most two polls later."""
UNSEEN_AT_MOST = 30.0
"""A line whose session could not be looked at for so long, because the store does not answer, is ended."""
AT_ONCE = 150
"""Sessions looked at in one go, so that a thousand of them do not hold up the rest."""
THREADS = 2
log = structlog.get_logger()


class Follower:
    """Tells the lines what is said, beats, and ends the lines whose session has ended. Lives in one event loop."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.position = 0
        self.is_following = False
        self._tasks: list[asyncio.Task[None]] = []
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="live")

    async def start(self) -> None:
        """Begin at the end of the log."""
        self._loop = asyncio.get_running_loop()
        self._look, self._doubt = asyncio.Event(), asyncio.Event()
        self.position = await self.ask(last_position)
        self._deaf = wake_me(self._nudged)
        post_delete.connect(self._session_ended, sender=Session)
        post_save.connect(self._officer_changed, sender=get_user_model())
        rounds = (self._follow, self._watch_sessions, self._beat)
        self._tasks = [self._loop.create_task(_for_ever(round_)) for round_ in rounds]
        self.is_following = True

    async def stop(self) -> None:
        """End every line, then stop following."""
        self.lines.close_where(lambda line: True)
        if not self.is_following:
            return
        self.is_following = False
        self._deaf()
        post_delete.disconnect(self._session_ended, sender=Session)
        post_save.disconnect(self._officer_changed, sender=get_user_model())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        gate = threading.Barrier(THREADS)  # each thread of the pool closes its own connection
        await asyncio.gather(
            *(self._loop.run_in_executor(self._pool, _hang_up, gate) for _ in range(THREADS))
        )
        self._pool.shutdown()

    async def ask(self, question: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask the store in another thread: nothing may hold up the loop."""

        def ask() -> R:
            close_old_connections()
            return question(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._pool, ask)

    # What is said

    def _nudged(self, news: list[News]) -> None:
        """In whichever thread committed."""
        self._loop.call_soon_threadsafe(self._hear, news)

    def _hear(self, news: list[News]) -> None:
        """Tell what follows on what was told. Anything else means that a nudge is missing: ask the store."""
        self.lines.tell([item for item in news if not item.position], position=self.position)
        fresh = [item for item in news if item.position > self.position]
        if [item.position for item in fresh] == list(
            range(self.position + 1, self.position + 1 + len(fresh))
        ):
            self._tell(fresh)
        else:
            self._look.set()

    def _tell(self, news: list[News]) -> None:
        fresh = [item for item in news if item.position > self.position]
        if fresh:
            self.position = fresh[-1].position
            self.lines.tell(fresh, position=self.position)

    async def _follow(self) -> None:
        await _rung_or_after(self._look, POLL)
        if not len(self.lines):
            last = await self.ask(last_position)
            if not len(self.lines):  # one that was opened meanwhile begins where we stood
                self.position = max(self.position, last)
        while news := await self.ask(news_since, self.position):
            self._tell(news)

    async def _beat(self) -> None:
        await asyncio.sleep(BEAT_EVERY)
        self.lines.beat()

    # Whose line it is

    def _session_ended(self, instance: Session, **rest: Any) -> None:
        session = instance.session_key  # by the time of the commit the row has forgotten its key
        self._doubt_after_commit(lambda line: line.session == session)

    def _officer_changed(self, instance: Any, **rest: Any) -> None:
        officer = instance.pk
        self._doubt_after_commit(lambda line: line.seat.officer == officer)

    def _doubt_after_commit(self, is_meant: Callable[[Line], bool]) -> None:
        """In whichever thread changed a session or an officer: look at those lines again, at once."""
        transaction.on_commit(lambda: self._loop.call_soon_threadsafe(self._doubt_lines, is_meant))

    def _doubt_lines(self, is_meant: Callable[[Line], bool]) -> None:
        for line in self.lines:
            if is_meant(line):
                line.seen_at = min(line.seen_at, self._loop.time() - SESSION_EVERY)
                self._doubt.set()

    async def _watch_sessions(self) -> None:
        await _rung_or_after(self._doubt, POLL)
        now = self._loop.time()
        self.lines.close_where(lambda line: line.seen_at < now - UNSEEN_AT_MOST)
        due = sorted((line for line in self.lines if line.seen_at <= now - SESSION_EVERY), key=_seen_at)
        sessions = dict.fromkeys(line.session for line in due)
        for some in _slices(list(sessions), AT_ONCE):
            self._believe(await self.ask(_seats, some), asked_at=now)

    def _believe(self, seats: dict[str, Seat | None], *, asked_at: float) -> None:
        for line in self.lines:
            if line.session not in seats:
                continue
            seat = seats[line.session]
            if seat is None:
                self.lines.close(line)
                continue
            line.seen_at = asked_at
            if seat != line.seat:
                self.lines.move(line, seat, position=self.position)


async def _for_ever(go_round: Callable[[], Coroutine[None, None, None]]) -> None:
    """A round that fails is logged and tried again: a store that is away for a while ends no line by itself."""
    while True:
        try:
            await go_round()
        except Exception:
            log.exception("live_round_failed")
            await asyncio.sleep(POLL)


def _seats(sessions: Iterable[str]) -> dict[str, Seat | None]:
    return {session: seat_for_session(session) for session in sessions}


def _seen_at(line: Line) -> float:
    return line.seen_at


def _slices(items: list[str], size: int) -> Iterable[list[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _hang_up(gate: threading.Barrier) -> None:
    gate.wait(timeout=10)
    connection.close()


async def _rung_or_after(bell: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        pass
    bell.clear()
