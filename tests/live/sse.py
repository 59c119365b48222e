"""The live line as a browser has it: a real loop in a thread of its own, and events as they arrive."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from redphone.live.application import LiveLine

R = TypeVar("R")
WAIT = 5.0


class Event(NamedTuple):
    """One event as EventSource would hand it to the page."""

    kind: str
    data: str
    id: str


class Page:
    """An open line: its status, and what came over it."""

    def __init__(self, house: "Running", headers: dict[str, str], method: str) -> None:
        self._house = house
        self._came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._gone = asyncio.Event()
        pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self._scope = {"type": "http", "method": method, "path": "/live/", "headers": pairs}
        self.raw = b""
        self.is_over = False
        self.hangs = False

    async def open(self) -> None:
        self._task = asyncio.create_task(self._house.live(self._scope, self._receive, self._send))
        start = await asyncio.wait_for(self._came.get(), WAIT)
        self.status, self.headers = start["status"], dict(start["headers"])

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        self._came.put_nowait(message)

    def leave(self) -> None:
        """The browser goes away."""
        self._house.do(self._leave())

    async def _leave(self) -> None:
        self._gone.set()
        await asyncio.wait_for(asyncio.shield(self._task), WAIT)

    def events(self, count: int, *, within: float = WAIT) -> list[Event]:
        """The next events that are no beats, at least so many. Raises TimeoutError."""
        return self._house.do(self._events(count, within))

    async def _events(self, count: int, within: float) -> list[Event]:
        found: list[Event] = []
        async with asyncio.timeout(within):
            while len(found) < count:
                found += await self._next()
        return found

    async def _next(self) -> list[Event]:
        piece = (await self._came.get()).get("body", b"")
        self.raw += piece
        self.is_over = self.is_over or not piece
        if self.is_over:
            raise EOFError("the line has ended")
        return [event for event in read(piece) if event.kind not in ("beat", "")]

    def is_silent(self, *, seconds: float = 0.3) -> bool:
        """Whether nothing is told for a while."""
        try:
            self.events(1, within=seconds)
        except TimeoutError:
            return True
        return False

    def ends(self, *, within: float = WAIT) -> bool:
        """Whether the line ends in this time."""
        try:
            self.events(1000, within=within)
        except EOFError:
            return True
        except TimeoutError:
            return False
        return False


class Running:
    """A live line in its loop."""

    def __init__(self, live: LiveLine, loop: asyncio.AbstractEventLoop) -> None:
        self.live, self._loop = live, loop

    def do(self, what: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(WAIT * 4)

    def page(self, session: str | None = None, *, method: str = "GET", **headers: str) -> Page:
        """Ask for a line, as a browser with this session."""
        given = {"host": "localhost"} | {name.replace("_", "-"): value for name, value in headers.items()}
        if session is not None:
            given["cookie"] = f"a=b; session={session}"
        page = Page(self, given, method)
        self.do(page.open())
        return page


@contextmanager
def running(live: LiveLine) -> Iterator[Running]:
    """The live line, started, until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    house = Running(live, loop)
    try:
        house.do(live.start())
        yield house
    finally:
        house.do(live.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def read(raw: bytes) -> list[Event]:
    """What an EventSource makes of these bytes; a block without data sets the id only."""
    found, last = [], ""
    for block in raw.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        last = fields.get("id", last)
        found.append(
            Event(fields.get("event", "message"), fields["data"], last)
            if "data" in fields
            else Event("", "", last)
        )
    return found
