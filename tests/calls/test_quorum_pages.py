"""When enough have it, as it is typed, confirmed and seen: in the form, on the call's page, in lists and as JSON."""

import json
from typing import Any

import pytest

from redphone.calls import acts
from redphone.calls.messages import Quorum
from redphone.calls.models import Call
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import Page, fetch, send, typed
from tests.calls.post_office import Ringer
from tests.calls.test_quorum import sleep_of
from tests.calls.words import STEP, raise_call
from tests.people import signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
ACTUAL = "/calls/raise/actual/"
THREE = ["AU", "CA", "IT"]


def check(officer: Officer, **changes: Any) -> Page:
    return send(officer, ACTUAL, typed(step="check", **{"to": THREE, **changes}))


def test_so_many_are_asked_for_confirmed_and_raised(night: Seats, cast: Cast) -> None:
    page = check(cast["alice"], enough="some", needed="2")
    assert "2 of these 3 have to acknowledge: Australia, Canada, Italy." in page.text
    assert "Once they have it, nobody further is woken, no deputy and no chair." in page.text
    raised = send(cast["alice"], ACTUAL, page.fields("what_happened") | {"step": "raise"})
    assert "2 of 3 needed, 0 have it · still rung:" in raised.text
    assert Call.objects.get().words["quorum"] == {"needed": 2, "of": THREE}


def test_certain_ones_are_asked_for_by_name(night: Seats, cast: Cast) -> None:
    page = check(cast["alice"], enough="named", named=["AU", "IT"])
    assert "These have to acknowledge: Australia, Italy." in page.text
    raised = send(cast["alice"], ACTUAL, page.fields("what_happened") | {"step": "raise"})
    assert "2 of 2 needed, 0 have it · those who count: Australia, Italy · still rung:" in raised.text


def test_what_is_left_alone_asks_for_everybody(night: Seats, cast: Cast) -> None:
    for page in (check(cast["alice"]), check(cast["alice"], enough="all")):
        assert "All of them are asked to acknowledge: each is rung on until it does." in page.text


def test_a_dormant_party_is_said_to_be_before_anything_is_sent(night: Seats, cast: Cast) -> None:
    sleep_of("AU")
    page = check(cast["alice"], enough="some", needed="2")
    assert "These have to acknowledge: Canada, Italy." in page.text
    assert "Dormant, and rung like the others: Australia. A dormant party does not count." in page.text
    assert "Dormant, and rung like the others: Australia." in check(cast["alice"]).text


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"enough": "some"}, "needed", "Say how many."),
        ({"enough": "named"}, "named", "Tick at least one."),
        ({"needed": "2"}, "needed", "You filled this in and chose otherwise above. Clear one of the two."),
        (
            {"enough": "some", "needed": "2", "named": ["AU"]},
            "named",
            "You filled this in and chose otherwise above. Clear one of the two.",
        ),
        ({"enough": "some", "needed": "4"}, "needed", "Of the parties that are rung 3 count."),
        ({"enough": "named", "named": ["DE"]}, "named", "Germany is not rung in this call"),
        ({"enough": "some", "needed": "2", "to": ["IT", "NZ"]}, "needed", "nobody to ring at: New Zealand"),
    ],
)
def test_what_can_not_be_met_is_said_beside_its_field(
    night: Seats, cast: Cast, changes: dict[str, Any], field: str, words: str
) -> None:
    page = check(cast["alice"], **changes)
    assert words in page.error_of(field)
    assert "<details open><summary>When enough have it" in page.html
    assert not Call.objects.exists()


def raise_for_two(night: Seats) -> str:
    return raise_call(night["alice"], THREE, quorum=Quorum(needed=2)).thing


def test_the_page_and_the_list_say_how_far_it_is(night: Seats, cast: Cast, ringer: Ringer) -> None:
    call = raise_for_two(night)
    ringer.go()
    acts.acknowledge_call(by=night["bruno"], call=call, way="page")
    page = fetch(cast["alice"], f"/calls/{call}/who/")
    assert "2 of 3 needed, 1 have it · still rung: Australia, Canada." in page.text
    assert "1 of 2 needed have it" in fetch(cast["alice"], "/calls/").text
    acts.acknowledge_call(by=night["chloe"], call=call, way="page")
    page = fetch(cast["dara"], f"/calls/{call}/")
    assert "2 of 3 needed, 2 have it · 02:00 UTC · That is enough: nobody further is rung." in page.text
    assert "enough have it: 2 of 3" in fetch(cast["dara"], "/calls/").text


def test_who_contradicts_a_report_is_not_promised_a_ring_that_will_not_come(night: Seats, cast: Cast) -> None:
    call = raise_for_two(night)
    for name in ("bruno", "chloe"):
        assert "your party is rung on at once" in fetch(cast["dara"], f"/calls/{call}/contradict/").text
        acts.acknowledge_call(by=night[name], call=call, way="page")
    page = fetch(cast["dara"], f"/calls/{call}/contradict/")
    assert "Enough have the call, so nobody further is rung." in page.text
    assert "your party is rung on at once" not in page.text


def test_one_that_is_lost_says_so_at_once(night: Seats, cast: Cast, ringer: Ringer) -> None:
    call = raise_call(night["alice"], ["CA", "IT"], quorum=Quorum(needed=2)).thing
    ringer.go()
    ringer.go(STEP)
    page = fetch(cast["alice"], f"/calls/{call}/")
    assert "So many can't be reached by ringing any more. Try another way now." in page.text


def test_without_a_quorum_nothing_is_said_of_one(night: Seats, cast: Cast) -> None:
    call = raise_call(night["alice"], THREE).thing
    assert "needed" not in fetch(cast["alice"], f"/calls/{call}/who/").text


def test_who_reads_only_that_it_is_there_sees_how_far_it_is(night: Seats, cast: Cast) -> None:
    call = raise_call(night["alice"], ["AU", "IT"], quorum=Quorum(needed=1, of=("AU",))).thing
    assert "1 of 1 needed, 0 have it" in fetch(cast["bella"], f"/calls/{call}/").text


def test_as_json_it_is_asked_for_and_told(night: Seats, cast: Cast) -> None:
    browser = signed_in(cast["alice"])
    words = {
        "what_happened": "Guest houses searched",
        "place": None,
        "country": None,
        "asked": "Who has people there?",
        "answer_by_at": None,
        "urgency": "today",
        "decides": "duty_officer",
    }

    def post(quorum: dict[str, Any]) -> Any:
        wanted = {
            "call": {**words, "quorum": quorum},
            "to": THREE,
            "status": "actual",
            "opening": {"title": "Searches", "nature": "emergency", "countries": [], "summary": ""},
        }
        return browser.post("/api/calls/", json.dumps(wanted), content_type="application/json")

    assert post({"needed": 4}).status_code == 409
    assert post({"needed": 2, "off": ["AU"]}).status_code == 422
    raised = post({"needed": 2})
    assert raised.status_code == 200, raised.content
    told = browser.get(f"/api/calls/{raised.json()['thing']}/").json()
    assert told["quorum"] == {
        "needed": 2,
        "of": THREE,
        "have": 0,
        "met_at": None,
        "still_rung": THREE,
        "is_lost": False,
    }
    (row,) = browser.get("/api/calls/").json()
    assert (row["call"]["needed"], row["counted"]) == (2, 0)


def test_an_officer_adds_their_own_and_only_their_party_sees_who(night: Seats, cast: Cast) -> None:
    call = raise_call(night["alice"], ["AU", "IT"]).thing
    assert "I have it, too" not in fetch(cast["eve"], f"/calls/{call}/").text
    send(cast["dara"], f"/calls/{call}/acknowledge/")
    assert "I have it, too" in fetch(cast["eve"], f"/calls/{call}/").text
    page = send(cast["eve"], f"/calls/{call}/acknowledge/")
    assert "Your party had acknowledged this call before you. That you have it is kept" in page.text
    assert "I have it, too" not in page.text
    assert "Dara Example · Duty desk · on its page · 02:00 UTC" in page.text
    assert "Eve Example · Desk officer · on its page · 02:00 UTC" in page.text
    for other in ("alice", "bruno", "grace"):
        assert "Eve Example" not in fetch(cast[other], f"/calls/{call}/").text
