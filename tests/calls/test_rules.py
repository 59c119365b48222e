"""What is right in a call: every permission, every refusal, each beside its field."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from redphone.calls import rules
from redphone.refused import Refused
from redphone.wire.policy import Office, Role, Seat

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
ROLES: dict[str, Role] = {
    "GB": "member",
    "IT": "member",
    "CA": "member",
    "DE": "participant",
    "UNHCR": "partner",
    "SEC": "secretariat",
}


def seat(party: str = "GB", office: Office = "duty_desk") -> Seat:
    return Seat(party, ROLES[party], office)


def refusal(rule: Any, **given: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        rule(**given)
    return caught.value


def raising(**changes: Any) -> dict[str, Any]:
    return {
        "by": seat(),
        "status": "actual",
        "to": ("IT", "CA"),
        "roles": ROLES,
        "mark": "GREEN",
        "situation_status": changes.get("status", "actual"),
        "answer_by_at": LATER,
        "happened_at": NOW,
        "now": NOW,
        **changes,
    }


@pytest.mark.parametrize("status", ["actual", "exercise", "test"])
@pytest.mark.parametrize("office", ["duty_desk", "desk_officer", "senior_official"])
def test_whoever_speaks_for_a_member_raises(status: str, office: Office) -> None:
    rules.may_raise(**raising(by=seat(office=office), status=status))


@pytest.mark.parametrize("status", ["exercise", "test"])
def test_the_secretariat_raises_tests_and_exercises(status: str) -> None:
    rules.may_raise(**raising(by=seat("SEC"), status=status))


def test_the_secretariat_raises_nothing_actual() -> None:
    refused = refusal(rules.may_raise, **raising(by=seat("SEC")))
    assert str(refused) == (
        "The secretariat raises tests and exercises only. Ask a member to raise an actual call."
    )


@pytest.mark.parametrize("party", ["DE", "UNHCR"])
@pytest.mark.parametrize("status", ["actual", "exercise", "test"])
def test_participants_and_partners_raise_nothing(party: str, status: str) -> None:
    refused = refusal(rules.may_raise, **raising(by=seat(party), status=status))
    assert str(refused) == "Members raise calls. Ask a member to raise this one."


@pytest.mark.parametrize("office", ["administrator", "node"])
def test_who_may_not_speak_raises_nothing(office: Office) -> None:
    assert "may not speak" in str(refusal(rules.may_raise, **raising(by=seat(office=office))))


def test_it_is_told_who_may_before_anything_is_typed() -> None:
    rules.may_begin(by=seat(), status="actual")
    for by in (seat("DE"), seat("SEC"), seat(office="administrator")):
        refusal(rules.may_begin, by=by, status="actual")


@pytest.mark.parametrize("status", ["system", "", "Actual", "draft"])
def test_a_call_has_one_of_the_three_statuses(status: str) -> None:
    assert refusal(rules.may_raise, **raising(status=status)).field == "status"


@pytest.mark.parametrize("status", ["actual", "exercise", "test"])
@pytest.mark.parametrize("of_situation", ["actual", "exercise", "test"])
def test_exercises_stay_among_exercises(status: str, of_situation: str) -> None:
    given = raising(status=status, situation_status=of_situation)
    if status == of_situation:
        rules.may_raise(**given)
    else:
        assert refusal(rules.may_raise, **given).field == "situation"


@pytest.mark.parametrize(("mark", "barred"), [("GREEN", False), ("AMBER", True), ("RED", True)])
def test_above_green_participants_are_left_out(mark: str, *, barred: bool) -> None:
    given = raising(to=("IT", "DE"), mark=mark)
    if not barred:
        rules.may_raise(**given)
        return
    refused = refusal(rules.may_raise, **given)
    assert (refused.field, "DE" in str(refused)) == ("to", True)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"to": ()}, "to", "at least one party"),
        ({"to": ("GB",)}, "to", "at least one party"),
        ({"to": ("IT", "XX")}, "to", "XX is not a party"),
        ({"mark": "BLUE"}, "mark", "five marks"),
        ({"by": seat(office="desk_officer"), "mark": "RED"}, "mark", "does not read TLP:RED"),
        ({"answer_by_at": NOW}, "answer_by", "has passed"),
        ({"answer_by_at": NOW - timedelta(days=300)}, "answer_by", "has passed"),
        ({"answer_by_at": NOW + timedelta(days=9999)}, "answer_by", "years away"),
        ({"happened_at": NOW + timedelta(seconds=1)}, "happened_at", "in the future"),
        ({"happened_at": NOW - timedelta(days=9999)}, "happened_at", "years ago"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changes: dict[str, Any], field: str, words: str) -> None:
    refused = refusal(rules.may_raise, **raising(**changes))
    assert (refused.field, words in str(refused)) == (field, True)


def test_times_may_be_unknown() -> None:
    rules.may_raise(**raising(answer_by_at=None, happened_at=None))


ENDED = [("cancelled", "was cancelled"), ("stood_down", "has been stood down")]


def test_the_raiser_speaks_of_its_call() -> None:
    rules.may_speak_of(by=seat(), author="GB", state="open")


def test_nobody_else_does() -> None:
    assert "Only the party that raised" in str(
        refusal(rules.may_speak_of, by=seat("IT"), author="GB", state="open")
    )
    assert "may not speak" in str(
        refusal(rules.may_speak_of, by=seat(office="administrator"), author="GB", state="open")
    )


@pytest.mark.parametrize(("state", "words"), ENDED)
def test_not_even_the_raiser_speaks_of_a_call_that_is_over(state: str, words: str) -> None:
    assert words in str(refusal(rules.may_speak_of, by=seat(), author="GB", state=state))


@pytest.mark.parametrize("party", ["IT", "DE", "SEC"])
def test_whoever_is_addressed_replies(party: str) -> None:
    rules.may_reply(by=seat(party), to=("IT", "DE", "SEC"), state="open")


def test_who_is_not_addressed_does_not_reply_nor_does_the_raiser() -> None:
    for by in (seat("CA"), seat("GB")):
        refused = refusal(rules.may_reply, by=by, to=("IT",), state="open")
        assert "not addressed to your party" in str(refused)
    assert "may not speak" in str(
        refusal(rules.may_reply, by=seat("IT", "administrator"), to=("IT",), state="open")
    )


@pytest.mark.parametrize(("state", "words"), ENDED)
def test_nobody_replies_to_a_call_that_is_over(state: str, words: str) -> None:
    assert words in str(refusal(rules.may_reply, by=seat("IT"), to=("IT",), state=state))


def test_only_the_secretariat_acknowledges_what_it_does_not_read() -> None:
    assert [party for party in ROLES if not rules.needs_to_read(by=seat(party))] == ["SEC"]


def test_who_was_asked_as_chair_takes_over() -> None:
    rules.may_take_over(by=seat("IT"), asked_parties=("IT",), state="open")


def test_nobody_else_takes_over() -> None:
    given = {"asked_parties": ("IT",), "state": "open"}
    assert "not asked to act as chair" in str(refusal(rules.may_take_over, by=seat("CA"), **given))
    assert "may not speak" in str(refusal(rules.may_take_over, by=seat("IT", "administrator"), **given))


@pytest.mark.parametrize(("state", "words"), ENDED)
def test_nobody_takes_over_what_is_over(state: str, words: str) -> None:
    assert words in str(refusal(rules.may_take_over, by=seat("IT"), asked_parties=("IT",), state=state))


@pytest.mark.parametrize(
    ("answer", "words", "need_until_at"),
    [
        ("can", "", None),
        ("can", "Forty places.", LATER),
        ("partly", "Two of five.", None),
        ("cannot", "No flights.", None),
        ("cannot_say", "", LATER),
    ],
)
def test_answers_that_can_be_acted_on(answer: str, words: str, need_until_at: datetime | None) -> None:
    rules.check_answer(answer=answer, words=words, need_until_at=need_until_at, now=NOW)


@pytest.mark.parametrize(
    ("answer", "words", "need_until_at", "field"),
    [
        ("partly", " \n", None, "words"),
        ("cannot", "", None, "words"),
        ("cannot_say", "Asking the minister.", None, "need_until"),
        ("cannot_say", "", NOW, "need_until"),
        ("can", "", NOW - timedelta(minutes=1), "need_until"),
        ("can", "", NOW + timedelta(days=9999), "need_until"),
    ],
)
def test_answers_that_can_not(answer: str, words: str, need_until_at: datetime | None, field: str) -> None:
    refused = refusal(rules.check_answer, answer=answer, words=words, need_until_at=need_until_at, now=NOW)
    assert refused.field == field


def test_an_answer_is_promised_by_a_time_to_come() -> None:
    rules.check_promise(answer_promised_at=None, now=NOW)
    rules.check_promise(answer_promised_at=LATER, now=NOW)
    assert refusal(rules.check_promise, answer_promised_at=NOW, now=NOW).field == "promised"
