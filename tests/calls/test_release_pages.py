"""The pages of an actual call to every member: read, released, sent back, raised alone; a fresh proof is asked."""

import pytest
from django.core import mail
from django.test import Client

from redphone.calls.messages import CallRaised
from redphone.calls.models import Call, HeldCall
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import Page, fetch, send, typed
from tests.calls.test_release import OTHERS, SECRET, WHY
from tests.calls.words import first_message, opening
from tests.people import PASSWORD, signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]


def proven(officer: Officer) -> Client:
    """A browser in which this officer has just proven once more that it is them."""
    browser = signed_in(officer)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


TO_ALL = {"to": list(OTHERS)}
ACTUAL = "/calls/raise/actual/"


def test_the_page_says_before_which_way_it_goes_and_then_it_waits(night: Seats, cast: Cast) -> None:
    confirm = send(cast["alice"], ACTUAL, typed(step="check", **TO_ALL))
    assert "needs a second person" in confirm.text
    assert "needs a second person" not in send(cast["alice"], ACTUAL, typed(step="check")).text
    page = send(cast["alice"], ACTUAL, typed(step="raise", **TO_ALL))
    assert "It waits for a second person’s release" in page.text
    assert not Call.objects.exists()
    (told,) = mail.outbox
    assert told.to == ["adam@gb.example"]
    assert "Exampletown" not in told.message().as_string()
    assert "A call to every member waits for your release." in fetch(cast["adam"], "/").text


def released(cast: Cast) -> tuple[str, dict[str, str]]:
    send(cast["alice"], ACTUAL, typed(step="raise", **TO_ALL))
    number = HeldCall.objects.get().pk
    page = fetch(cast["adam"], f"/calls/held/{number}/")
    assert SECRET in page.text
    return f"/calls/held/{number}/release/", {"digest": page.value("digest")}


def test_the_page_asks_for_a_fresh_proof_and_a_replayed_post_does_nothing(night: Seats, cast: Cast) -> None:
    path, form = released(cast)
    answer = signed_in(cast["adam"]).post(path, form)
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not Call.objects.exists()
    browser = proven(cast["adam"])
    assert browser.post(path, form)["Location"].startswith("/calls/")
    assert Page(browser.post(path, form, follow=True)).text.count("does not wait any more")
    assert Call.objects.count() == 1


def test_asked_once_more_it_goes_on_by_itself(night: Seats, cast: Cast) -> None:
    path, form = released(cast)
    browser = signed_in(cast["adam"])
    browser.post(path, form)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": path})
    assert Call.objects.count() == 1


@pytest.mark.parametrize("who", ["alice", "agnes", "bruno"])
def test_a_post_of_somebody_else_releases_nothing(night: Seats, cast: Cast, who: str) -> None:
    path, form = released(cast)
    proven(cast[who]).post(path, form)
    assert not Call.objects.exists()


def test_raised_alone_on_its_page_the_chair_is_told(night: Seats, cast: Cast) -> None:
    send(cast["alice"], ACTUAL, typed(step="raise", **TO_ALL))
    path = f"/calls/held/{HeldCall.objects.get().pk}/alone/"
    assert signed_in(cast["alice"]).post(path, {"why": WHY})["Location"].startswith("/accounts/")
    browser = proven(cast["alice"])
    assert "Say why" in Page(browser.post(path, {"why": " "})).text
    assert not Call.objects.exists()
    mail.outbox.clear()
    assert "The chair is told" in Page(browser.post(path, {"why": WHY}, follow=True)).text
    (told,) = mail.outbox
    assert told.to == ["felix@us.example"]
    assert WHY not in told.body
    assert WHY in fetch(cast["bruno"], f"/calls/{Call.objects.get().thing}/").text


def test_sent_back_it_is_changed_and_raised_anew(night: Seats, cast: Cast) -> None:
    send(cast["alice"], ACTUAL, typed(step="raise", **TO_ALL))
    path = f"/calls/held/{HeldCall.objects.get().pk}/"
    send(cast["adam"], f"{path}send-back/", {"why": "Which town?"})
    page = fetch(cast["alice"], path)
    assert "Which town?" in page.text
    form = {
        name: value for name, value in page.fields("what_happened").items() if name != "csrfmiddlewaretoken"
    }
    again = send(cast["alice"], ACTUAL, {**form, "step": "change"})
    assert again.value("what_happened") == SECRET


def test_the_json_door_has_it_wait_too(night: Seats, cast: Cast) -> None:
    words = first_message().model_dump(mode="json", include=set(CallRaised.model_fields) - {"number", "key"})
    said = {
        "call": {**words, "escalation_hash": None},
        "to": list(OTHERS),
        "status": "actual",
        "opening": opening().model_dump(mode="json"),
    }
    answer = signed_in(cast["alice"]).post("/api/calls/", said, content_type="application/json")
    assert answer.json()["page"] == f"/calls/held/{HeldCall.objects.get().pk}/"
    assert not Call.objects.exists()
