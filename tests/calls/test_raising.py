"""Raising a call: what is then seen by whom, what is the same, what is refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from redphone.calls import acts, raising, reads
from redphone.calls.models import Call
from redphone.log.models import Entry
from redphone.situations import reads as situations
from redphone.situations.acts import close_situation, open_situation
from redphone.wire.policy import Seat
from redphone.wire.words import Mark, Status
from tests.calls.post_office import in_threads
from tests.calls.seeing import refused, seen
from tests.calls.words import (
    MINUTE,
    NIGHT,
    cancel,
    figure,
    first_message,
    opening,
    raise_call,
)

Seats = dict[str, Seat]


HOUR = timedelta(hours=1)


# Raising


def test_raised_in_a_new_situation(night: Seats) -> None:
    raised = raise_call(night["alice"], ["IT", "DE"], figures=(figure(),), details="More.")
    assert raised.is_new
    for name in ("alice", "bruno", "heidi"):
        call = seen(raised.thing, night[name]).call
        assert (call.number, call.by, call.to, call.state) == ("GB-1", "GB", ("DE", "IT"), "open")
        assert call.words["asked"] == "Who has people there?"
        assert call.words["figures"] == [figure()]
        situation = situations.situation(call.situation, for_=night[name])
        assert situation
        assert situation.title == "Searches in Exampleland"
    assert reads.who_has_it(raised.thing, for_=night["dara"]) is None


def test_raised_in_a_situation_that_is_there(night: Seats) -> None:
    thing = open_situation(by=night["bruno"], to=["GB", "CA"], opened=opening()).thing
    raised = raise_call(night["alice"], ["IT", "CA"], situation=thing)
    assert seen(raised.thing, night["alice"]).call.situation == thing
    assert len(situations.situations(for_=night["alice"])) == 1
    assert reads.things_of_situation(thing) == [raised.thing]


def test_everything_may_be_unknown_that_may(night: Seats) -> None:
    raised = raise_call(night["alice"], ["IT"], place=None, country=None, answer_by_at=None)
    call = seen(raised.thing, night["bruno"]).call
    assert (call.words["place"], call.country, call.answer_by_at) == (None, None, None)


def test_numbers_count_apart_by_party_and_status(night: Seats) -> None:
    statuses: tuple[Status, ...] = ("actual", "exercise", "actual", "test", "exercise")
    numbers = [
        raise_call(night["alice"], ["IT"], status=status, key=f"{place}").number
        for place, status in enumerate(statuses)
    ]
    assert numbers == ["GB-1", "GB-E1", "GB-2", "GB-T1", "GB-E2"]
    assert raise_call(night["bruno"], ["GB"]).number == "IT-1"
    assert raise_call(night["gil"], ["GB"], status="exercise").number == "SEC-E1"


def test_a_call_is_found_by_its_number_too(night: Seats) -> None:
    raised = raise_call(night["alice"], ["IT"])
    for written in ("GB-1", "gb-1"):
        assert seen(written, night["bruno"]).call.thing == raised.thing
    for nothing in ("GB-2", "", "\x00", "%", "GB-1\n"):
        assert reads.who_has_it(nothing, for_=night["bruno"]) is None
    assert reads.who_has_it("GB-1", for_=night["dara"]) is None


def test_the_same_raise_of_one_party_is_one_call(night: Seats) -> None:
    first = raise_call(night["alice"], ["IT", "CA"])
    again = raise_call(night["adam"], ["IT"], what_happened="guest houses   SEARCHED in Exampletown")
    assert (again.thing, again.number, again.is_new) == (first.thing, "GB-1", False)
    assert len(situations.situations(for_=night["alice"])) == 1


def test_whom_the_first_leaves_out_the_second_reaches(night: Seats) -> None:
    """Else one would think that Canada was told."""
    raise_call(night["alice"], ["IT"])
    again = raise_call(night["adam"], ["IT", "CA"])
    assert again.is_new
    assert seen(again.thing, night["chloe"]).call.number == "GB-2"


def test_after_its_end_the_same_words_are_a_new_call(night: Seats) -> None:
    first = raise_call(night["alice"], ["IT"])
    acts.cancel_call(by=night["alice"], call=first.thing, cancel=cancel())
    assert raise_call(night["alice"], ["IT"]).is_new


def test_a_declared_key_is_the_same_raise_in_other_words(night: Seats) -> None:
    first = raise_call(night["alice"], ["IT"], key="feed-17")
    assert raise_call(night["alice"], ["IT"], key="feed-17", asked="Else?").thing == first.thing
    assert raise_call(night["bruno"], ["GB"], key="feed-17").is_new


def test_who_may_not_speak_learns_nothing_by_raising_the_same(night: Seats) -> None:
    raise_call(night["alice"], ["IT"])
    assert "may not speak" in str(refused(lambda: raise_call(night["agnes"], ["IT"])))


def test_across_parties_the_same_is_two_calls_and_a_warning(night: Seats) -> None:
    ours = raise_call(night["alice"], ["IT", "CA"])
    theirs = raise_call(night["bruno"], ["GB", "CA"])
    assert ours.thing != theirs.thing

    def twins(for_: Seat, **given: Any) -> list[str]:
        what = {"situation": "", "country": "ZZ", "status": "actual", "since": NIGHT - HOUR, **given}
        return [twin.number for twin in reads.likely_twins(for_=for_, **what)]

    assert sorted(twins(night["chloe"])) == ["GB-1", "IT-1"]
    assert twins(night["chloe"], country="XX") == []
    assert twins(night["chloe"], country=None) == []
    assert twins(night["chloe"], status="exercise") == []
    assert twins(night["chloe"], since=NIGHT + MINUTE) == []
    assert twins(night["dara"]) == []
    situation = seen(ours.thing, night["chloe"]).call.situation
    assert twins(night["chloe"], country=None, situation=situation) == ["GB-1"]
    acts.cancel_call(by=night["alice"], call=ours.thing, cancel=cancel())
    assert twins(night["chloe"]) == ["IT-1"]


def test_the_warning_does_not_say_where_a_call_is_about_that_one_does_not_read(night: Seats) -> None:
    raised = raise_call(night["alice"], ["SEC", "IT"], mark="AMBER", status="exercise")
    what: dict[str, Any] = {"status": "exercise", "since": NIGHT - HOUR}
    assert reads.likely_twins(for_=night["gil"], situation="", country="ZZ", **what) == []
    situation = seen(raised.thing, night["gil"]).call.situation
    (twin,) = reads.likely_twins(for_=night["gil"], situation=situation, country=None, **what)
    assert twin.what_happened == ""


@pytest.mark.django_db(transaction=True)
def test_eight_officers_who_raise_the_same_at_once_raise_one_call(night: Seats) -> None:
    results = in_threads(*[lambda: raise_call(night["alice"], ["IT", "CA"], answer_by_at=None)] * 8)
    assert not [problem for problem in results if isinstance(problem, BaseException)]
    assert len({raised.thing for raised in results}) == 1
    assert sorted(raised.is_new for raised in results) == [False] * 7 + [True]
    assert Call.objects.count() == 1
    assert Entry.objects.filter(kind="situation.opened.v1").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_turn_they_would_be_more(night: Seats, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: the same raise is looked for before the turn is taken."""
    import threading

    everybody_looked = threading.Barrier(4)
    looked = threading.local()

    def look_too_early() -> Any:
        looked.before = raising.raised_before(by=night["alice"], status="actual", key="same", to=["IT"])
        everybody_looked.wait(30)
        return raise_call(night["alice"], ["IT"], key="same", answer_by_at=None)

    before = raising.raised_before
    monkeypatch.setattr(
        acts,
        "raised_before",
        lambda **given: looked.before if hasattr(looked, "before") else before(**given),
    )
    results = in_threads(*[look_too_early] * 4)
    assert len({raised.thing for raised in results}) == 4


def test_an_exercise_stays_among_exercises(night: Seats) -> None:
    statuses: tuple[Status, ...] = ("actual", "exercise", "test")
    things = {
        status: open_situation(by=night["alice"], to=["IT"], opened=opening(), status=status).thing
        for status in statuses
    }
    for status in statuses:
        for of, thing in things.items():
            if status == of:
                raised = raise_call(night["alice"], ["IT"], status=status, situation=thing)
                assert seen(raised.thing, night["bruno"]).call.status == status
            else:
                wrong = refused(
                    lambda: raise_call(night["alice"], ["IT"], status=status, situation=thing)  # noqa: B023
                )
                assert wrong.field == "situation"


def test_the_situation_is_one_that_one_is_in_and_that_is_open(night: Seats) -> None:
    thing = open_situation(by=night["alice"], to=["IT"], opened=opening()).thing
    assert refused(lambda: raise_call(night["chloe"], ["US"], situation=thing)).field == "situation"
    close_situation(by=night["alice"], situation=thing, reason="Over.")
    assert refused(lambda: raise_call(night["bruno"], ["GB"], situation=thing)).field == "situation"
    nowhere = "11111111-1111-1111-1111-111111111111"
    assert refused(lambda: raise_call(night["bruno"], ["GB"], situation=nowhere)).field == "situation"


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("gil", "actual", "tests and exercises only"),
        ("heidi", "actual", "Members raise calls"),
        ("uma", "exercise", "Members raise calls"),
        ("agnes", "actual", "may not speak"),
        ("grace", "exercise", "may not speak"),
    ],
)
def test_who_may_not_raise_is_told_clearly(night: Seats, name: str, status: Status, words: str) -> None:
    said = Entry.objects.count()
    assert words in str(refused(lambda: raise_call(night[name], ["IT"], status=status)))
    assert Entry.objects.count() == said, "nothing was said, nor was a situation opened"


@pytest.mark.parametrize("mark", ["AMBER", "AMBER+STRICT", "RED"])
def test_above_green_no_participant_is_rung(night: Seats, mark: Mark) -> None:
    wrong = refused(lambda: raise_call(night["alice"], ["IT", "DE", "UNHCR"], mark=mark))
    assert wrong.field == "to"
    assert "Leave out DE, UNHCR" in str(wrong)
    assert raise_call(night["alice"], ["IT", "SEC"], mark=mark).is_new


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"answer_by_at": NIGHT - MINUTE}, "answer_by"),
        ({"answer_by_at": NIGHT + 9999 * timedelta(days=1)}, "answer_by"),
    ],
)
def test_impossible_times_are_refused(night: Seats, words: dict[str, Any], field: str) -> None:
    assert refused(lambda: raise_call(night["alice"], ["IT"], **words)).field == field


@pytest.mark.parametrize("happened_at", [NIGHT + MINUTE, NIGHT - 9999 * timedelta(days=1)])
def test_what_happened_has_happened(night: Seats, happened_at: datetime) -> None:
    wrong = refused(
        lambda: acts.raise_call(
            by=night["alice"],
            call=first_message(),
            to=["IT"],
            status="actual",
            happened_at=happened_at,
            opening=opening(),
        )
    )
    assert wrong.field == "happened_at"


def test_what_was_said_by_voice_keeps_its_time(night: Seats) -> None:
    raised = acts.raise_call(
        by=night["alice"],
        call=first_message(),
        to=["IT"],
        status="actual",
        happened_at=NIGHT - HOUR,
        opening=opening(),
    )
    call = seen(raised.thing, night["bruno"]).call
    assert (call.happened_at, call.raised_at) == (NIGHT - HOUR, NIGHT)
