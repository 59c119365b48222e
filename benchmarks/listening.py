"""Many live lines held open by one client process, each in its own connection and sign-in.

    python -m benchmarks.listening PORT COUNT  < one session cookie a line

Says "ready" on stdout once every line has been greeted. Then for each line on stdin, "THING", it waits until that
thing was told on as many lines as are open, or five seconds, and prints a JSON list of when: seconds since 1970.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence

PATIENCE_SECONDS = 5.0
OPENING_AT_ONCE = 50


class Listener:
    """All lines, and what was told on them: for each thing the instants at which it came."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.open = 0
        self.told: dict[str, list[float]] = {}

    async def listen(self, session: str, gate: asyncio.Semaphore, greeted: asyncio.Event) -> None:
        """Hold one line until the server ends it."""
        async with gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(
                f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: session={session}\r\n"
                "Accept: text/event-stream\r\n\r\n".encode()
            )
            await _greeting(reader)
            self.open += 1
            greeted.set()
        async for line in reader:
            if line.startswith(b"data: ") and len(line) > 20:
                self.told.setdefault(line.split()[1].decode(), []).append(time.time())
        self.open -= 1

    async def heard(self, thing: str) -> list[float]:
        """When it was told on each line: until all have it, or the patience is over."""
        until = time.monotonic() + PATIENCE_SECONDS
        while len(self.told.get(thing, ())) < self.open and time.monotonic() < until:
            await asyncio.sleep(0.01)
        return self.told.pop(thing, [])


async def _greeting(reader: asyncio.StreamReader) -> None:
    """The head of the answer and its first bytes. Raises ConnectionError unless it is a live line."""
    status = await reader.readline()
    if b" 200 " not in status:
        raise ConnectionError(status.decode())
    while (await reader.readline()).strip():
        pass
    while not (await reader.readline()).startswith(b"retry:"):
        pass


async def _hold(port: int, sessions: Sequence[str]) -> None:
    listener, gate = Listener(port), asyncio.Semaphore(OPENING_AT_ONCE)
    greeted = [asyncio.Event() for _ in sessions]
    lines: list[asyncio.Task[object]] = [
        asyncio.create_task(listener.listen(session, gate, event))
        for session, event in zip(sessions, greeted, strict=True)
    ]
    async with asyncio.timeout(60):
        for line, event in zip(lines, greeted, strict=True):
            await asyncio.wait({line, asyncio.create_task(event.wait())}, return_when=asyncio.FIRST_COMPLETED)
            if line.done():
                line.result()
    print("ready", flush=True)
    while thing := (await asyncio.to_thread(sys.stdin.readline)).strip():
        print(json.dumps(await listener.heard(thing)), flush=True)


if __name__ == "__main__":
    port, count = int(sys.argv[1]), int(sys.argv[2])
    asyncio.run(_hold(port, [sys.stdin.readline().strip() for _ in range(count)]))
