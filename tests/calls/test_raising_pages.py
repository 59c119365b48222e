"""Raising a call on its pages: the status first, six things, what will happen, and then it happens, once."""

import re
from typing import Any

import pytest
from django.test import Client

from redphone.calls import reads
from redphone.calls.models import Call
from redphone.officers.models import Officer
from redphone.situations.acts import open_situation
from redphone.wire.policy import Seat
from redphone.wire.words import Figure
from tests.calls.browsing import Page, fetch, figure_typed, send, typed
from tests.calls.words import NIGHT, opening, raise_call
from tests.people import signed_in

Seats = dict[str, Seat]


Cast = dict[str, Officer]


ACTUAL = "/calls/raise/actual/"


STATUSES = ("actual", "exercise", "test")


def check(officer: Officer, path: str = ACTUAL, **changes: Any) -> Page:
    return send(officer, path, typed(step="check", **changes))


def one_call() -> Call:
    return Call.objects.get()


def test_the_status_is_chosen_first(night: Seats, cast: Cast) -> None:
    page = fetch(cast["alice"], "/calls/raise/")
    assert [link for link in page.links if link.startswith("/calls/raise/") and link != "/calls/raise/"] == [
        f"/calls/raise/{status}/" for status in STATUSES
    ]
    for word in ("ACTUAL", "EXERCISE", "TEST"):
        assert word in page.text
    assert fetch(cast["alice"], "/calls/raise/system/").status == 404


@pytest.mark.parametrize("status", STATUSES)
def test_no_page_leaves_it_open_what_it_is(night: Seats, cast: Cast, status: str) -> None:
    form = fetch(cast["alice"], f"/calls/raise/{status}/")
    confirm = check(cast["alice"], f"/calls/raise/{status}/")
    for page in (form, confirm):
        assert f'<body class="is-{status}"' in page.html
        assert f"<title>{status.upper()} · " in page.html
        assert f'<div class="band {status}">' in page.html
    assert f'data-draft="raise-{status}"' in form.html


@pytest.mark.parametrize(
    ("field", "tick", "shown"),
    [
        ("place", "place_unknown", "Where not known yet"),
        ("answer_by", "answer_by_unknown", "as soon as you can"),
    ],
)
def test_not_known_yet_is_an_answer(night: Seats, cast: Cast, field: str, tick: str, shown: str) -> None:
    page = check(cast["alice"], **{field: "", tick: "on"})
    assert "Wake the duty officers of 2 parties?" in page.text
    assert shown in page.text


def test_not_known_yet_and_something_typed_is_asked_about(night: Seats, cast: Cast) -> None:
    page = check(cast["alice"], place_unknown="on")
    assert "Clear one of the two" in page.error_of("place")
    assert page.value("place") == "Exampletown"


def test_a_time_that_is_none_does_not_matter_once_it_is_not_known(night: Seats, cast: Cast) -> None:
    page = check(cast["alice"], answer_by="soon", answer_by_unknown="on")
    assert "as soon as you can" in page.text
    assert "Give a day and a time" in check(cast["alice"], answer_by="soon").error_of("answer_by")


@pytest.mark.parametrize("written", ["2026-11-21T05:00", "2026-11-21 05:00", "2026-11-21T05:00:00"])
def test_a_time_is_read_on_the_officers_clock(night: Seats, cast: Cast, written: str) -> None:
    send(cast["bruno"], ACTUAL, typed(step="raise", to=["GB"], answer_by=written))
    assert one_call().answer_by_at == NIGHT.replace(hour=4)  # Rome is an hour ahead


def test_persons_and_cases_stay_apart(night: Seats, cast: Cast) -> None:
    words = typed(
        step="raise", **figure_typed(), **figure_typed(1, unit="cases", value="", quantifier="exactly")
    )
    send(cast["alice"], ACTUAL, words)
    found = reads.who_has_it("GB-1", for_=night["bruno"])
    assert found
    persons, cases = found.call.words["figures"]
    assert isinstance(persons, Figure)
    assert (persons.unit, persons.value, persons.quantifier) == ("persons", 140, "about")
    assert (cases.unit, cases.value, cases.quantifier) == ("cases", None, "unknown")
    page = fetch(cast["bruno"], "/calls/GB-1/")
    assert "about 140 persons" in page.text
    assert "cases: not known yet" in page.text


QUESTIONS = {
    "actual": "Wake the duty officers of 2 parties?",
    "exercise": "Ring 2 parties for this exercise?",
    "test": "Send this test to 2 parties?",
}


@pytest.mark.parametrize("status", STATUSES)
def test_the_confirmation_names_whom_it_rings_and_differs_by_status(
    night: Seats, cast: Cast, status: str
) -> None:
    page = check(cast["alice"], f"/calls/raise/{status}/")
    assert QUESTIONS[status] in page.text
    assert (
        "2 parties are rung: Italy, Canada" in page.text or "2 parties are rung: Canada, Italy" in page.text
    )
    assert (
        "at once: the duty officer; after 15 min: the deputy; after 30 min: who acts as chair." in page.text
    )
    assert (
        f"{status.upper()} · Immediate · answer by 05:00 UTC · to be decided by the duty officer" in page.text
    )
    assert not Call.objects.exists(), "nothing is sent yet"
    buttons = re.findall(r'<button class="act first"[^>]*>([^<]+)<', page.html)
    assert len(buttons) == 1
    others = [check(cast["alice"], f"/calls/raise/{other}/") for other in STATUSES if other != status]
    for other in others:
        assert buttons[0] not in other.html


def test_it_says_what_the_mail_will_carry(night: Seats, cast: Cast) -> None:
    assert "this wake line and the first message" in check(cast["alice"]).text
    assert "this wake line only" in check(cast["alice"], mark="AMBER").text


def test_something_can_be_changed_with_nothing_lost(night: Seats, cast: Cast) -> None:
    words = typed(details="Much\nmore.", hazards='"quoted" <i>', **figure_typed())
    confirm = send(cast["alice"], ACTUAL, words | {"step": "check"})
    posted = confirm.fields("what_happened")
    back = send(cast["alice"], ACTUAL, {**posted, "step": "change"})
    assert not back.error_of("what_happened")
    again = back.fields("what_happened")
    for name, value in words.items():
        assert sorted(part.strip() for part in again[name]) == sorted(
            value if isinstance(value, list) else [value]
        )


def test_what_was_confirmed_is_raised_and_shown(night: Seats, cast: Cast) -> None:
    confirm = check(cast["alice"], details="Much\nmore.", **figure_typed())
    page = send(cast["alice"], ACTUAL, {**confirm.fields("what_happened"), "step": "raise"})
    call = one_call()
    assert (call.number, call.status, call.mark, call.to) == ("GB-1", "actual", "GREEN", ("CA", "IT"))
    assert call.answer_by_at == NIGHT.replace(hour=5)
    assert call.words["details"] == "Much\nmore."
    assert call.words["step_seconds"] == 900
    assert "Guest houses searched in Exampletown" in page.text
    assert "0 of 2" in page.text
    assert 'data-draft-done="raise-actual"' in page.html


def test_sent_twice_it_is_one_call(night: Seats, cast: Cast) -> None:
    first = send(cast["alice"], ACTUAL, typed(step="raise"))
    again = send(cast["adam"], ACTUAL, typed(step="raise"))
    assert one_call().number == "GB-1"
    assert "raised this already" not in first.text
    assert "Your party has raised this already: this is that call." in again.text
    assert "Guest houses searched in Exampletown" in again.text


def test_a_call_that_may_be_the_same_is_shown_before(night: Seats, cast: Cast) -> None:
    raise_call(night["bruno"], ["GB", "CA"], country="PK", what_happened="Doors broken in Exampletown")
    page = check(cast["alice"])
    assert "Is it one of these?" in page.text
    assert "IT-1 , Italy" in page.text or "IT-1, Italy" in page.text
    assert "Doors broken in Exampletown" in page.text
    assert "Is it one of these?" not in check(cast["alice"], country="AF").text
    assert "Is it one of these?" not in check(cast["alice"], "/calls/raise/test/").text


def test_situations_of_the_same_status_are_offered_and_the_one_come_from_is_chosen(
    night: Seats, cast: Cast
) -> None:
    older = open_situation(by=night["alice"], to=["IT"], opened=opening(title="Older")).thing
    open_situation(by=night["alice"], to=["IT"], opened=opening(title="Newer"))
    open_situation(by=night["alice"], to=["IT"], opened=opening(title="Practice"), status="exercise")
    open_situation(by=night["bruno"], to=["CA"], opened=opening(title="Theirs"))
    page = Page(signed_in(cast["alice"]).get(ACTUAL, {"situation": older}))
    assert page.fields("situation")["situation"] == [older]
    for title, offered in (("Older", True), ("Newer", True), ("Practice", False), ("Theirs", False)):
        assert (title in page.text) is offered
    send(cast["alice"], ACTUAL, typed(step="raise", situation=older, new_title=""))
    assert one_call().situation == older


def test_an_exercise_does_not_get_into_an_actual_situation(night: Seats, cast: Cast) -> None:
    actual = open_situation(by=night["alice"], to=["IT"], opened=opening()).thing
    page = check(cast["alice"], "/calls/raise/exercise/", situation=actual)
    assert page.error_of("situation")


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("gil", "actual", "The secretariat raises tests and exercises only."),
        ("heidi", "actual", "Members raise calls. Ask a member to raise this one."),
        ("uma", "test", "Members raise calls. Ask a member to raise this one."),
        ("agnes", "actual", "This seat may not speak for its party."),
    ],
)
def test_who_may_not_raise_is_told_before_typing_and_after(
    night: Seats, cast: Cast, name: str, status: str, words: str
) -> None:
    path = f"/calls/raise/{status}/"
    assert words in fetch(cast[name], path).text
    for step in ("check", "raise"):
        page = send(cast[name], path, typed(step=step))
        assert words in page.text
        assert page.value("what_happened") == "Guest houses searched in Exampletown"
    assert not Call.objects.exists()


def test_the_secretariat_raises_a_test(night: Seats, cast: Cast) -> None:
    send(cast["gil"], "/calls/raise/test/", typed(step="raise"))
    assert one_call().number == "SEC-T1"


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ settings.SECRET_KEY }}{% debug %}'


def test_hostile_words_come_back_as_words(night: Seats, cast: Cast) -> None:
    every = dict.fromkeys(
        (
            "new_title",
            "what_happened",
            "place",
            "asked",
            "details",
            "hazards",
            "access",
            "engaged",
            "national",
        ),
        HOSTILE,
    )
    words = typed(**every, **figure_typed(what=HOSTILE, source=HOSTILE))
    wrong = send(cast["alice"], ACTUAL, words | {"step": "check", "to": []})
    confirm = send(cast["alice"], ACTUAL, words | {"step": "check"})
    raised = send(cast["alice"], ACTUAL, words | {"step": "raise"})
    listed = fetch(cast["bruno"], "/calls/")
    desk = fetch(cast["bruno"], "/")
    for page in (wrong, confirm, raised, listed, desk):
        assert "<script>alert" not in page.html
        assert "<img src=x" not in page.html
        assert HOSTILE in page.text or HOSTILE in str(page.forms)


def test_another_site_can_not_raise(night: Seats, cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast["alice"])
    assert browser.post(ACTUAL, typed(step="raise")).status_code == 403
    assert not Call.objects.exists()


def test_nobody_raises_without_signing_in(night: Seats) -> None:
    for path in ("/calls/raise/", ACTUAL):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")
    assert Client().post(ACTUAL, typed(step="raise")).status_code == 302
    assert not Call.objects.exists()


def test_a_form_without_its_figures_is_no_error_of_the_house(night: Seats, cast: Cast) -> None:
    words = {name: value for name, value in typed(step="check").items() if not name.startswith("figures")}
    assert send(cast["alice"], ACTUAL, words).status == 200
    assert send(cast["alice"], ACTUAL, typed(step="check", **{"figures-TOTAL_FORMS": "9999"})).status == 200
