"""`/live/` as raw ASGI, outside Django: host, sign-in and limits are checked here, policy by the lines.

200 text/event-stream; 400 another host; 401 nobody is signed in; 403 asked for by another site; 405 not GET; 503 full.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from redphone.live import events
from redphone.live.following import Follower
from redphone.live.lines import Line, Lines
from redphone.live.reads import count_these
from redphone.log.nudge import News
from redphone.log.reads import news_since
from redphone.officers.seating import seat_for_session
from redphone.wire.policy import Sight, sight

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

LINES_OF_ONE = 20
"""Open pages of one officer. With one more the oldest gives way: it may be a phone that lost its network long ago."""
LINES_OF_ALL = 4000
MISSED_AT_MOST = 200
SEND_WITHIN = 60.0
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


class LiveLine:
    """The application. `start` and `stop` belong to the life of the process that serves it."""

    def __init__(self, *, most: int = LINES_OF_ALL, most_of_one: int = LINES_OF_ONE) -> None:
        self.lines = Lines()
        self._most, self._most_of_one = most, most_of_one
        self._follower = Follower(self.lines)

    async def start(self) -> None:
        count_these(self.lines)
        await self._follower.start()

    async def stop(self) -> None:
        await self._follower.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, words = _refusal(scope)
        if not status and (len(self.lines) >= self._most or not self._follower.is_following):
            status, words = 503, "no line is free"
        session = "" if status else _session_of(scope)
        asked_at = asyncio.get_running_loop().time()
        seat = await self._follower.ask(seat_for_session, session) if session else None
        if not status and seat is None:
            status, words = 401, "nobody is signed in"
        if seat is None or status:
            await _refuse(send, status, words)
            return
        await self._hold(Line(session=session, seat=seat, seen_at=asked_at), scope, receive, send)

    async def _hold(self, line: Line, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell the line until its page goes away, its session ends, or the server stops."""
        theirs = self.lines.of_officer(line.seat.officer)
        for oldest in theirs[: max(0, len(theirs) + 1 - self._most_of_one)]:
            self.lines.close(oldest)
        self.lines.open(line)
        watch = asyncio.create_task(self._close_when_gone(line, receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await _say(send, await self._begin(line, _values(scope, b"last-event-id")))
            async for piece in line.pieces():
                await _say(send, piece)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (TimeoutError, OSError):  # the page reads nothing any more, or is gone
            pass
        finally:
            watch.cancel()
            self.lines.close(line)

    async def _close_when_gone(self, line: Line, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.lines.close(line)

    async def _begin(self, line: Line, last: Sequence[str]) -> bytes:
        """The first bytes: where the line begins, and what the page missed since it was cut."""
        upto = self._follower.position
        if not last:
            return events.greeting(upto)
        since = events.position_of(last[0])
        missed = [] if since is None else await self._missed(since, upto)
        if since is None or len(missed) == MISSED_AT_MOST:
            return events.greeting(upto) + events.again(upto)
        seen = (item for item in missed if sight(item, for_=line.seat) is not Sight.NOTHING)
        return events.greeting(upto) + b"".join(map(events.said, seen))

    async def _missed(self, since: int, upto: int) -> list[News]:
        found = await self._follower.ask(news_since, since, limit=MISSED_AT_MOST)
        return [item for item in found if item.position <= upto]


def _refusal(scope: Scope) -> tuple[int, str]:
    """Why a request gets no line whoever asks: (status, words); (0, "") where nothing is wrong."""
    hosts = _values(scope, b"host")
    if len(hosts) != 1 or not validate_host(split_domain_port(hosts[0])[0], settings.ALLOWED_HOSTS):
        return 400, "another host"
    if scope["method"] != "GET":
        return 405, "only GET"
    if any(site not in ("same-origin", "none") for site in _values(scope, b"sec-fetch-site")):
        return 403, "asked for by another site"
    return 0, ""


def _session_of(scope: Scope) -> str:
    cookies = parse_cookie("; ".join(_values(scope, b"cookie")))
    return cookies.get(settings.SESSION_COOKIE_NAME, "")


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


async def _say(send: Send, piece: bytes) -> None:
    async with asyncio.timeout(SEND_WITHIN):
        await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _refuse(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if status == 503:
        headers.append((b"retry-after", b"30"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{words}\n".encode(), "more_body": False})
