"""Who is told what, and what becomes of a reader that does not read. No store, no HTTP."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from redphone.live import events
from redphone.live.lines import ROOM, Line, Lines
from redphone.log.nudge import News
from redphone.wire.policy import Seat, sight

GB = Seat("GB", "member", "duty_desk", 1)
GB_TOO = Seat("GB", "member", "duty_desk", 2)
IT = Seat("IT", "member", "duty_desk", 3)
AU = Seat("AU", "member", "duty_desk", 4)
IT_ADMINISTRATOR = Seat("IT", "member", "administrator", 5)


def news(position: int = 1, **changed: Any) -> News:
    facts = {"thing": "a-thing", "kind": "call.raised.v1", "by": "GB", "to": ("IT",), "mark": "RED"}
    return News(position=position, **(facts | changed))


def in_a_loop(test: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    def run() -> None:
        asyncio.run(test())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def opened(all_: Lines, seat: Seat) -> Line:
    line = Line(session="s", seat=seat, seen_at=0.0)
    all_.open(line)
    return line


async def read(line: Line) -> bytes:
    return await asyncio.wait_for(anext(line.pieces()), 1)


async def is_silent(line: Line) -> bool:
    try:
        await asyncio.wait_for(anext(line.pieces()), 0.05)
    except TimeoutError:
        return True
    return False


@in_a_loop
async def test_author_and_addressees_are_told_and_nobody_else() -> None:
    all_ = Lines()
    told, author, stranger = opened(all_, IT), opened(all_, GB), opened(all_, AU)
    all_.tell([news()], position=1)
    assert await read(told) == await read(author) == events.said(news())
    assert await is_silent(stranger)


@in_a_loop
async def test_who_sees_the_envelope_only_is_told_that_it_is_there() -> None:
    all_ = Lines()
    administrator = opened(all_, IT_ADMINISTRATOR)
    all_.tell([news()], position=1)
    assert await read(administrator) == events.said(news())


@in_a_loop
async def test_each_line_gets_its_own_among_several_news() -> None:
    all_ = Lines()
    told, other = opened(all_, IT), opened(all_, AU)
    first, second = news(1), news(2, to=("AU",))
    all_.tell([first, second], position=2)
    assert await read(told) == events.said(first)
    assert await read(other) == events.said(second)


def test_policy_is_asked_once_for_all_who_sit_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Seat] = []

    def count(of: Any, *, for_: Seat) -> Any:
        asked.append(for_)
        return sight(of, for_=for_)

    async def run() -> None:
        all_ = Lines()
        for seat in (GB, GB_TOO, GB, IT, IT):
            opened(all_, seat)
        all_.tell([news()], position=1)

    monkeypatch.setattr("redphone.live.lines.sight", count)
    asyncio.run(run())
    assert {seat.party for seat in asked} == {"GB", "IT"}
    assert len(asked) == 2


@in_a_loop
async def test_what_waits_is_sent_at_once() -> None:
    all_ = Lines()
    line = opened(all_, IT)
    all_.tell([news(1)], position=1)
    all_.tell([news(2)], position=2)
    assert await read(line) == events.said(news(1)) + events.said(news(2))


@in_a_loop
async def test_a_slow_reader_gets_one_again_for_all_that_did_not_fit() -> None:
    all_ = Lines()
    line = opened(all_, IT)
    for position in range(1, 3 * ROOM):
        all_.tell([news(position)], position=position)
    assert await read(line) == events.again(ROOM + 1)
    all_.tell([news(3 * ROOM)], position=3 * ROOM)
    assert await read(line) == events.said(news(3 * ROOM))


@in_a_loop
async def test_a_beat_is_not_put_behind_what_already_waits() -> None:
    all_ = Lines()
    line = opened(all_, IT)
    all_.beat()
    all_.beat()
    assert await read(line) == events.BEAT
    all_.tell([news()], position=1)
    all_.beat()
    assert await read(line) == events.said(news())


@in_a_loop
async def test_a_closed_line_tells_no_more_and_ends() -> None:
    all_ = Lines()
    line, rest = opened(all_, IT), opened(all_, IT)
    all_.close(line)
    all_.close(line)
    all_.tell([news()], position=1)
    assert [piece async for piece in line.pieces()] == []
    assert len(all_) == 1
    assert await read(rest) == events.said(news())


@in_a_loop
async def test_whoever_sits_elsewhere_now_is_told_what_that_seat_may_know() -> None:
    all_ = Lines()
    line = opened(all_, AU)
    all_.move(line, IT, position=7)
    assert await read(line) == events.again(7)
    all_.tell([news(8)], position=8)
    assert await read(line) == events.said(news(8))
    all_.tell([news(9, to=("AU",))], position=9)
    assert await is_silent(line)


@in_a_loop
async def test_an_officers_lines_are_found_oldest_first() -> None:
    all_ = Lines()
    first, second, _ = opened(all_, GB), opened(all_, GB), opened(all_, GB_TOO)
    assert all_.of_officer(1) == [first, second]
    assert all_.close_where(lambda line: line.seat.officer == 1) == 2
    assert all_.of_officer(1) == []
    assert len(all_) == 1
