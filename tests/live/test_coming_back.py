"""What a page missed is told; what a nudge missed is found; the line beats, and ends with the server."""

import asyncio
from typing import Any

import pytest

from redphone.live import application, events, following
from redphone.live.application import LiveLine
from redphone.live.lines import Line, Lines
from redphone.log import nudge
from redphone.log.nudge import News
from redphone.log.reads import last_position
from redphone.wire.policy import Seat
from tests.live.sse import Running, running
from tests.live.telling import told

pytestmark = pytest.mark.django_db(transaction=True)


def test_whoever_comes_back_gets_what_was_missed_and_only_that(
    house: Running, sessions: Any, say: Any
) -> None:
    session = sessions("bruno")
    page = house.page(session)
    say("IT")
    last = page.events(1)[0].id
    page.leave()
    missed, _not_ours, too = say("IT"), say("AU"), say("IT", "CA")
    back = house.page(session, last_event_id=last)
    assert [event.data for event in back.events(2)] == [f"{missed} situation", f"{too} situation"]
    newest = say("IT")
    assert told(back) == [f"{newest} situation"]


def test_whoever_opens_and_is_cut_before_anything_came_knows_where_to_go_on(
    house: Running, sessions: Any, say: Any
) -> None:
    session = sessions("bruno")
    page = house.page(session)
    page.is_silent()
    greeting = page.raw.decode().split("id: ")[1].split("\n")[0]
    page.leave()
    missed = say("IT")
    assert told(house.page(session, last_event_id=greeting)) == [f"{missed} situation"]


def test_whoever_missed_too_much_is_told_to_ask_again(
    house: Running, sessions: Any, say: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(application, "MISSED_AT_MOST", 3)
    start = events.id_of(last_position())
    for _ in range(3):
        say("AU")
    page = house.page(sessions("bruno"), last_event_id=start)
    assert [event.kind for event in page.events(1)] == ["again"]


@pytest.mark.parametrize("last", ["17", "nonsense", "A" * 22])
def test_an_id_that_is_not_ours_is_told_to_ask_again(house: Running, sessions: Any, last: str) -> None:
    page = house.page(sessions("bruno"), last_event_id=last)
    assert [event.kind for event in page.events(1)] == ["again"]


def test_what_another_process_said_is_told_without_a_nudge(
    house: Running, sessions: Any, say: Any, monkeypatch: Any
) -> None:
    page = house.page(sessions("bruno"))
    with monkeypatch.context() as patch:
        patch.setattr(nudge, "_sleepers", [])
        thing = say("IT")
    assert told(page) == [f"{thing} situation"]


def test_a_lost_nudge_costs_time_and_nothing_else(
    house: Running, sessions: Any, say: Any, monkeypatch: Any
) -> None:
    page = house.page(sessions("bruno"))
    with monkeypatch.context() as patch:
        patch.setattr(nudge, "_sleepers", [])
        first = say("IT")
    second = say("IT")
    assert [event.data for event in page.events(2)] == [f"{first} situation", f"{second} situation"]
    assert page.is_silent()


def test_it_beats(cast: Any, sessions: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(following, "BEAT_EVERY", 0.1)
    with running(LiveLine()) as house:
        page = house.page(sessions("bruno"))
        page.is_silent(seconds=0.5)
        assert page.raw.count(events.BEAT) >= 2


def test_when_the_server_stops_every_line_ends(cast: Any, sessions: Any) -> None:
    with running(LiveLine()) as house:
        page = house.page(sessions("bruno"))
        house.do(house.live.stop())
        assert page.ends()
        assert house.page(sessions("bruno")).status == 503


def test_a_line_that_opens_while_nobody_listens_misses_nothing(monkeypatch: Any) -> None:
    """The end of the log is asked for while there is no line; one that opens meanwhile begins before that end."""
    seat = Seat(party="IT", role="member", office="duty_desk", officer=1)
    line = Line(session="", seat=seat, seen_at=0.0)
    follower = following.Follower(Lines())
    news = News(6, "01934a00-0000-7000-8000-000000000006", "situation.opened.v1", "GB", ("IT",), "GREEN")

    async def ask(question: Any, *about: Any) -> Any:
        if question is last_position:
            follower.lines.open(line)
            return 6
        return [news] if about[0] < news.position else []

    async def follow() -> bytes:
        follower.position, follower._look = 5, asyncio.Event()
        follower._look.set()
        monkeypatch.setattr(follower, "ask", ask)
        await follower._follow()
        return await asyncio.wait_for(anext(line.pieces()), 1)

    assert news.thing.encode() in asyncio.run(follow())
