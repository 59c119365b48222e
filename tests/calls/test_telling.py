"""Updating, correcting and ending a call; and what waits for whom meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import acts, reads
from redphone.wire.policy import Seat
from tests.calls.post_office import at
from tests.calls.seeing import refused, seen
from tests.calls.words import (
    MINUTE,
    NIGHT,
    answer,
    cancel,
    correction,
    figure,
    raise_call,
    update,
)

Seats = dict[str, Seat]


HOUR = timedelta(hours=1)


# Updating, correcting, ending


def test_an_update_replaces_what_it_names_and_leaves_the_rest(night: Seats) -> None:
    raised = raise_call(night["alice"], ["IT"], figures=(figure(),))
    later = NIGHT + 5 * HOUR
    with at(MINUTE):
        acts.update_call(
            by=night["adam"],
            call=raised.thing,
            update=update(asked="Who has buses?", answer_by_at=later, figures=(figure(value=200),)),
        )
    found = seen(raised.thing, night["bruno"])
    assert found.call.words["asked"] == "Who has buses?"
    assert found.call.words["figures"] == [figure(value=200)]
    assert (found.call.answer_by_at, found.call.what_happened) == (
        later,
        "Guest houses searched in Exampletown",
    )
    (news,) = found.news
    assert (news.kind, news.said_at, news.words["what_changed"]) == (
        "updated",
        NIGHT + MINUTE,
        "Two buses have left.",
    )
    with at(2 * MINUTE):
        acts.update_call(by=night["alice"], call=raised.thing, update=update())
    assert seen(raised.thing, night["bruno"]).call.words["asked"] == "Who has buses?"


def test_a_correction_says_what_is_right(night: Seats) -> None:
    raised = raise_call(night["alice"], ["IT"])
    acts.correct_call(
        by=night["alice"],
        call=raised.thing,
        correction=correction(what_happened="Two houses searched", place="Otherville"),
    )
    found = seen(raised.thing, night["bruno"])
    assert (found.call.what_happened, found.call.words["place"]) == ("Two houses searched", "Otherville")
    assert [news.kind for news in found.news] == ["corrected"]


@pytest.mark.parametrize(
    "speak",
    [
        lambda by, call, at: acts.update_call(by=by, call=call, update=update(answer_by_at=at)),
        lambda by, call, at: acts.correct_call(by=by, call=call, correction=correction(answer_by_at=at)),
    ],
)
def test_neither_asks_for_an_answer_in_the_past(night: Seats, speak: Any) -> None:
    raised = raise_call(night["alice"], ["IT"])
    assert refused(lambda: speak(night["alice"], raised.thing, NIGHT)).field == "answer_by"


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (lambda by, call: acts.cancel_call(by=by, call=call, cancel=cancel(note="Sorry.")), "cancelled"),
        (lambda by, call: acts.stand_down_call(by=by, call=call, note="Sorry."), "stood_down"),
    ],
)
def test_a_call_ends_once_and_for_everybody(night: Seats, end: Any, state: str) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    with at(MINUTE):
        end(night["alice"], raised.thing)
    for name in ("alice", "bruno", "chloe"):
        found = seen(raised.thing, night[name])
        assert (found.call.state, found.call.ended_at) == (state, NIGHT + MINUTE)
        assert found.news[0].words["note"] == "Sorry."
        assert reads.open_calls(for_=night[name]) == []
        assert [item.call.thing for item in reads.open_calls(for_=night[name], state="ended")] == [
            raised.thing
        ]
    for do in (
        lambda: end(night["alice"], raised.thing),
        lambda: acts.update_call(by=night["alice"], call=raised.thing, update=update()),
        lambda: acts.correct_call(by=night["alice"], call=raised.thing, correction=correction()),
        lambda: acts.acknowledge_call(by=night["bruno"], call=raised.thing, way="page"),
        lambda: acts.answer_call(by=night["bruno"], call=raised.thing, answer=answer()),
    ):
        assert refused(do).field is None


@pytest.mark.parametrize("name", ["bruno", "dara", "agnes", "gil"])
def test_only_its_raiser_speaks_of_a_call(night: Seats, name: str) -> None:
    raised = raise_call(night["alice"], ["IT", "SEC"])
    for do in (
        lambda: acts.update_call(by=night[name], call=raised.thing, update=update()),
        lambda: acts.correct_call(by=night[name], call=raised.thing, correction=correction()),
        lambda: acts.cancel_call(by=night[name], call=raised.thing, cancel=cancel()),
        lambda: acts.stand_down_call(by=night[name], call=raised.thing, note=""),
    ):
        refused(do)
    assert seen(raised.thing, night["alice"]).call.is_open
    assert seen(raised.thing, night["alice"]).news == []


# What waits for whom


def test_what_waits_for_an_answer_the_one_due_first_first(night: Seats) -> None:
    late = raise_call(night["alice"], ["IT"], key="late", answer_by_at=NIGHT + 5 * HOUR)
    soon = raise_call(night["alice"], ["IT"], key="soon", answer_by_at=NIGHT + HOUR)
    at_once = raise_call(night["alice"], ["IT"], key="at once", answer_by_at=None)
    ours = raise_call(night["bruno"], ["GB"])

    def waits() -> list[str]:
        return [item.call.thing for item in reads.expected_of(for_=night["bruno"])]

    assert waits() == [at_once.thing, soon.thing, late.thing]
    acts.acknowledge_call(by=night["bruno"], call=soon.thing, way="page")
    assert waits() == [at_once.thing, soon.thing, late.thing]
    acts.answer_call(by=night["bruno"], call=soon.thing, answer=answer())
    assert waits() == [at_once.thing, late.thing]
    assert reads.count_expected(for_=night["bruno"]) == 2
    assert reads.count_open(for_=night["bruno"]) == 4
    assert {item.call.thing for item in reads.open_calls(for_=night["bruno"])} == {
        late.thing,
        soon.thing,
        at_once.thing,
        ours.thing,
    }


@pytest.mark.parametrize("speak", ["update", "correct"])
def test_what_is_due_sooner_than_was_said_moves_up(night: Seats, speak: str) -> None:
    late = raise_call(night["alice"], ["IT"], key="late", answer_by_at=NIGHT + 5 * HOUR)
    soon = raise_call(night["alice"], ["IT"], key="soon", answer_by_at=NIGHT + 2 * HOUR)
    sooner = {"answer_by_at": NIGHT + HOUR}
    if speak == "update":
        acts.update_call(by=night["alice"], call=late.thing, update=update(**sooner))
    else:
        acts.correct_call(by=night["alice"], call=late.thing, correction=correction(**sooner))
    acts.update_call(by=night["alice"], call=soon.thing, update=update())
    expected = reads.expected_of(for_=night["bruno"])
    assert [item.call.thing for item in expected] == [late.thing, soon.thing]


def test_nobody_is_expected_to_answer_what_they_do_not_read(night: Seats) -> None:
    raise_call(night["alice"], ["IT", "SEC", "AU"], mark="AMBER", key="amber")
    raise_call(night["alice"], ["AU", "IT"], mark="RED", key="red")
    raise_call(night["alice"], ["AU", "IT", "SEC"], key="green")
    expected = {
        name: (reads.count_expected(for_=night[name]), len(reads.expected_of(for_=night[name])))
        for name in ("bruno", "bella", "dara", "eve", "gil", "grace")
    }
    assert expected == {
        "bruno": (3, 3),
        "bella": (0, 0),
        "dara": (3, 3),
        "eve": (2, 2),
        "gil": (1, 1),
        "grace": (0, 0),
    }
