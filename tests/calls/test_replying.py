"""Acknowledging and answering: it belongs to the party, and says what others can act on."""

from datetime import datetime, timedelta

import pytest

from redphone.calls import acts
from redphone.log.models import Entry
from redphone.wire.policy import Seat
from tests.calls.post_office import at
from tests.calls.seeing import line, refused, seen
from tests.calls.words import (
    MINUTE,
    NIGHT,
    answer,
    figure,
    raise_call,
)

Seats = dict[str, Seat]


HOUR = timedelta(hours=1)


# Acknowledging and answering


def test_acknowledging_belongs_to_the_party(night: Seats) -> None:
    raised = raise_call(night["alice"], ["AU", "IT"])
    promised = NIGHT + HOUR
    with at(9 * MINUTE):
        acts.acknowledge_call(by=night["dara"], call=raised.thing, way="page", answer_promised_at=promised)
    said = Entry.objects.count()
    with at(10 * MINUTE):
        assert acts.acknowledge_call(by=night["eve"], call=raised.thing, way="link") is None
    assert Entry.objects.count() == said
    its = line(raised.thing, "AU", night["bruno"])
    assert (its.state, its.acknowledged_at, its.acknowledged_way, its.acknowledged_seat) == (
        "acknowledged",
        NIGHT + 9 * MINUTE,
        "page",
        "duty_desk",
    )
    assert (its.answer_promised_at, its.answered_at) == (promised, None)
    found = seen(raised.thing, night["alice"])
    assert (found.have_it, found.answered, len(found.addressed)) == (1, 0, 2)
    assert found.first_acknowledged_at == NIGHT + 9 * MINUTE


def test_a_promise_lies_ahead(night: Seats) -> None:
    raised = raise_call(night["alice"], ["IT"])
    wrong = refused(
        lambda: acts.acknowledge_call(
            by=night["bruno"], call=raised.thing, way="page", answer_promised_at=NIGHT
        )
    )
    assert wrong.field == "promised"


@pytest.mark.parametrize("name", ["alice", "dara", "bella"])
def test_who_is_not_addressed_or_may_not_speak_does_not_reply(night: Seats, name: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    refused(lambda: acts.acknowledge_call(by=night[name], call=raised.thing, way="page"))
    refused(lambda: acts.answer_call(by=night[name], call=raised.thing, answer=answer()))


@pytest.mark.parametrize(
    ("kind", "words", "need_until_at"),
    [
        ("can", "", None),
        ("can", "Forty places.", None),
        ("partly", "Two families.", None),
        ("cannot", "No flights.", None),
        ("cannot_say", "", NIGHT + HOUR),
    ],
)
def test_four_kinds_of_answer(night: Seats, kind: str, words: str, need_until_at: datetime | None) -> None:
    raised = raise_call(night["alice"], ["IT"])
    given = answer(kind, words, need_until_at=need_until_at, figures=(figure(value=3),))
    acts.answer_call(by=night["bruno"], call=raised.thing, answer=given)
    its = line(raised.thing, "IT", night["alice"])
    assert (its.state, its.answer, its.words, its.need_until_at) == ("answered", kind, words, need_until_at)
    assert its.figures == [figure(value=3)]
    assert its.acknowledged_at == NIGHT, "who answers has it"


def test_a_later_answer_replaces_an_earlier_one_which_stays_on_record(night: Seats) -> None:
    raised = raise_call(night["alice"], ["IT"])
    given = answer("cannot_say", "Asking.", need_until_at=NIGHT + HOUR, figures=(figure(),))
    acts.answer_call(by=night["bruno"], call=raised.thing, answer=given)
    with at(HOUR):
        acts.answer_call(by=night["bruno"], call=raised.thing, answer=answer("can", "Ten."))
    its = line(raised.thing, "IT", night["alice"])
    assert (its.answer, its.words, its.need_until_at, its.figures) == ("can", "Ten.", None, [])
    assert (its.acknowledged_at, its.answered_at) == (NIGHT, NIGHT + HOUR)
    assert Entry.objects.filter(kind="call.answered.v1").count() == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("cannot", ""), "words"),
        (("partly", "  "), "words"),
        (("cannot_say", "Asking."), "need_until"),
    ],
)
def test_an_answer_nobody_can_act_on_is_refused(night: Seats, given: tuple[str, str], field: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    wrong = refused(lambda: acts.answer_call(by=night["bruno"], call=raised.thing, answer=answer(*given)))
    assert wrong.field == field


def test_participants_and_partners_reply_to_what_they_are_asked(night: Seats) -> None:
    raised = raise_call(night["alice"], ["DE", "UNHCR"])
    acts.acknowledge_call(by=night["heidi"], call=raised.thing, way="page")
    acts.answer_call(by=night["uma"], call=raised.thing, answer=answer())
    assert [its.state for its in seen(raised.thing, night["alice"]).addressed] == [
        "acknowledged",
        "answered",
    ]


def test_who_does_not_read_a_call_does_not_speak_of_it(night: Seats) -> None:
    red = raise_call(night["alice"], ["AU"], mark="RED")
    for do in (
        lambda: acts.acknowledge_call(by=night["eve"], call=red.thing, way="page"),
        lambda: acts.answer_call(by=night["eve"], call=red.thing, answer=answer()),
    ):
        assert "does not read this call" in str(refused(do))
    amber = raise_call(night["alice"], ["SEC", "IT"], mark="AMBER", key="amber")
    assert acts.acknowledge_call(by=night["gil"], call=amber.thing, way="page")
    assert "does not read this call" in str(
        refused(lambda: acts.answer_call(by=night["gil"], call=amber.thing, answer=answer()))
    )


def test_only_who_was_asked_as_chair_takes_over(night: Seats) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    for name in ("felix", "bruno", "alice"):
        wrong = refused(
            lambda: acts.acknowledge_as_chair(
                by=night[name],  # noqa: B023
                call=raised.thing,
                unreached="CA",
                way="page",
            )
        )
        assert "not asked to act as chair" in str(wrong)
