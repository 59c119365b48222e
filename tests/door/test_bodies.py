"""A request comes in whole or not at all."""

import asyncio
from typing import Any

import pytest

from redphone.door.bodies import Unfit, read_body, whole_bodies

Messages = list[dict[str, Any]]


def piece(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


class Asked:
    """A request whose sender sends these messages and then nothing; and what came of it."""

    def __init__(self, messages: Messages, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        self.messages = list(messages)
        self.scope = {"type": "http", "headers": list(headers)}
        self.said: Messages = []
        self.seen: list[tuple[dict[str, Any], bytes]] = []

    async def receive(self) -> dict[str, Any]:
        if self.messages:
            return self.messages.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(self, message: dict[str, Any]) -> None:
        self.said.append(message)

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        self.seen.append((scope, (await receive())["body"]))

    def go(self, **limits: Any) -> "Asked":
        asyncio.run(self._ask(**limits))
        return self

    async def _ask(self, **limits: Any) -> None:
        await whole_bodies(self.app, **limits)(self.scope, self.receive, self.send)


def test_a_body_in_pieces_comes_as_one() -> None:
    asked = Asked([piece(b"what=", more=True), piece(b"", more=True), piece(b"happened")]).go()
    assert [body for _, body in asked.seen] == [b"what=happened"]


def test_a_body_that_is_too_large_is_not_let_in() -> None:
    asked = Asked([piece(b"x" * 6, more=True), piece(b"x" * 6)]).go(most=10)
    assert asked.seen == []
    assert asked.said[0]["status"] == 413


def test_a_body_that_is_too_slow_is_not_let_in() -> None:
    asked = Asked([piece(b"what=", more=True)]).go(within=0.05)
    assert asked.seen == []
    assert asked.said[0]["status"] == 408


def test_half_a_form_of_a_sender_who_is_gone_is_never_taken_for_a_whole_one() -> None:
    asked = Asked([piece(b"what=hap", more=True), {"type": "http.disconnect"}]).go()
    assert (asked.seen, asked.said) == ([], [])


def test_a_header_that_a_proxy_and_django_read_differently_is_dropped() -> None:
    headers = ((b"x_forwarded_for", b"10.0.0.1"), (b"x-forwarded-for", b"10.0.0.2"))
    asked = Asked([piece(b"")], headers).go()
    assert asked.seen[0][0]["headers"] == [(b"x-forwarded-for", b"10.0.0.2")]


def test_who_reads_a_body_alone_is_told_why_not() -> None:
    with pytest.raises(Unfit) as caught:
        asyncio.run(read_body(Asked([piece(b"xx")]).receive, most=1))
    assert caught.value.status == 413


async def read_beside_many(many: int, size: int) -> int | None:
    """The status with which a body of two pieces of `size` is not taken while `many` large ones come in, if any."""
    slow = [Asked([piece(b"x" * 1_000_000, more=True)]) for _ in range(many)]
    coming = [asyncio.create_task(read_body(one.receive)) for one in slow]
    await asyncio.sleep(0.05)
    try:
        await read_body(Asked([piece(b"x" * size, more=True), piece(b"x" * size)]).receive)
    except Unfit as unfit:
        return unfit.status
    finally:
        for one in coming:
            one.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
    return None


def test_a_crowd_of_large_bodies_does_not_fill_the_memory_nor_hold_up_the_small_ones() -> None:
    assert asyncio.run(read_beside_many(67, 500_000)) == 503
    assert asyncio.run(read_beside_many(67, 30_000)) is None
    assert asyncio.run(read_beside_many(0, 500_000)) is None, "and who is gone is not counted any more"
