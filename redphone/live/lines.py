"""The open lines of this process and what is told on them. Lives in one event loop; knows no HTTP and no store."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace

from redphone.live import events
from redphone.log.nudge import News
from redphone.wire.policy import Seat, Sight, sight

ROOM = 64
"""How many pieces a line keeps for a slow reader, before one "again" stands for them all."""


class Line:
    """One open page. `session` is whose sign-in holds it open, `seen_at` when that was last found alive."""

    __slots__ = ("_bell", "_is_behind", "_waiting", "is_over", "seat", "seen_at", "session")

    def __init__(self, *, session: str, seat: Seat, seen_at: float) -> None:
        self.session = session
        self.seat = seat
        self.seen_at = seen_at
        self.is_over = False
        self._is_behind = False
        self._waiting: deque[bytes] = deque()
        self._bell = asyncio.Event()

    def put(self, piece: bytes, *, position: int) -> None:
        """Keep a piece for the reader; a slow one gets a single "again" instead of all that does not fit."""
        if self._is_behind:
            return
        if len(self._waiting) == ROOM:
            self.say_again(position=position)
        else:
            self._waiting.append(piece)
            self._bell.set()

    def say_again(self, *, position: int) -> None:
        """Let "again" stand for everything not yet read, up to this position in the log."""
        self._waiting.clear()
        self._waiting.append(events.again(position))
        self._is_behind = True
        self._bell.set()

    def beat(self) -> None:
        """A sign of life, unless the reader has something to read already."""
        if not self._waiting:
            self._waiting.append(events.BEAT)
            self._bell.set()

    def end(self) -> None:
        """Nothing more is told: the reader's loop ends."""
        self.is_over = True
        self._bell.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """What is to be sent, all that waits at once, until the line is over."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            if self.is_over:
                return
            if self._waiting:
                piece = b"".join(self._waiting)
                self._waiting.clear()
                self._is_behind = False
                yield piece


class Lines:
    """All open lines, grouped by what their seats may see: whatever is told is encoded once for each group."""

    def __init__(self) -> None:
        self._by_view: dict[Seat, set[Line]] = {}
        self._by_officer: dict[int | None, list[Line]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Line]:
        """All lines as they are now: one may be closed while going through them."""
        return iter([line for lines in self._by_view.values() for line in lines])

    def open(self, line: Line) -> None:
        """Tell this line from now on."""
        self._by_view.setdefault(_view(line.seat), set()).add(line)
        self._by_officer.setdefault(line.seat.officer, []).append(line)
        self._count += 1

    def close(self, line: Line) -> None:
        """End it and tell it no more. Nothing happens to a line that was closed before."""
        line.end()
        view, officer = _view(line.seat), line.seat.officer
        if line not in self._by_view.get(view, ()):
            return
        self._count -= 1
        self._by_view[view].remove(line)
        self._by_officer[officer].remove(line)
        if not self._by_view[view]:
            del self._by_view[view]
        if not self._by_officer[officer]:
            del self._by_officer[officer]

    def move(self, line: Line, seat: Seat, *, position: int) -> None:
        """Whoever holds the line sits elsewhere now: it tells what the new seat may know, the page asks again."""
        self.close(line)
        line.is_over, line.seat = False, seat
        self.open(line)
        line.say_again(position=position)

    def of_officer(self, officer: int | None) -> list[Line]:
        """An officer's lines, the oldest first."""
        return list(self._by_officer.get(officer, ()))

    def tell(self, news: Sequence[News], *, position: int) -> None:
        """Tell every line what its seat may know of; policy is asked once for each group and piece of news."""
        encoded = [(item, events.said(item)) for item in news]
        for view, lines in self._by_view.items():
            seen = [event for item, event in encoded if sight(item, for_=view) is not Sight.NOTHING]
            if seen:
                _put(lines, b"".join(seen), position)

    def beat(self) -> None:
        """A sign of life on every line."""
        for line in self:
            line.beat()

    def close_where(self, is_one: Callable[[Line], bool]) -> int:
        """Close the lines for which `is_one` holds. Returns how many."""
        closing = [line for line in self if is_one(line)]
        for line in closing:
            self.close(line)
        return len(closing)


def _view(seat: Seat) -> Seat:
    """A seat as policy sees it, whoever sits there."""
    return replace(seat, officer=None)


def _put(lines: set[Line], piece: bytes, position: int) -> None:
    for line in lines:
        line.put(piece, position=position)
