"""Who sees what: the whole product of role, office, mark and being named, against the rule written out in words."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from redphone.wire import policy
from redphone.wire.policy import Seat, Sight, is_above, may_be_mailed, may_read, may_receive, sight
from redphone.wire.words import MARKS

ROLES: tuple[Any, ...] = ("member", "participant", "partner", "secretariat")
OFFICES: tuple[Any, ...] = ("duty_desk", "desk_officer", "senior_official", "administrator", "node")
STANDINGS = ("author", "named", "not named")

MEMBERS_ONLY = "AMBER and AMBER+STRICT: those named read it if they are members; others see that it is there"
NOBODY_ELSE = "whoever is neither author nor named does not learn that it exists"
ENVELOPES = "the administrator sees envelopes only, also of the own party"
EVERYBODY = "CLEAR and GREEN: everybody named reads it"
OWN_WORDS = "a party reads what it said itself, whatever its role"
RED_PERSONS = (
    "RED: not the desk officer, also not the author's; the duty desk, the senior official and the node do"
)


def the_rule(role: str, office: str, mark: str, standing: str) -> tuple[Sight, str]:
    """The same rule as the code's, written as a table of sentences, in the order in which they apply."""
    if standing == "not named":
        return Sight.NOTHING, NOBODY_ELSE
    if office == "administrator":
        return Sight.ENVELOPE, ENVELOPES
    if mark in {"CLEAR", "GREEN"}:
        return Sight.CONTENT, EVERYBODY
    if mark == "RED" and office == "desk_officer":
        return Sight.ENVELOPE, RED_PERSONS
    if standing == "author":
        return Sight.CONTENT, OWN_WORDS
    if role == "member":
        return Sight.CONTENT, MEMBERS_ONLY
    return Sight.ENVELOPE, MEMBERS_ONLY


@dataclass(frozen=True)
class Said:
    by: str
    to: tuple[str, ...]
    mark: str


def said(mark: str, standing: str) -> Said:
    """A dispatch in which the party IT is author, named, or neither."""
    return Said(
        by="IT" if standing == "author" else "GB",
        to=("CA", "IT") if standing == "named" else ("CA",),
        mark=mark,
    )


def disagreements(see) -> list[tuple[str, ...]]:
    cases = product(ROLES, OFFICES, MARKS, STANDINGS)
    return [
        (role, office, mark, standing)
        for role, office, mark, standing in cases
        if see(said(mark, standing), for_=Seat("IT", role, office))
        is not the_rule(role, office, mark, standing)[0]
    ]


def test_every_case_is_as_the_rule_says() -> None:
    assert len(list(product(ROLES, OFFICES, MARKS, STANDINGS))) == 300
    assert disagreements(sight) == []


def test_every_sentence_of_the_rule_decides_something() -> None:
    used = {the_rule(*case)[1] for case in product(ROLES, OFFICES, MARKS, STANDINGS)}
    assert used == {MEMBERS_ONLY, NOBODY_ELSE, ENVELOPES, EVERYBODY, OWN_WORDS, RED_PERSONS}


def _to_all_named(of, *, for_):
    named = for_.party == of.by or for_.party in of.to
    return Sight.CONTENT if named else Sight.NOTHING


def _mark_before_name(of, *, for_):
    return Sight.CONTENT if of.mark == "CLEAR" else sight(of, for_=for_)


def _administrator_reads(of, *, for_):
    return (
        sight(of, for_=Seat(for_.party, for_.role, "duty_desk"))
        if for_.office == "administrator"
        else sight(of, for_=for_)
    )


def _partners_read_amber(of, *, for_):
    return sight(of, for_=Seat(for_.party, "member" if of.mark == "AMBER" else for_.role, for_.office))


def _desk_officers_read_red(of, *, for_):
    return sight(Said(of.by, of.to, "AMBER+STRICT" if of.mark == "RED" else of.mark), for_=for_)


def _own_words_are_lost(of, *, for_):
    return sight(Said("XX", (*of.to, of.by), of.mark), for_=for_)


@pytest.mark.parametrize(
    "planted",
    [
        _to_all_named,
        _mark_before_name,
        _administrator_reads,
        _partners_read_amber,
        _desk_officers_read_red,
        _own_words_are_lost,
    ],
)
def test_a_wrong_policy_is_caught(planted) -> None:
    assert disagreements(planted)


@pytest.mark.parametrize("mark", ["", "PURPLE", "amber", "TLP:GREEN"])
@pytest.mark.parametrize("office", OFFICES)
def test_a_mark_that_is_not_known_is_read_by_nobody(mark: str, office) -> None:
    assert sight(said(mark, "named"), for_=Seat("IT", "member", office)) is Sight.ENVELOPE
    assert sight(said(mark, "author"), for_=Seat("IT", "member", office)) is Sight.ENVELOPE
    assert sight(said(mark, "not named"), for_=Seat("IT", "member", office)) is Sight.NOTHING


def test_an_office_or_role_that_is_not_known_reads_nothing_that_is_kept_close() -> None:
    assert sight(said("CLEAR", "named"), for_=Seat("IT", "member", "press_office")) is Sight.ENVELOPE  # type: ignore[arg-type]
    assert sight(said("AMBER", "named"), for_=Seat("IT", "observer", "duty_desk")) is Sight.ENVELOPE  # type: ignore[arg-type]


def test_a_row_whose_audience_is_a_text_is_a_mistake_of_ours() -> None:
    """ "IT" stands in ",EXIT,": a piece of another party's code must not open anything."""
    with pytest.raises(TypeError, match="collection of codes"):
        sight(Said("GB", ",EXIT,", "CLEAR"), for_=Seat("IT", "member", "duty_desk"))  # type: ignore[arg-type]


def test_may_read_is_seeing_the_content() -> None:
    for role, office, mark, standing in product(ROLES, OFFICES, MARKS, STANDINGS):
        seat = Seat("IT", role, office)
        assert may_read(said(mark, standing), for_=seat) is (
            sight(said(mark, standing), for_=seat) is Sight.CONTENT
        )


def test_the_marks_are_strictly_ordered() -> None:
    assert [mark for mark in MARKS if is_above(mark, "GREEN")] == ["AMBER", "AMBER+STRICT", "RED"]
    assert not any(is_above(mark, mark) for mark in MARKS)
    assert all(is_above("PURPLE", mark) for mark in MARKS)


def test_only_what_is_open_to_all_is_mailed() -> None:
    assert [mark for mark in (*MARKS, "PURPLE") if may_be_mailed(mark)] == ["CLEAR", "GREEN"]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_be_named_above_green(role) -> None:
    allowed = [mark for mark in MARKS if may_receive(role=role, mark=mark)]
    assert allowed == list(MARKS if role in {"member", "secretariat"} else MARKS[:2])


def test_every_office_of_a_party_stands_in_the_product() -> None:
    assert {*policy.OFFICES, "node"} == set(OFFICES)
