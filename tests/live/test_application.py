"""`/live/` in front of a real store: who gets a line, what it tells them, and when it ends."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction

from redphone.live import application, events, following
from redphone.live.application import LiveLine
from redphone.log import nudge
from redphone.log.reads import last_position
from redphone.officers import acts as officers
from redphone.officers.models import Officer
from redphone.situations.acts import open_situation
from redphone.situations.messages import SituationOpened
from tests.live.sse import Page, Running, running
from tests.people import seat_of, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
SECRET_WORDS = "What nobody may read on the line"


@pytest.fixture
def house(cast: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(following, "POLL", 0.1)
    with running(LiveLine(most=6, most_of_one=2)) as house:
        yield house


@pytest.fixture
def sessions(cast: dict[str, Officer]) -> Callable[[str], str]:
    return lambda name: signed_in(cast[name]).session.session_key or ""


@pytest.fixture
def say(cast: dict[str, Officer]) -> Callable[..., str]:
    """GB opens a situation with some parties. Returns its thing."""

    def say(*to: str, mark: Any = "GREEN") -> str:
        opened = SituationOpened(
            title=SECRET_WORDS, nature="emergency", countries=("PK",), summary=SECRET_WORDS
        )
        return open_situation(by=seat_of(cast["alice"]), to=to, opened=opened, status="test", mark=mark).thing

    return say


def told(page: Page) -> list[str]:
    return [event.data for event in page.events(1) if event.kind == "said"]


def test_whoever_is_named_is_told_that_it_changed(house: Running, sessions: Any, say: Any) -> None:
    page = house.page(sessions("bruno"))
    thing = say("IT")
    assert page.status == 200
    assert page.headers[b"content-type"].startswith(b"text/event-stream")
    assert page.headers[b"cache-control"] == b"no-store"
    assert told(page) == [f"{thing} situation"]


def test_the_content_never_goes_over_the_line(house: Running, sessions: Any, say: Any) -> None:
    page = house.page(sessions("bruno"))
    thing = say("IT", mark="AMBER")
    say("IT", "CA")
    page.events(2)
    plain = page.raw.decode()
    assert SECRET_WORDS not in plain
    for word in ("GB", "IT", "CA", "AMBER", "GREEN", "opened", "Alice", "duty_desk", "Pakistan", "PK"):
        assert word not in plain.replace(thing, "").replace("event: said", "").split()


def test_a_party_that_is_not_named_is_told_nothing(house: Running, sessions: Any, say: Any) -> None:
    named, other = house.page(sessions("bruno")), house.page(sessions("dara"))
    say("IT")
    assert told(named)
    assert other.is_silent()
    assert b"said" not in other.raw


def test_what_is_rolled_back_is_not_told(house: Running, sessions: Any, say: Any) -> None:
    page = house.page(sessions("bruno"))
    with transaction.atomic():
        say("IT")
        transaction.set_rollback(True)
    assert page.is_silent()
    thing = say("IT")
    assert told(page) == [f"{thing} situation"]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "", "localhost:bad:8"]
)
def test_another_host_gets_no_line(house: Running, sessions: Any, host: str) -> None:
    assert house.page(sessions("bruno"), host=host).status == 400


def test_no_session_gets_no_line(house: Running) -> None:
    assert house.page().status == 401


@pytest.mark.parametrize("session", ["", "x", "a" * 32, "a" * 4000, "'; drop table", "\x00"])
def test_a_session_that_is_none_gets_no_line(house: Running, session: str) -> None:
    assert house.page(session).status == 401


def test_whoever_was_deactivated_gets_no_line(house: Running, sessions: Any, cast: Any) -> None:
    session = sessions("bruno")
    Officer.objects.filter(pk=cast["bruno"].pk).update(is_active=False)
    assert house.page(session).status == 401


def test_a_seat_without_its_second_factor_gets_no_line(house: Running, sessions: Any, settings: Any) -> None:
    session = sessions("bruno")
    settings.REQUIRE_TOTP = True
    assert house.page(session).status == 401


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_gets_no_line(house: Running, sessions: Any, site: str) -> None:
    assert house.page(sessions("bruno"), sec_fetch_site=site).status == 403


def test_our_own_pages_get_one(house: Running, sessions: Any) -> None:
    assert house.page(sessions("bruno"), sec_fetch_site="same-origin").status == 200


def test_only_get(house: Running, sessions: Any) -> None:
    assert house.page(sessions("bruno"), method="POST").status == 405


def test_an_ended_session_ends_its_line_at_once(
    house: Running, sessions: Any, say: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(following, "SESSION_EVERY", 3600.0)
    mine, theirs = sessions("bruno"), sessions("chloe")
    killed, other = house.page(mine), house.page(theirs)
    Session.objects.get(session_key=mine).delete()
    assert killed.ends(within=2)
    assert len(house.live.lines) == 1
    say("IT", "CA")
    assert told(other)


def test_a_deactivated_officer_loses_every_line_at_once(house: Running, sessions: Any, cast: Any) -> None:
    page = house.page(sessions("bruno"))
    officers.deactivate(by=seat_of(cast["bella"]), officer=cast["bruno"].pk)
    assert page.ends(within=2)


def test_a_session_that_runs_out_silently_ends_its_line_before_long(
    house: Running, sessions: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(following, "SESSION_EVERY", 0.3)
    session = sessions("bruno")
    page = house.page(session)
    with_no_signal = Session.objects.filter(session_key=session)
    with_no_signal._raw_delete(with_no_signal.db)
    assert page.ends(within=2)


def test_ten_seconds_are_promised() -> None:
    assert following.SESSION_EVERY + 2 * following.POLL <= 10


def test_a_store_that_does_not_answer_ends_lines_after_a_while(
    house: Running, sessions: Any, monkeypatch: Any
) -> None:
    def fail(session: str) -> None:
        raise OSError("no store")

    page = house.page(sessions("bruno"))
    monkeypatch.setattr(following, "seat_for_session", fail)
    monkeypatch.setattr(following, "SESSION_EVERY", 0.1)
    assert not page.ends(within=0.6)
    monkeypatch.setattr(following, "UNSEEN_AT_MOST", 1.0)
    assert page.ends(within=4)


def test_an_officer_who_changes_office_is_told_what_the_new_seat_may_know(
    house: Running, sessions: Any, cast: Any, say: Any
) -> None:
    page = house.page(sessions("bruno"))
    Officer.objects.get(pk=cast["bruno"].pk)
    officer = cast["bruno"]
    officer.party = "AU"
    officer.save()
    assert [event.kind for event in page.events(1)] == ["again"]
    say("IT")
    assert page.is_silent()


def test_with_one_page_too_many_an_officers_oldest_gives_way(house: Running, sessions: Any, say: Any) -> None:
    session = sessions("bruno")
    pages = [house.page(session) for _ in range(3)]
    assert pages[0].ends()
    say("IT")
    assert told(pages[1])
    assert told(pages[2])
    assert len(house.live.lines) == 2


def test_a_full_house_says_so(house: Running, sessions: Any) -> None:
    for name in ("bruno", "chloe", "dara"):
        session = sessions(name)
        assert [house.page(session).status for _ in range(2)] == [200, 200]
    refused = house.page(sessions("felix"))
    assert refused.status == 503
    assert b"retry-after" in refused.headers


def test_a_page_that_leaves_frees_its_line(house: Running, sessions: Any) -> None:
    page = house.page(sessions("bruno"))
    assert len(house.live.lines) == 1
    page.leave()
    assert len(house.live.lines) == 0


def test_a_page_that_reads_nothing_is_given_up(
    house: Running, sessions: Any, say: Any, monkeypatch: Any
) -> None:
    page = house.page(sessions("bruno"))
    monkeypatch.setattr(application, "SEND_WITHIN", 0.2)
    page.hangs = True
    say("IT")
    _wait_until(lambda: len(house.live.lines) == 0)


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


def _wait_until(is_so: Callable[[], bool], *, within: float = 5.0) -> None:
    end = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < end, "it never came so"
        time.sleep(0.02)
