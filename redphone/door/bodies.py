"""A request reaches Django's threads whole or not at all: none of them waits for a slow, endless or broken sender.

Headers that a proxy and Django would read differently are dropped on the way.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST = 2 * 1024 * 1024
"""Bytes of a body. Forms have a lower limit of their own, of which Django says so in place."""
SMALL = 64 * 1024
"""Bytes that every body may have, however many others come in: more than any form or message of ours."""
LARGE_ONES = 64 * 1024 * 1024
"""Bytes of all bodies that are larger, together: a few hundred strangers must not fill the memory."""
WITHIN = 30.0
"""Seconds in which a body has to be here."""


class Unfit(Exception):
    """A body that is not taken: `status` 413 too large, 408 too slow, 503 too many at once, 0 its sender is gone."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"{status}")


def whole_bodies(app: Application, *, most: int = MOST, within: float = WITHIN) -> Application:
    """Let `app` see only requests whose body is here completely."""

    async def take_in(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_body(receive, most=most, within=within)
        except Unfit as unfit:
            if unfit.status:
                await answer(send, unfit.status, b"The request was too large or too slow.\n")
            return
        clear = [(name, value) for name, value in scope["headers"] if b"_" not in name]
        await app({**scope, "headers": clear}, _once(body, receive), send)

    return take_in


async def read_body(receive: Receive, *, most: int = MOST, within: float = WITHIN) -> bytes:
    """The whole body of a request. Raises Unfit."""
    body, counted = bytearray(), 0
    try:
        async with asyncio.timeout(within):
            while await _take_piece(body, receive):
                if len(body) > most:
                    raise Unfit(413)
                if len(body) > SMALL:
                    _large.coming_in += len(body) - counted
                    counted = len(body)
                    if _large.coming_in > LARGE_ONES:
                        raise Unfit(503)
    except TimeoutError as problem:
        raise Unfit(408) from problem
    finally:
        _large.coming_in -= counted
    if len(body) > most:
        raise Unfit(413)
    return bytes(body)


class _Large:
    """Bytes of the large bodies that are not here completely; one event loop counts them."""

    coming_in = 0


_large = _Large()


async def _take_piece(body: bytearray, receive: Receive) -> bool:
    """Add the next piece. Returns whether there is more. Raises Unfit when its sender is gone."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Unfit(0)
    body += message.get("body", b"")
    return bool(message.get("more_body", False))


def _once(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def hand_over() -> Message:
        return waiting.pop() if waiting else await receive()

    return hand_over


async def answer(send: Send, status: int, body: bytes, *, media: str = "text/plain; charset=utf-8") -> None:
    """A short answer of our own."""
    headers = [(b"content-type", media.encode()), (b"cache-control", b"no-store"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
