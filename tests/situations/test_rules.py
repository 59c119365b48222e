"""Who may open a situation, set its mode and close it: every permission, every refusal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from redphone.refused import Refused
from redphone.situations import rules
from redphone.wire.policy import OFFICES, Office, Role, Seat
from redphone.wire.words import MARKS

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ROLES: dict[str, Role] = {
    "GB": "member",
    "IT": "member",
    "US": "member",
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


def opening(**changes: Any) -> dict[str, Any]:
    return {"by": seat(), "to": ("IT", "US"), "roles": ROLES, "mark": "GREEN", **changes}


@pytest.mark.parametrize("office", ["duty_desk", "desk_officer", "senior_official"])
def test_whoever_speaks_for_a_member_may_open_one(office: Office) -> None:
    rules.may_open(**opening(by=seat(office=office)))


def test_the_secretariat_may_open_one() -> None:
    rules.may_open(**opening(by=seat("SEC")))


@pytest.mark.parametrize("office", [*sorted(set(OFFICES) - set(rules.MAY_SPEAK)), "node"])
def test_nobody_else_speaks_for_a_party(office: Office) -> None:
    assert "may not speak" in str(refusal(rules.may_open, **opening(by=seat(office=office))))


@pytest.mark.parametrize("party", ["DE", "UNHCR"])
def test_participants_and_partners_open_none(party: str) -> None:
    assert "Only members and the secretariat" in str(refusal(rules.may_open, **opening(by=seat(party))))


@pytest.mark.parametrize("to", [(), ("GB",)])
def test_somebody_else_is_addressed(to: tuple[str, ...]) -> None:
    assert refusal(rules.may_open, **opening(to=to)).field == "to"


def test_everybody_addressed_is_in_the_register() -> None:
    refused = refusal(rules.may_open, **opening(to=("IT", "ATLANTIS")))
    assert refused.field == "to"
    assert "ATLANTIS" in str(refused)


def test_a_mark_is_one_of_the_five() -> None:
    refused = refusal(rules.may_open, **opening(mark="PURPLE"))
    assert (refused.field, "five marks" in str(refused)) == ("mark", True)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("party", ["IT", "SEC", "DE", "UNHCR"])
def test_above_green_only_members_and_the_secretariat_are_addressed(party: str, mark: str) -> None:
    given = opening(to=("US", party), mark=mark)
    if mark in ("CLEAR", "GREEN") or party in ("IT", "SEC"):
        rules.may_open(**given)
        return
    refused = refusal(rules.may_open, **given)
    assert refused.field == "to"
    assert f"TLP:{mark} goes to members only. Leave out {party}" in str(refused)


def test_nobody_speaks_under_a_mark_that_they_do_not_read() -> None:
    rules.may_open(**opening(by=seat(office="senior_official"), mark="RED"))
    refused = refusal(rules.may_open, **opening(by=seat(office="desk_officer"), mark="RED"))
    assert (refused.field, "does not read TLP:RED" in str(refused)) == ("mark", True)


def setting(**changes: Any) -> dict[str, Any]:
    return {
        "by": seat("US"),
        "mode": "full",
        "owner": "GB",
        "new_owner": "IT",
        "audience": {"GB", "IT", "US"},
        "chair": "US",
        "now": NOW,
        "review_at": NOW + timedelta(days=1),
        **changes,
    }


@pytest.mark.parametrize("mode", ["monitoring", "information_sharing", "full"])
def test_the_chair_sets_any_mode(mode: str) -> None:
    rules.may_set_mode(**setting(mode=mode))


@pytest.mark.parametrize("mode", ["monitoring", "information_sharing"])
def test_the_owner_sets_information_sharing_and_steps_down(mode: str) -> None:
    rules.may_set_mode(**setting(by=seat("GB"), mode=mode))


def test_full_activation_is_the_chairs() -> None:
    assert "Full activation is set by the chair" in str(refusal(rules.may_set_mode, **setting(by=seat("GB"))))


@pytest.mark.parametrize("mode", ["monitoring", "information_sharing", "full"])
def test_nobody_else_sets_a_mode(mode: str) -> None:
    refused = refusal(rules.may_set_mode, **setting(by=seat("IT"), mode=mode))
    assert "Only the chair and the owner" in str(refused)


def test_an_administrator_sets_none() -> None:
    assert "may not speak" in str(refusal(rules.may_set_mode, **setting(by=seat("US", "administrator"))))


def test_a_mode_is_one_of_the_three() -> None:
    assert refusal(rules.may_set_mode, **setting(mode="panic")).field == "mode"


def test_the_owner_is_one_of_its_parties() -> None:
    assert refusal(rules.may_set_mode, **setting(new_owner="DE")).field == "owner"


@pytest.mark.parametrize(
    ("review_at", "words"),
    [
        (NOW, "This time has passed"),
        (NOW - timedelta(seconds=1), "This time has passed"),
        (NOW + rules.FAR + timedelta(seconds=1), "years away"),
    ],
)
def test_the_review_lies_ahead_and_within_reason(review_at: datetime, words: str) -> None:
    refused = refusal(rules.may_set_mode, **setting(review_at=review_at))
    assert (refused.field, words in str(refused)) == ("review_at", True)


def closing(**changes: Any) -> dict[str, Any]:
    return {
        "by": seat("GB"),
        "mode": "monitoring",
        "owner": "GB",
        "chair": "US",
        "is_closed": False,
        **changes,
    }


@pytest.mark.parametrize("party", ["GB", "US"])
def test_the_chair_and_the_owner_close_one(party: str) -> None:
    rules.may_close(**closing(by=seat(party)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"by": seat("IT")}, "Only the chair and the owner"),
        ({"by": seat("GB", "administrator")}, "may not speak"),
        ({"mode": "full"}, "Step down to monitoring first"),
        ({"mode": "information_sharing"}, "Step down to monitoring first"),
        ({"is_closed": True}, "closed already"),
    ],
)
def test_nobody_else_does_nor_before_it_has_stepped_down(changes: dict[str, Any], words: str) -> None:
    assert words in str(refusal(rules.may_close, **closing(**changes)))


@pytest.mark.parametrize("at", [None, NOW + timedelta(seconds=1), NOW + rules.FAR])
def test_a_time_to_come(at: datetime | None) -> None:
    rules.check_is_to_come(at, now=NOW, field="review_at")


@pytest.mark.parametrize("at", [None, NOW, NOW - rules.FAR])
def test_a_time_that_has_been(at: datetime | None) -> None:
    rules.check_has_been(at, now=NOW, field="happened_at")


@pytest.mark.parametrize(
    ("at", "words"),
    [(NOW + timedelta(seconds=1), "lies in the future"), (NOW - rules.FAR - timedelta(days=1), "years ago")],
)
def test_what_happened_has_happened(at: datetime, words: str) -> None:
    refused = refusal(rules.check_has_been, at=at, now=NOW, field="happened_at")
    assert (refused.field, words in str(refused)) == ("happened_at", True)
