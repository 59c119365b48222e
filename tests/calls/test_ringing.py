"""Whose phone rings, and when: the duty officer, then the deputy; until someone answers."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import acts, reads
from redphone.calls.models import Ringing
from redphone.officers import acts as officer_acts
from redphone.officers import acts_roster as officer_acts_roster
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.post_office import Mail, PostOffice, Ringer, at
from tests.calls.seeing import line
from tests.calls.words import MINUTE, NIGHT, STEP, answer, cancel, raise_call

Seats = dict[str, Seat]


SECOND = timedelta(seconds=1)


def test_every_duty_officer_is_rung_at_once(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raised = raise_call(night["alice"], ["IT", "CA", "AU", "DE"])
    ringer.go()
    assert sorted(post_office.taken()) == [
        "bruno@it.example",
        "chloe@ca.example",
        "dara@au.example",
        "heidi@de.example",
    ]
    found = reads.who_has_it(raised.thing, for_=night["alice"])
    assert found
    assert {its.party: (its.state, its.step) for its in found.addressed} == dict.fromkeys(
        ("IT", "CA", "AU", "DE"), ("delivered", "duty")
    )


def test_everybody_on_duty_at_a_party_is_rung(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    officer_acts.add_officer(
        email="second@it.example", name="Second Example", party="IT", office="duty_desk", duty="duty"
    )
    raise_call(night["alice"], ["IT"])
    ringer.go()
    assert sorted(post_office.taken()) == ["bruno@it.example", "second@it.example"]


def test_nobody_is_rung_twice(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raise_call(night["alice"], ["IT"])
    ringer.go()
    for seconds in (1, 60, 14 * 60 + 59):
        ringer.go(seconds * SECOND)
    assert post_office.taken() == ["bruno@it.example"]


def test_the_deputy_is_rung_exactly_when_the_step_is_over(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    ringer.go(STEP - SECOND)
    assert post_office.taken() == ["dara@au.example"]
    ringer.go(STEP)
    assert post_office.taken() == ["dara@au.example", "eve@au.example"]
    assert "deputy" in post_office.mails[1].text
    its = line(raised.thing, "AU", night["alice"])
    assert (its.state, its.step) == ("delivered", "deputy")


def test_a_party_without_any_officer_is_not_reached_at_once(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["NZ"])
    ringer.go()
    assert line(raised.thing, "NZ", night["alice"]).state == "nobody"
    assert sorted(post_office.taken()) == ["alice@gb.example", "felix@us.example"]


def test_without_a_duty_officer_the_deputy_is_rung_at_once(
    night: Seats, cast: dict[str, Officer], ringer: Ringer, post_office: PostOffice
) -> None:
    officer_acts.add_officer(email="a@au.example", name="A Example", party="AU", office="administrator")
    admin = Officer.objects.get(email="a@au.example")
    by = Seat("AU", "member", "administrator", admin.pk)
    officer_acts.deactivate(by=by, officer=cast["dara"].pk)
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert post_office.taken() == ["eve@au.example"]


def test_who_was_rung_on_duty_is_not_rung_again_as_deputy(
    night: Seats, cast: dict[str, Officer], ringer: Ringer, post_office: PostOffice
) -> None:
    """The shift changed between the steps: then it is the chair's turn."""
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    officer_acts.change_officer(by=night["bella"], officer=cast["bruno"].pk, duty="deputy")
    ringer.go(STEP)
    assert len(post_office.to("bruno@it.example")) == 1
    assert line(raised.thing, "IT", night["alice"]).state == "nobody"


def test_the_roster_says_who_is_rung_at_each_step(
    night: Seats, cast: dict[str, Officer], ringer: Ringer, post_office: PostOffice
) -> None:
    """Who stands in is rung; and the watch that begins between two steps takes the second."""
    span: dict[str, Any] = {"begins_at": NIGHT - MINUTE, "ends_at": NIGHT + MINUTE}
    officer_acts_roster.stand_in(by=night["dara"], step="duty", officer=cast["eve"].pk, **span)
    later: dict[str, Any] = {"begins_at": NIGHT + MINUTE, "ends_at": NIGHT + 2 * STEP}
    officer_acts_roster.stand_in(by=night["dara"], step="deputy", officer=cast["dara"].pk, **later)
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert post_office.taken() == ["eve@au.example"]
    ringer.go(STEP)
    assert post_office.taken() == ["eve@au.example", "dara@au.example"]


@pytest.mark.parametrize("way", ["acknowledge", "answer"])
def test_whoever_has_it_is_rung_no_more(
    night: Seats, ringer: Ringer, post_office: PostOffice, way: str
) -> None:
    raised = raise_call(night["alice"], ["AU", "CA"])
    ringer.go()
    with at(MINUTE):
        if way == "acknowledge":
            acts.acknowledge_call(by=night["dara"], call=raised.thing, way="page")
        else:
            acts.answer_call(by=night["dara"], call=raised.thing, answer=answer())
    post_office.clear()
    for step in (1, 2, 3):
        ringer.go(step * STEP)
    assert not [mail for mail in post_office.mails if mail.to.endswith("au.example")]
    assert [mail.to for mail in post_office.mails if "a party is not reached" in mail.subject] == [
        "felix@us.example",
        "bruno@it.example",
    ]


def test_only_those_are_rung_whom_the_mark_lets_acknowledge(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """RED is for duty desks and senior officials: a desk officer as deputy could do nothing with it."""
    raised = raise_call(night["alice"], ["AU"], mark="RED")
    ringer.go()
    ringer.go(STEP)
    assert post_office.to("dara@au.example")
    assert post_office.to("eve@au.example") == []
    assert line(raised.thing, "AU", night["alice"]).state == "nobody"


def test_the_secretariat_is_rung_and_has_it_without_reading_it(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["SEC", "IT"], mark="AMBER")
    ringer.go()
    assert len(post_office.to("gil@sec.example")) == 1
    with at(MINUTE):
        acts.acknowledge_call(by=night["gil"], call=raised.thing, way="link")
    assert line(raised.thing, "SEC", night["alice"]).state == "acknowledged"


def test_each_step_takes_what_its_raiser_says(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raise_call(night["alice"], ["AU"], step_seconds=90)
    ringer.go()
    ringer.go(89 * SECOND)
    assert len(post_office.mails) == 1
    ringer.go(90 * SECOND)
    assert len(post_office.mails) == 2


def test_a_call_that_ended_meanwhile_rings_nobody(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT", "AU"])
    acts.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel())
    ringer.go()
    ringer.go(STEP)
    assert post_office.taken() == []
    assert {clock.why_ended for clock in Ringing.objects.all()} <= {"cancelled", "call_ended"}


def test_exercises_ring_like_actual_calls_and_say_so(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["gil"], ["IT"], status="exercise")
    ringer.go()
    raise_call(night["gil"], ["IT"], status="test")
    ringer.go()

    def about(mail: Mail) -> str:
        return mail.subject.partition(":")[0]

    assert [about(mail) for mail in post_office.to("bruno@it.example")] == ["EXERCISE", "TEST"]
    exercise, test = post_office.mails
    assert "Nothing has happened" in exercise.text
    assert "Only the line is being checked" in test.text
    assert exercise.parsed["Importance"] is None
