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
        {"call": {**FIRST, "situation": "nothing"}},
        {"call": {**FIRST, "number": "GB-99"}},
        {"call": {**FIRST, "number": "Arrests in Exampletown"}},
        {"call": {**FIRST, "detail": "mistyped"}},
        {"call": {**FIRST, "details": "\x1b[31m"}},
        {
            "call": dict.fromkeys(("details", "hazards", "access", "engaged", "asked"), "😀" * 4000)
            | FIRST
            | {"asked": "\N{GRINNING FACE}" * 4000}
        },
        {"urgent": True},
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


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"call": {**FIRST, "answer_by_at": "2020-01-01T00:00:00.000Z"}}, "answer_by_at"),
        ({"happened_at": "2099-01-01T00:00:00.000Z"}, "happened_at"),
        ({"to": []}, "to"),
        ({"to": ["IT", "XX"]}, "to"),
        ({"status": "system"}, "status"),
        ({"opening": None}, "situation"),
    ],
)
def test_what_the_rules_refuse_is_named_as_it_was_sent(
    cast: dict[str, Officer], changes: Any, field: str
) -> None:
    response = raise_over_json(signed_in(cast["alice"]), **changes)
    assert (response.status_code, response.json()["field"]) == (409, field)


def test_answers_that_nobody_can_act_on(cast: dict[str, Officer]) -> None:
    thing = raise_over_json(signed_in(cast["alice"])).json()["thing"]
    bruno = signed_in(cast["bruno"])
    for words, field in (
        ({"answer": "cannot", "words": ""}, "words"),
        ({"answer": "cannot_say", "words": ""}, "need_until_at"),
    ):
        response = say(bruno, f"calls/{thing}/answer/", words)
        assert (response.status_code, response.json()["field"]) == (409, field)
    late = say(bruno, f"calls/{thing}/acknowledge/", {"answer_promised_at": "2020-01-01T00:00:00.000Z"})
    assert (late.status_code, late.json()["field"]) == (409, "answer_promised_at")
    assert say(bruno, f"calls/{thing}/answer/", {"answer": "perhaps", "words": ""}).status_code == 422


def test_the_same_raise_is_one_call_and_a_declared_key_tells(cast: dict[str, Officer]) -> None:
    alice = signed_in(cast["alice"])
    assert [raise_over_json(alice).json()["is_new"] for _ in range(2)] == [True, False]
    keyed = [
        raise_over_json(alice, call={**FIRST, "key": key, "asked": asked}).json()
        for key, asked in (("feed-1", "Who?"), ("feed-1", "Who else?"), ("feed-2", "Who?"))
    ]
    assert [raised["number"] for raised in keyed] == ["GB-E2", "GB-E2", "GB-E3"]


def test_whoever_did_not_raise_it_changes_nothing(cast: dict[str, Officer]) -> None:
    thing = raise_over_json(signed_in(cast["alice"])).json()["thing"]
    bruno, agnes = signed_in(cast["bruno"]), signed_in(cast["agnes"])
    for door, words in (
        ("update", {"what_changed": "x"}),
        ("correct", {"what_was_wrong": "x"}),
        ("cancel", {"reason": "other", "note": ""}),
        ("stand-down", {"note": ""}),
    ):
        for browser in (bruno, agnes):
            assert say(browser, f"calls/{thing}/{door}/", words).status_code == 409
    assert Call.objects.get().state == "open"


def test_who_acts_as_chair(cast: dict[str, Officer]) -> None:
    thing = raise_over_json(signed_in(cast["alice"])).json()["thing"]
    response = say(signed_in(cast["felix"]), f"calls/{thing}/acknowledge/CA/", {})
    assert response.status_code == 409
    assert "not asked to act as chair" in response.json()["refused"]


def test_with_the_envelope_alone_it_says_who_has_it(cast: dict[str, Officer]) -> None:
    wanted = {"call": {**FIRST, "details": "Zebra", "asked": "Zebra"}, "to": ["IT", "SEC"], "mark": "AMBER"}
    thing = raise_over_json(signed_in(cast["alice"]), **wanted, national="Zebra").json()["thing"]
    shown = signed_in(cast["gil"]).get(f"/api/calls/{thing}/")
    assert shown.json()["call"]["sight"] == "envelope"
    assert [line["party"] for line in shown.json()["lines"]] == ["IT", "SEC"]
    assert "Zebra" not in shown.content.decode()


@pytest.mark.parametrize("query", ["offset=-1", "offset=99999999999999999999", "state=all"])
def test_a_list_takes_only_what_it_knows(cast: dict[str, Officer], query: str) -> None:
    assert signed_in(cast["alice"]).get(f"/api/calls/?{query}").status_code == 422


def test_what_a_seat_reads_stays_in_no_cache(cast: dict[str, Officer]) -> None:
    alice = signed_in(cast["alice"])
    answers = [alice.get("/api/calls/"), alice.get("/api/situations/"), alice.get("/api/calls/nothing/")]
    answers.append(raise_over_json(alice, to=[]))
    assert [answer.status_code for answer in answers] == [200, 200, 404, 409]
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]


def test_it_speaks_the_officers_language(cast: dict[str, Officer]) -> None:
    french = raise_over_json(signed_in(cast["chloe"]), to=[]).json()["refused"]
    english = raise_over_json(signed_in(cast["alice"]), to=[]).json()["refused"]
    assert english == "Choose at least one party besides your own."
    assert french != english


def test_there_is_no_page_of_scripts(cast: dict[str, Officer]) -> None:
    assert signed_in(cast["alice"]).get("/api/docs").status_code == 404
