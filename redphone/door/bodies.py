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
WITHIN = 30.0
"""Seconds in which a body has to be here."""


class Unfit(Exception):
    """A body that is not taken: `status` 413 too large, 408 too slow, 0 its sender is gone."""

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
    pieces: list[bytes] = []
    size, is_more = 0, True
    try:
        async with asyncio.timeout(within):
            while is_more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Unfit(0)
                pieces.append(message.get("body", b""))
                size, is_more = size + len(pieces[-1]), message.get("more_body", False)
                if size > most:
                    raise Unfit(413)
    except TimeoutError as problem:
        raise Unfit(408) from problem
    return b"".join(pieces)


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
