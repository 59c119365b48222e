"""Acknowledging, answering, telling more and ending a call, on its pages."""

import pytest

from redphone.calls import acts, reads
from redphone.log.models import Entry
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import FIGURES, fetch, figure_typed, send
from tests.calls.words import NIGHT, raise_call

Seats = dict[str, Seat]


Cast = dict[str, Officer]


PARTS = ("", "who/", "answer/", "update/", "correct/", "cancel/", "stand-down/")


def path(raised: acts.Raised, part: str = "") -> str:
    return f"/calls/{raised.thing}/{part}"


# Acknowledging, answering, telling more


def test_one_press_acknowledges(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    assert path(raised, "acknowledge/") in fetch(cast["bruno"], path(raised)).actions
    page = send(cast["bruno"], path(raised, "acknowledge/"))
    assert "Everybody in the call sees that you have it." in page.text
    assert path(raised, "acknowledge/") not in page.actions
    again = send(cast["bruno"], path(raised, "acknowledge/"))
    assert "had acknowledged this call before you" in again.text
    assert Entry.objects.filter(kind="call.acknowledged.v1").count() == 1


@pytest.mark.parametrize("kind", ["can", "partly", "cannot", "cannot_say"])
def test_an_answer_is_given_in_four_ways(night: Seats, cast: Cast, kind: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    words = {"answer": kind, "words": "Two.", "need_until": "2026-11-21T05:00", **FIGURES}
    page = send(cast["bruno"], path(raised, "answer/"), words | figure_typed(value="9"))
    assert "Your answer is with everybody in the call." in page.text
    found = reads.who_has_it(raised.thing, for_=night["alice"])
    assert found
    line = found.line_of("IT")
    assert line
    assert (line.answer, line.words, line.need_until_at) == (kind, "Two.", NIGHT.replace(hour=4))
    assert line.figures[0].value == 9


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"answer": ""}, "answer"),
        ({"answer": "cannot", "words": ""}, "words"),
        ({"answer": "cannot_say"}, "need_until"),
        ({"answer": "cannot_say", "need_until": "2026-11-20T05:00"}, "need_until"),
        ({"words": "bell \x07"}, "words"),
        ({"words": "x" * 4001}, "words"),
    ],
)
def test_what_is_wrong_with_an_answer_stands_beside_its_field_and_nothing_is_lost(
    night: Seats, cast: Cast, words: dict[str, str], field: str
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    given = {
        "answer": "can",
        "words": "Forty\nplaces.",
        "need_until": "",
        **FIGURES,
        **figure_typed(),
        **words,
    }
    page = send(cast["bruno"], path(raised, "answer/"), given)
    assert page.error_of(field)
    assert page.value("words").strip() == given["words"]
    assert page.value("figures-0-source") == "Embassy of Examplia"
    assert not Entry.objects.filter(kind="call.answered.v1").exists()


def test_more_is_told_by_its_raiser(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    changed = {"what_changed": "Buses came.", "asked": "Who has seats?", "answer_by": "", **FIGURES}
    assert (
        "What changed goes to everybody who was rung."
        in send(cast["alice"], path(raised, "update/"), changed).text
    )
    wrong = {
        "what_was_wrong": "Two houses.",
        "what_happened": "Two houses searched",
        "place": "Otherville",
        "asked": "",
        "answer_by": "",
    }
    send(cast["adam"], path(raised, "correct/"), wrong)
    page = fetch(cast["bruno"], path(raised))
    for words in ("Buses came.", "Who has seats?", "Two houses searched", "Otherville", "Corrected"):
        assert words in page.text


def test_a_correction_begins_with_what_stands(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    page = fetch(cast["alice"], path(raised, "correct/"))
    assert page.value("what_happened") == "Guest houses searched in Exampletown"
    assert page.value("place") == "Exampletown"


@pytest.mark.parametrize(
    ("part", "words", "field"),
    [
        ("update/", {"what_changed": "", **FIGURES}, "what_changed"),
        ("update/", {"what_changed": "x", "answer_by": "2026-11-20T00:00", **FIGURES}, "answer_by"),
        ("correct/", {"what_was_wrong": ""}, "what_was_wrong"),
        ("correct/", {"what_was_wrong": "x", "answer_by": "2026-11-20T00:00"}, "answer_by"),
        ("cancel/", {"reason": "because"}, "reason"),
        ("stand-down/", {"note": "x" * 4001}, "note"),
    ],
)
def test_what_can_not_be_said_of_a_call_stands_beside_its_field(
    night: Seats, cast: Cast, part: str, words: dict[str, str], field: str
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    said = Entry.objects.count()
    page = send(cast["alice"], path(raised, part), words)
    assert page.error_of(field)
    assert Entry.objects.count() == said


@pytest.mark.parametrize(
    ("part", "words", "shown"),
    [
        ("cancel/", {"reason": "wrong_call", "note": "Sorry."}, "This call is cancelled."),
        ("stand-down/", {"note": "All are out."}, "This call is stood down."),
    ],
)
def test_it_ends_in_one_step(night: Seats, cast: Cast, part: str, words: dict[str, str], shown: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    assert path(raised, part) in fetch(cast["alice"], path(raised)).links
    send(cast["alice"], path(raised, part), words)
    for name in ("alice", "bruno"):
        page = fetch(cast[name], path(raised))
        assert shown in page.text
        assert words["note"] in page.text
        assert not [action for action in page.actions if raised.thing in action]
        assert not [link for link in page.links if link.endswith((part, "answer/", "update/"))]
    late = send(cast["bruno"], path(raised, "acknowledge/"))
    assert late.status == 409
    assert "This call" in late.text
    late = send(cast["bruno"], path(raised, "answer/"), {"answer": "can", "words": "Ten.", **FIGURES})
    assert late.value("words").strip() == "Ten."


def test_each_sees_the_buttons_that_are_theirs(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT", "AU"])
    speak = {path(raised, part) for part in ("update/", "correct/", "cancel/", "stand-down/")}
    reply = {path(raised, "acknowledge/"), path(raised, "answer/")}
    offered = {
        name: {*(page := fetch(cast[name], path(raised))).links, *page.actions} & (speak | reply)
        for name in ("alice", "adam", "agnes", "bruno", "bella", "eve")
    }
    assert offered == {
        "alice": speak,
        "adam": speak,
        "agnes": set(),
        "bruno": reply,
        "bella": set(),
        "eve": reply,
    }


@pytest.mark.parametrize("part", [*PARTS[2:], "acknowledge/", "acknowledge/CA/"])
def test_nobody_speaks_of_a_call_from_a_seat_that_may_not(night: Seats, cast: Cast, part: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    said = Entry.objects.count()
    words = {
        "answer": "can",
        "words": "x",
        "what_changed": "x",
        "what_was_wrong": "x",
        "reason": "other",
        "note": "x",
        **FIGURES,
    }
    for name in ("agnes", "bella", "dara"):
        send(cast[name], path(raised, part), words)
    if part in ("acknowledge/", "acknowledge/CA/", "answer/"):
        send(cast["alice"], path(raised, part), words)
    else:
        send(cast["bruno"], path(raised, part), words)
    assert Entry.objects.count() == said
