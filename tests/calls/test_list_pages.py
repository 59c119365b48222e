"""Lists of calls, languages, what a GET may do, and what no other site may."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redphone.calls import acts
from redphone.calls.models import Call, CallLine, Ring, RingerMark, Ringing
from redphone.log.models import Entry
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import FIGURES, Page, fetch
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.words import cancel, raise_call
from tests.people import signed_in

Seats = dict[str, Seat]


Cast = dict[str, Officer]


PARTS = ("", "who/", "answer/", "update/", "correct/", "cancel/", "stand-down/")


def path(raised: acts.Raised, part: str = "") -> str:
    return f"/calls/{raised.thing}/{part}"


# Lists, languages, and what a GET may do


@pytest.fixture
def thirty(night: Seats) -> list[acts.Raised]:
    raised = []
    for number in range(30):
        with at(number * timedelta(seconds=1)):
            raised.append(
                raise_call(night["alice"], ["IT"], key=str(number), what_happened=f"Zebra {number}.")
            )
    return raised


def test_thirty_calls_stand_on_two_pages_the_newest_first(
    night: Seats, cast: Cast, thirty: list[acts.Raised]
) -> None:
    first, second = fetch(cast["bruno"], "/calls/"), fetch(cast["bruno"], "/calls/", page="2")
    shown = [[f"Zebra {number}." in page.text for number in range(30)] for page in (first, second)]
    assert shown == [[False] * 5 + [True] * 25, [True] * 5 + [False] * 25]
    assert first.text.index("Zebra 29.") < first.text.index("Zebra 5.")
    assert "?state=open&page=2" in first.links
    for page in ("0", "-1", "x", "99999999", "3"):
        assert fetch(cast["bruno"], "/calls/", page=page).status == 200
    assert "Zebra" not in fetch(cast["dara"], "/calls/").text


def test_a_list_does_not_ask_more_the_longer_it_is(
    night: Seats, cast: Cast, thirty: list[acts.Raised]
) -> None:
    browser = signed_in(cast["bruno"])
    browser.get("/calls/")
    with CaptureQueriesContext(connection) as queries:
        browser.get("/calls/")
    assert len(queries) < 25
    with CaptureQueriesContext(connection) as queries:
        browser.get("/")
    assert len(queries) < 45


def test_ended_calls_have_a_list_of_their_own(night: Seats, cast: Cast) -> None:
    kept = raise_call(night["alice"], ["IT"], key="kept", what_happened="Zebra open")
    over = raise_call(night["alice"], ["IT"], key="over", what_happened="Zebra over")
    acts.cancel_call(by=night["alice"], call=over.thing, cancel=cancel())
    opened, ended = fetch(cast["bruno"], "/calls/"), fetch(cast["bruno"], "/calls/", state="ended")
    assert (path(kept) in opened.links, path(over) in opened.links) == (True, False)
    assert (path(kept) in ended.links, path(over) in ended.links) == (False, True)


def test_a_french_officer_reads_french(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["CA"])
    page = fetch(cast["chloe"], path(raised))
    assert '<html lang="fr"' in page.html
    assert "Royaume-Uni" in page.text
    assert "Canada" in page.text


def test_looking_changes_nothing(night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    tables = (Entry, Call, CallLine, Ring, Ringing, RingerMark)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    for name in ("alice", "bruno", "agnes"):
        browser = signed_in(cast[name])
        for part in (*PARTS, "acknowledge/", "acknowledge/CA/"):
            browser.get(path(raised, part))
        for page in (
            "/",
            "/calls/",
            "/calls/raise/",
            "/calls/raise/actual/",
            "/situations/",
            "/seen/",
            "/health/",
        ):
            browser.get(page)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


@pytest.mark.parametrize("part", ["acknowledge/", "answer/", "update/", "correct/", "cancel/", "stand-down/"])
def test_another_site_can_not_speak_for_us(night: Seats, cast: Cast, part: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    for name in ("alice", "bruno"):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(cast[name])
        words: dict[str, Any] = {"reason": "wrong_call", "answer": "can", "what_changed": "x", **FIGURES}
        assert browser.post(path(raised, part), words).status_code == 403


def test_what_a_seat_reads_stays_in_no_cache(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    for where in (path(raised), path(raised, "who/"), "/calls/", "/"):
        assert "no-store" in signed_in(cast["bruno"]).get(where)["Cache-Control"]


@pytest.mark.tampers
def test_a_page_of_a_party_the_register_does_not_know_still_stands(night: Seats, cast: Cast) -> None:
    from redphone.network.models import Party

    raised = raise_call(night["alice"], ["IT"])
    Party.objects.filter(code="GB").delete()
    assert "GB" in Page(signed_in(cast["bruno"]).get(path(raised))).text
    assert fetch(cast["bruno"], "/").status == 200
