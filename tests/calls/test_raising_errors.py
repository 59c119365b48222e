"""What can't be raised is said beside its field, with everything else kept."""

from typing import Any

import pytest

from redphone.calls.models import Call
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import Page, figure_typed, send, typed

Seats = dict[str, Seat]


Cast = dict[str, Officer]


ACTUAL = "/calls/raise/actual/"


STATUSES = ("actual", "exercise", "test")


def check(officer: Officer, path: str = ACTUAL, **changes: Any) -> Page:
    return send(officer, path, typed(step="check", **changes))


def one_call() -> Call:
    return Call.objects.get()


MANDATORY = {
    "new_title": "Give the new situation a title.",
    "what_happened": "Say in one line what happened.",
    "place": "Say where, or tick “not known yet”.",
    "asked": "Say what you ask of the others, even if it is only to know.",
    "answer_by": "Say by when, or tick “as soon as you can”.",
    "to": "Choose at least one party.",
}


def test_six_things_are_asked_for_each_with_its_error_beside_it(night: Seats, cast: Cast) -> None:
    nothing: dict[str, Any] = {**dict.fromkeys(MANDATORY, ""), "to": []}
    page = check(cast["alice"], **nothing)
    assert {field: page.error_of(field) for field in MANDATORY} == MANDATORY
    assert "6 things to put right. Nothing you typed is lost." in page.text
    assert not Call.objects.exists()


@pytest.mark.parametrize("missing", MANDATORY)
def test_nothing_typed_is_lost_by_an_error(night: Seats, cast: Cast, missing: str) -> None:
    words = typed(
        step="check",
        details="Much\nmore.",
        hazards="<b>Dogs</b>",
        mark="AMBER",
        national="UK O-S",
        step_minutes="7",
        **figure_typed(),
    )
    words[missing] = [] if missing == "to" else ""
    page = send(cast["alice"], ACTUAL, words)
    assert page.error_of(missing)
    again = page.fields("what_happened")
    for name, value in words.items():
        if name not in ("step", missing):
            assert sorted(part.strip() for part in again[name]) == sorted(
                value if isinstance(value, list) else [value]
            )


@pytest.mark.parametrize(
    ("words", "field", "said"),
    [
        ({"answer_by": "2026-11-21T01:59"}, "answer_by", "This time has passed"),
        ({"answer_by": "2025-01-01T00:00"}, "answer_by", "This time has passed"),
        ({"answer_by": "9999-12-31T23:59"}, "answer_by", "years away"),
        ({"answer_by": "2027-03-28T01:30"}, "answer_by", "The clock skips this hour"),
        ({"answer_by": "0001-01-01T00:00"}, "answer_by", "This time has passed"),
        ({"happened_at": "2026-11-21T02:01"}, "happened_at", "lies in the future"),
        ({"happened_at": "1066-10-14T09:00"}, "happened_at", "years ago"),
        ({"happened_at": "yesterday"}, "happened_at", "Give a day and a time"),
        ({"to": ["IT", "DE"], "mark": "AMBER"}, "to", "TLP:AMBER goes to members only. Leave out Germany"),
        ({"to": ["IT", "XX"]}, "to", "XX"),
        ({"mark": "PURPLE"}, "mark", "PURPLE"),
        ({"urgency": "whenever"}, "urgency", "whenever"),
        ({"country": "QQ"}, "country", "QQ"),
        ({"situation": "nothing"}, "situation", "nothing"),
        ({"step_minutes": "0"}, "step_minutes", "1"),
        ({"step_minutes": "99999999999"}, "step_minutes", "10080"),
        ({"what_happened": "x" * 201}, "what_happened", "200"),
        ({"details": "x" * 4001}, "details", "4000"),
        ({"what_happened": "bell \x07"}, "what_happened", "a character in this that can't be sent"),
        ({"what_happened": "two\nlines"}, "what_happened", "a character in this that can't be sent"),
        ({"asked": "escape \x1b[31m"}, "asked", "a character in this that can't be sent"),
        ({"national": "nul \x00"}, "national", "a character in this that can't be sent"),
        ({"new_title": "c1 \x81 here"}, "new_title", "a character in this that can't be sent"),
    ],
)
def test_what_can_not_be_sent_is_said_beside_its_field(
    night: Seats, cast: Cast, words: dict[str, Any], field: str, said: str
) -> None:
    page = check(cast["alice"], **words)
    assert page.status == 200
    assert said in page.error_of(field)
    assert page.value("place") == "Exampletown"
    assert page.value("asked").strip() == words.get("asked", "Who has people there?")
    assert not Call.objects.exists()


def test_a_first_message_that_is_too_long_as_a_whole_is_said_before_the_confirmation(
    night: Seats, cast: Cast
) -> None:
    long = "\N{GRINNING FACE}" * 4000
    page = check(cast["alice"], details=long, hazards=long, access=long, engaged=long, asked=long)
    assert "This is too long to be sent as a whole. Shorten it." in page.text
    assert page.value("details").strip() == long


def test_lines_are_counted_as_a_browser_counts_them(night: Seats, cast: Cast) -> None:
    page = check(cast["alice"], details="x\r\n" * 2000)
    assert "Wake the duty officers" in page.text


@pytest.mark.parametrize(
    ("figure", "field", "said"),
    [
        ({"source": ""}, "source", "Give the source"),
        ({"as_of": ""}, "as_of", "Say as of when"),
        ({"what": ""}, "what", "Say what is counted"),
        ({"value": "-1"}, "value", "0"),
        ({"value": "many"}, "value", "whole number"),
        ({"unit": "families"}, "unit", "families"),
    ],
)
def test_a_figure_begun_needs_all_that_makes_it_believed(
    night: Seats, cast: Cast, figure: dict[str, Any], field: str, said: str
) -> None:
    page = check(cast["alice"], **figure_typed(**figure))
    assert said in page.error_of(f"figures-0-{field}")
