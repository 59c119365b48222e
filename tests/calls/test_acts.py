"""What people do in a call, and what everybody in it then sees. After each test the picture is redrawn and compared."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from redphone.calls import acts, reads
from redphone.calls.cards import Line, WhoHasIt
from redphone.calls.models import Call
from redphone.log.models import Entry
from redphone.refused import Refused
from redphone.situations import reads as situations
from redphone.situations.acts import close_situation, open_situation
from redphone.wire.policy import Seat
from redphone.wire.words import Mark, Status
from tests.calls.post_office import at, in_threads
from tests.calls.words import (
    MINUTE,
    NIGHT,
    answer,
    cancel,
    correction,
    figure,
    first_message,
    opening,
    raise_call,
    update,
)

Seats = dict[str, Seat]
HOUR = timedelta(hours=1)


def seen(call: str, for_: Seat) -> WhoHasIt:
    found = reads.who_has_it(call, for_=for_)
    assert found
    return found


def line(call: str, party: str, for_: Seat) -> Line:
    its = seen(call, for_).line_of(party)
    assert its
    return its


def refused(do: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        do()
    return caught.value


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
        looked.before = acts._raised_before(by=night["alice"], status="actual", key="same", to=["IT"])
        everybody_looked.wait(30)
        return raise_call(night["alice"], ["IT"], key="same", answer_by_at=None)

    before = acts._raised_before
    monkeypatch.setattr(
        acts,
        "_raised_before",
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
