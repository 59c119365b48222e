"""The pages of situations: opening one, its mode, its end, its timeline, and to whom it is not there."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redphone.calls import acts as calls
from redphone.log.models import Entry
from redphone.officers.models import Officer
from redphone.situations import acts, reads
from redphone.situations.messages import ModeSet
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch, send
from tests.calls.post_office import at
from tests.calls.words import MINUTE, NIGHT, answer, cancel, opening, raise_call
from tests.people import signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]


def typed(**changes: Any) -> dict[str, Any]:
    words = {
        "status": "actual",
        "title": "Searches in Exampleland",
        "nature": "emergency",
        "country": "PK",
        "summary": "Much\nis known.",
        "to": ["IT", "US"],
        "mark": "GREEN",
        "national": "",
    }
    return words | changes


def mode_typed(**changes: Any) -> dict[str, Any]:
    words = {
        "mode": "information_sharing",
        "reason": "More than one\nhas to act.",
        "owner": "GB",
        "report_hours": "6",
        "meeting_times": "07:00 and 19:00 UTC",
        "review_at": "2026-11-22T02:00",
    }
    return words | changes


def open_one(by: Seat, to: tuple[str, ...] = ("IT", "US"), **how: Any) -> str:
    return acts.open_situation(by=by, to=to, opened=opening(**how.pop("words", {})), **how).thing


@pytest.mark.parametrize("status", ["actual", "exercise", "test"])
def test_one_is_opened_and_shown(night: Seats, cast: Cast, status: str) -> None:
    form = fetch(cast["alice"], "/situations/open/", status=status)
    assert form.value("status") == status
    page = send(cast["alice"], "/situations/open/", typed(status=status))
    assert "The situation is open, in monitoring." in page.text
    assert f'<body class="is-{status}"' in page.html
    for words in ("Searches in Exampleland", "Much", "is known.", "Monitoring", "United Kingdom"):
        assert words in page.text
    (card,) = reads.situations(for_=night["bruno"])
    assert (card.status, card.summary, card.countries) == (status, "Much\nis known.", ("PK",))


@pytest.mark.parametrize(
    ("words", "field", "said"),
    [
        ({"title": ""}, "title", "Give it a title."),
        ({"title": "x" * 201}, "title", "200"),
        ({"title": "two\nlines"}, "title", "a character in this that can't be sent"),
        ({"summary": "\x1b[2J"}, "summary", "a character in this that can't be sent"),
        ({"to": []}, "to", "Choose at least one party."),
        ({"to": ["DE"], "mark": "RED"}, "to", "TLP:RED goes to members only"),
        ({"mark": "BLACK"}, "mark", "BLACK"),
        ({"nature": "party"}, "nature", "party"),
        ({"country": "QQ"}, "country", "QQ"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    night: Seats, cast: Cast, words: dict[str, Any], field: str, said: str
) -> None:
    page = send(cast["alice"], "/situations/open/", typed(**words))
    assert said in page.error_of(field)
    assert page.value("summary").strip() == words.get("summary", "Much\nis known.")
    assert page.value("title") == words.get("title", "Searches in Exampleland")
    assert reads.situations(for_=night["alice"]) == []


@pytest.mark.parametrize(("name", "words"), [("heidi", "Only members and the"), ("agnes", "may not speak")])
def test_who_may_not_open_one_is_told(night: Seats, cast: Cast, name: str, words: str) -> None:
    page = send(cast[name], "/situations/open/", typed())
    assert words in page.text
    assert page.value("title") == "Searches in Exampleland"


def test_no_other_status_is_opened(night: Seats, cast: Cast) -> None:
    assert fetch(cast["alice"], "/situations/open/", status="system").status == 404
    assert signed_in(cast["alice"]).post("/situations/open/", typed(status="system")).status_code == 404


def test_the_mode_is_set_with_what_it_asks(night: Seats, cast: Cast) -> None:
    thing = open_one(night["alice"])
    where = f"/situations/{thing}/mode/"
    form = fetch(cast["felix"], where)
    assert "Every member keeps a duty officer on the line" in form.text
    page = send(cast["felix"], where, mode_typed(mode="full", owner="IT", review_at="2026-11-21T21:00"))
    for words in (
        "The mode is set.",
        "Full activation",
        "set by United States",
        "Italy",
        "More than one",
        "report every 6 hours",
        "07:00 and 19:00 UTC",
        "in 1 day",
    ):
        assert words in page.text
    (card,) = reads.situations(for_=night["bruno"])
    assert card.review_at == NIGHT + timedelta(days=1), "typed on the clock of New York"


@pytest.mark.parametrize(
    ("words", "field", "said"),
    [
        ({"reason": ""}, "reason", "Say why: every capital will ask."),
        ({"review_at": ""}, "review_at", "Say when this is looked at again."),
        ({"review_at": "2026-11-20T00:00"}, "review_at", "This time has passed"),
        ({"review_at": "soon"}, "review_at", "Give a day and a time"),
        ({"owner": "DE"}, "owner", "DE"),
        ({"report_hours": "0"}, "report_hours", "1"),
        ({"report_hours": "9999"}, "report_hours", "720"),
        ({"mode": "panic"}, "mode", "panic"),
        ({"meeting_times": "bell \x07"}, "meeting_times", "a character in this that can't be sent"),
    ],
)
def test_what_is_wrong_with_a_mode_stands_beside_its_field(
    night: Seats, cast: Cast, words: dict[str, str], field: str, said: str
) -> None:
    thing = open_one(night["alice"])
    page = send(cast["felix"], f"/situations/{thing}/mode/", mode_typed(**words))
    assert said in page.error_of(field)
    assert page.value("reason").strip() == words.get("reason", "More than one\nhas to act.")
    assert reads.situations(for_=night["bruno"])[0].mode == "monitoring"


def test_full_activation_is_refused_to_the_owner_with_nothing_lost(night: Seats, cast: Cast) -> None:
    thing = open_one(night["alice"])
    page = send(cast["alice"], f"/situations/{thing}/mode/", mode_typed(mode="full"))
    assert "Full activation is set by the chair" in page.text
    assert page.value("reason").strip() == "More than one\nhas to act."


def test_it_closes_after_it_has_stepped_down(night: Seats, cast: Cast) -> None:
    thing = open_one(night["alice"])
    where = f"/situations/{thing}/close/"
    assert fetch(cast["alice"], where).status == 200
    assert send(cast["alice"], where, {"reason": ""}).error_of("reason") == "Say why it is closed."
    page = send(cast["alice"], where, {"reason": "All are out."})
    assert "All are out." in page.text
    assert where not in page.links
    assert f"/situations/{thing}/" not in fetch(cast["bruno"], "/situations/").links
    assert f"/situations/{thing}/" in fetch(cast["bruno"], "/situations/", closed="1").links


def test_only_who_may_set_the_mode_is_offered_it(night: Seats, cast: Cast) -> None:
    thing = open_one(night["alice"])
    offered = {
        name: f"/situations/{thing}/mode/" in fetch(cast[name], f"/situations/{thing}/").links
        for name in ("alice", "adam", "felix", "bruno", "agnes")
    }
    assert offered == {"alice": True, "adam": True, "felix": True, "bruno": False, "agnes": False}


def test_its_page_tells_everything_of_it_and_of_its_calls(night: Seats, cast: Cast) -> None:
    thing = open_one(night["alice"])
    raised = raise_call(night["bruno"], ["GB", "US"], situation=thing)
    with at(MINUTE):
        calls.answer_call(by=night["alice"], call=raised.thing, answer=answer())
    mode = ModeSet(
        mode="full",
        owner="GB",
        reason="It grows.",
        report_hours=None,
        meeting_times="",
        review_at=NIGHT + timedelta(days=1),
    )
    with at(2 * MINUTE):
        acts.set_mode(by=night["felix"], situation=thing, mode=mode)
    page = fetch(cast["felix"], f"/situations/{thing}/")
    told = page.text.partition("Everything said")[2]
    places = [
        told.index(words)
        for words in (
            "set the mode to Full activation",
            "answered",
            "raised call IT-1",
            "opened the situation",
        )
    ]
    assert places == sorted(places)
    assert f"/calls/{raised.thing}/" in page.links
    assert f"/calls/raise/actual/?situation={thing}" in page.links


def test_a_situation_one_is_not_in_is_not_there(night: Seats, cast: Cast) -> None:
    thing = open_one(night["alice"])
    for part in ("", "mode/", "close/"):
        for name in ("dara", "gil", "heidi"):
            assert signed_in(cast[name]).get(f"/situations/{thing}/{part}").status_code == 404
            if part:
                assert (
                    signed_in(cast[name]).post(f"/situations/{thing}/{part}", {"x": "y"}).status_code == 404
                )
        assert Client().get(f"/situations/{thing}/{part}").status_code == 302
    assert signed_in(cast["alice"]).get("/situations/%00/").status_code == 404
    assert "Searches" not in fetch(cast["dara"], "/situations/").text


def test_a_call_in_it_that_one_is_not_named_in_is_not_told(night: Seats, cast: Cast) -> None:
    thing = open_one(night["alice"])
    raised = raise_call(night["alice"], ["US"], situation=thing, what_happened="Zebra")
    page = fetch(cast["bruno"], f"/situations/{thing}/")
    assert "Zebra" not in page.html
    assert raised.thing not in page.html
    calls.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel(note="Zebra"))
    assert raised.number not in fetch(cast["bruno"], f"/situations/{thing}/").text


def test_with_the_envelope_alone_nothing_of_it_is_read(night: Seats, cast: Cast) -> None:
    words = {"title": "Zebra title", "summary": "Zebra summary"}
    thing = open_one(night["alice"], ("SEC", "US"), mark="AMBER", national="Zebra national", words=words)
    mode = mode_typed(reason="Zebra reason", meeting_times="Zebra meeting")
    send(cast["alice"], f"/situations/{thing}/mode/", mode)
    for name in ("gil", "agnes"):
        for where in (f"/situations/{thing}/", f"/situations/{thing}/mode/", "/situations/", "/"):
            assert "Zebra" not in fetch(cast[name], where).html
    assert "A situation this seat does not read" in fetch(cast["gil"], f"/situations/{thing}/").text


def test_hostile_words_come_back_as_words(night: Seats, cast: Cast) -> None:
    hostile = '"><script>alert(1)</script>{{ settings }}'
    page = send(cast["alice"], "/situations/open/", typed(title=hostile, summary=hostile, national=hostile))
    assert "<script>alert" not in page.html
    assert hostile in page.text
    assert "<script>alert" not in fetch(cast["bruno"], "/situations/").html


def test_looking_changes_nothing_and_another_site_can_not_act(night: Seats, cast: Cast) -> None:
    thing = open_one(night["alice"])
    said = Entry.objects.count()
    for part in ("", "mode/", "close/"):
        assert signed_in(cast["alice"]).get(f"/situations/{thing}/{part}").status_code == 200
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast["alice"])
    for where in ("/situations/open/", f"/situations/{thing}/mode/", f"/situations/{thing}/close/"):
        assert browser.post(where, {**typed(), **mode_typed()}).status_code == 403
    assert Entry.objects.count() == said
