"""`/live/` in front of a real store: who gets a line, what it tells them, and when it ends."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction

from redphone.live import application, following
from redphone.officers import acts as officers
from redphone.officers import acts_freeze
from redphone.officers.models import Officer
from tests.live.sse import Running
from tests.live.telling import SECRET_WORDS, told, wait_until
from tests.people import seat_of

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_a_frozen_officer_loses_every_line_at_once(house: Running, sessions: Any, cast: Any) -> None:
    page = house.page(sessions("bruno"))
    acts_freeze.freeze(by=seat_of(cast["bella"]), officer=cast["bruno"].pk, why="Phone lost")
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
    wait_until(lambda: len(house.live.lines) == 0)
