"""The bytes of the line: they say that something changed, and give nothing else away."""

from typing import Any

import pytest

from redphone.live import events
from redphone.log.nudge import News
from tests.live.sse import Event, read

THING = "01a20a06-5bb5-7512-ba13-295a9768b2ad"
NEWS = News(position=41, thing=THING, kind="call.raised.v1", by="GB", to=("CA", "IT"), mark="AMBER")


def test_an_event_is_the_id_of_a_thing_and_its_room_and_nothing_else() -> None:
    assert events.said(NEWS).split(b"\n", 1)[1] == f"event: said\ndata: {THING} call\n\n".encode()


def test_news_of_this_node_alone_has_no_place_in_the_log() -> None:
    beside = News(position=0, thing=THING, kind="call.rang", by="GB", to=(), mark="GREEN")
    assert events.said(beside) == f"event: said\ndata: {THING} call\n\n".encode()


@pytest.mark.parametrize("position", [0, 1, 41, 2**40])
def test_an_id_is_read_back_as_the_place_it_stands_for(position: int) -> None:
    assert events.position_of(events.id_of(position)) == position


def test_an_id_does_not_show_how_much_was_said() -> None:
    first, second = events.id_of(41), events.id_of(42)
    assert len(first) == len(second) == 22
    assert sum(a == b for a, b in zip(first, second, strict=True)) < 8


@pytest.mark.parametrize("id_", ["", "41", "é" * 22, "A" * 22, "A" * 23, "%" * 22, events.BEAT.decode()])
def test_an_id_that_was_not_made_here_is_none(id_: str) -> None:
    assert events.position_of(id_) is None


def test_an_id_of_another_node_is_none(settings: Any) -> None:
    theirs = events.id_of(41)
    settings.SECRET_KEY = "another secret, of another node, long enough"
    assert events.position_of(theirs) is None


def test_a_browser_reads_them() -> None:
    stream = events.greeting(40) + events.said(NEWS) + events.again(41) + events.BEAT
    last = events.id_of(41)
    assert read(stream.removesuffix(b"\n\n")) == [
        Event("", "", events.id_of(40)),
        Event("said", f"{THING} call", last),
        Event("again", ".", last),
        Event("beat", ".", last),
    ]
