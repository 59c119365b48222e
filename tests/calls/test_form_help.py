"""What a form tells a tired person: each mistake in its list, nothing cut, nothing called optional that is not."""

from typing import Any

import pytest
from django.utils import translation

from redphone.calls.models import Call
from redphone.look.plain import TEXT_LETTERS
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import FIGURES, Page, fetch, figure_typed, send, typed
from tests.calls.words import raise_call

Seats = dict[str, Seat]
Cast = dict[str, Officer]
ACTUAL, TEST = "/calls/raise/actual/", "/calls/raise/test/"


def path(raised: Any, part: str = "") -> str:
    return f"/calls/{raised.thing}/{part}"


def summary_of(page: Page) -> str:
    """The list of what has to be put right, at the top of a page."""
    return str(page.html).partition('id="errors"')[2].partition("</div>")[0]


def check(officer: Officer, at: str = ACTUAL, **changes: Any) -> Page:
    return send(officer, at, typed(step="check", **changes))


# Every mistake stands in the list


def test_a_figure_without_its_source_stands_in_the_list_with_a_link(night: Seats, cast: Cast) -> None:
    summary = summary_of(check(cast["alice"], **figure_typed(1, source="")))
    assert "One thing to put right" in summary
    assert '<a href="#id_figures-1-source">Figure 2, Source: Give the source' in summary


def test_so_it_does_where_an_answer_or_what_changed_brings_figures(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    wrong = {**FIGURES, **figure_typed(source="")}
    for name, part in (("bruno", "answer/"), ("alice", "update/")):
        page = send(cast[name], path(raised, part), {"answer": "can", "what_changed": "More.", **wrong})
        assert "#id_figures-0-source" in summary_of(page), part


@pytest.mark.parametrize(
    "part", ["answer/", "update/", "correct/", "cancel/", "stand-down/", "doubt/", "report/"]
)
def test_a_form_sends_itself_to_its_page_without_what_stands_behind_the_hash(
    night: Seats, cast: Cast, part: str
) -> None:
    """A browser puts the list in focus only on an address without a fragment."""
    raised = raise_call(night["alice"], ["IT"])
    name = "bruno" if part in ("answer/", "doubt/") else "alice"
    assert path(raised, part) in fetch(cast[name], path(raised, part)).actions


def test_what_is_seldom_needed_is_open_as_soon_as_something_stands_in_it(night: Seats, cast: Cast) -> None:
    closed = "<details><summary>Figures, dangers"
    opened = "<details open><summary>Figures, dangers"
    assert closed in fetch(cast["alice"], ACTUAL).html
    for words in ({"details": "Two buses left."}, {"decides": "minister"}, figure_typed()):
        assert opened in send(cast["alice"], ACTUAL, typed(step="change", **words)).html
    assert closed in send(cast["alice"], ACTUAL, typed(step="change")).html


# In our own words


def test_nothing_pasted_is_cut_in_silence(night: Seats, cast: Cast) -> None:
    assert "maxlength" not in fetch(cast["alice"], ACTUAL).html.partition('name="needed"')[0]
    long = "x" * 20_000
    page = check(cast["alice"], asked=long)
    assert page.value("asked").strip() == long
    assert page.error_of("asked") == (
        f"This is too long: 20000 letters, and at most {TEXT_LETTERS} can be sent. Shorten it."
    )


@pytest.mark.parametrize(
    ("words", "field", "said"),
    [
        ({"country": "ZZ"}, "country", "“ZZ” is not offered here. Choose one of those shown."),
        ({"to": ["IT", "ZZ"]}, "to", "“ZZ” is not offered here. Choose one of those shown."),
        ({"step_minutes": "0"}, "step_minutes", "Give 1 or more."),
        ({"step_minutes": "soon"}, "step_minutes", "Give a whole number, in digits."),
        (
            {"to": ["IT", "DE", "UNHCR"], "mark": "AMBER"},
            "to",
            "TLP:AMBER goes to members only. Leave out Germany, UNHCR, or mark it TLP:GREEN.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words_that_say_what_to_do(
    night: Seats, cast: Cast, words: dict[str, Any], field: str, said: str
) -> None:
    assert check(cast["alice"], **words).error_of(field) == said


def test_what_is_wrong_is_said_in_french(night: Seats, cast: Cast) -> None:
    with translation.override("fr"):
        page = check(cast["chloe"], country="ZZ", asked="x" * 4001)
    assert "« ZZ » n’est pas proposé ici." in page.error_of("country")
    assert "4001 caractères" in page.error_of("asked")


# What is needed, and what is not


def test_the_six_things_are_numbered(night: Seats, cast: Cast) -> None:
    text = fetch(cast["alice"], ACTUAL).text
    for label in (
        "1. Situation",
        "2. What happened",
        "3. Where",
        "4. What do you ask",
        "5. Answer wanted",
        "6. Who",
    ):
        assert label in text


def test_what_a_choice_needs_is_not_called_optional(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    page = fetch(cast["bruno"], path(raised, "answer/"))
    assert "In words (needed for “Partly” and “Cannot”)" in page.text
    assert "We need until (needed for “Cannot say yet”)" in page.text
    assert "Title of the new situation (needed for a new situation)" in fetch(cast["alice"], ACTUAL).text


def test_the_first_test_of_a_fresh_node_needs_no_word(night: Seats, cast: Cast) -> None:
    page = fetch(cast["alice"], TEST)
    words = {**page.fields("what_happened"), "step": ["raise"]}
    assert summary_of(send(cast["alice"], TEST, words)) == ""
    assert Call.objects.get().status == "test"
    assert not fetch(cast["alice"], ACTUAL).value("what_happened")


def test_a_correction_says_of_each_field_that_empty_is_as_before(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    assert fetch(cast["alice"], path(raised, "correct/")).text.count("Empty: as before.") == 4


def test_no_reason_to_cancel_is_chosen_for_anybody(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    assert "checked" not in fetch(cast["alice"], path(raised, "cancel/")).html.partition("<main")[2]
    page = send(cast["alice"], path(raised, "cancel/"), {"note": ""})
    assert page.error_of("reason") == "Say why it is cancelled."
    assert Call.objects.get().state == "open"


def test_before_the_button_stand_ones_own_words(night: Seats, cast: Cast) -> None:
    page = check(cast["alice"])
    before = page.html.partition('value="raise"')[0]
    assert "Guest houses searched in Exampletown</h2>" in before
    assert "Who has people there?</dd>" in before
