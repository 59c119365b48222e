"""The door for machines: the same acts, the same refusals, the same sight as the pages'."""

from typing import Any

import pytest
from django.test import Client

from redphone.calls.models import Call
from redphone.log.models import Entry
from redphone.officers.models import Officer
from tests.calls.words import NIGHT
from tests.people import signed_in

pytestmark = pytest.mark.django_db
FIRST = {
    "what_happened": "Guest houses searched in Exampletown",
    "place": None,
    "country": None,
    "asked": "Who has people there?",
    "answer_by_at": None,
    "urgency": "immediate",
    "decides": "duty_officer",
}
OPENING = {"title": "Searches", "nature": "emergency", "countries": [], "summary": ""}


def say(browser: Client, door: str, words: Any) -> Any:
    return browser.post(f"/api/{door}", words, content_type="application/json")


def raise_over_json(browser: Client, **changes: Any) -> Any:
    wanted = {"call": FIRST, "to": ["IT", "CA"], "status": "exercise", "opening": OPENING} | changes
    return say(browser, "calls/", wanted)


def test_the_main_job(cast: dict[str, Officer]) -> None:
    alice, bruno = signed_in(cast["alice"]), signed_in(cast["bruno"])
    raised = raise_over_json(alice).json()
    assert (raised["number"], raised["is_new"]) == ("GB-E1", True)
    assert Call.objects.get().words["step_seconds"] == 15 * 60
    call = f"calls/{raised['thing']}/"
    assert bruno.get("/api/calls/").json()[0]["call"]["number"] == "GB-E1"
    had = say(bruno, call + "acknowledge/", {}).json()
    assert (had["have_it"], had["answered"]) == (1, 0)
    told = {"answer": "can", "words": "Twelve.", "figures": []}
    assert say(bruno, call + "answer/", told).status_code == 200
    assert say(alice, call + "update/", {"what_changed": "More."}).status_code == 200
    assert say(alice, call + "correct/", {"what_was_wrong": "The place."}).status_code == 200
    assert say(alice, call + "stand-down/", {"note": ""}).status_code == 200
    found = alice.get("/api/calls/GB-E1/").json()
    assert found["call"]["state"] == "stood_down"
    assert [item["kind"] for item in found["news"]] == ["stood_down", "corrected", "updated"]
    assert [line["state"] for line in found["lines"] if line["party"] == "IT"] == ["answered"]


def test_a_refusal_says_what_and_where(cast: dict[str, Officer]) -> None:
    response = raise_over_json(signed_in(cast["alice"]), to=["DE"], mark="AMBER")
    assert response.status_code == 409
    assert response.json()["field"] == "to"
    assert "TLP:AMBER" in response.json()["refused"]
    assert not Entry.objects.filter(kind__startswith="call.").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"call": {**FIRST, "asked": ""}},
        {"call": {**FIRST, "what_happened": "two\nlines"}},
        {"call": {**FIRST, "urgency": "whenever"}},
        {"call": {**FIRST, "step_seconds": -5}},
        {"call": {**FIRST, "asked": "x" * 5000}},
        {"call": {**FIRST, "answer_by_at": "tomorrow"}},
        {"status": "draft"},
        {"mark": "PURPLE"},
        {"to": "everybody"},
    ],
)
def test_what_cannot_be_read_is_422_and_says_nothing(cast: dict[str, Officer], changes: Any) -> None:
    assert raise_over_json(signed_in(cast["alice"]), **changes).status_code == 422
    assert not Entry.objects.filter(kind__startswith="call.").exists()


def test_nobody_comes_in_without_a_seat(cast: dict[str, Officer]) -> None:
    assert Client().get("/api/calls/").status_code == 401
    assert raise_over_json(Client()).status_code == 401


def test_an_act_needs_the_token_as_on_the_pages(cast: dict[str, Officer]) -> None:
    assert raise_over_json(signed_in(cast["alice"], enforce_csrf_checks=True)).status_code == 403


def test_a_call_one_is_not_named_in_is_not_there(cast: dict[str, Officer]) -> None:
    raised = raise_over_json(signed_in(cast["alice"])).json()
    dara = signed_in(cast["dara"])
    assert dara.get(f"/api/calls/{raised['thing']}/").status_code == 404
    assert dara.get("/api/calls/").json() == []
    assert say(dara, f"calls/{raised['thing']}/acknowledge/", {}).status_code == 404


def test_situations(cast: dict[str, Officer]) -> None:
    felix, bruno = signed_in(cast["felix"]), signed_in(cast["bruno"])
    wanted = {"opened": OPENING, "to": ["IT", "GB"], "status": "actual"}
    thing = say(felix, "situations/", wanted).json()["thing"]
    assert [card["title"] for card in bruno.get("/api/situations/").json()] == ["Searches"]
    mode = {
        "mode": "full",
        "owner": "US",
        "reason": "It grows.",
        "report_hours": 6,
        "meeting_times": "daily 12:00 UTC",
        "review_at": f"{NIGHT.year + 3}-01-01T00:00:00.000Z",
    }
    assert say(bruno, f"situations/{thing}/mode/", mode).status_code == 409
    assert say(felix, f"situations/{thing}/mode/", mode).status_code == 200
    assert bruno.get(f"/api/situations/{thing}/").json()["mode"] == "full"
    assert say(felix, f"situations/{thing}/close/", {"reason": "Over."}).status_code == 409
    assert say(felix, f"situations/{thing}/mode/", mode | {"mode": "monitoring"}).status_code == 200
    assert say(felix, f"situations/{thing}/close/", {"reason": "Over."}).status_code == 200
    assert bruno.get("/api/situations/?closed=true").json()[0]["closed_reason"] == "Over."


def test_what_it_can_do_is_described(cast: dict[str, Officer]) -> None:
    described = signed_in(cast["alice"]).get("/api/openapi.json").json()
    assert "/api/calls/{call}/acknowledge/" in described["paths"]
