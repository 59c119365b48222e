"""Whose phone rings, and when: the duty officer, the deputy, who acts as chair; until someone answers."""

from datetime import timedelta

import pytest

from redphone.calls import acts, reads
from redphone.calls.cards import Line
from redphone.calls.models import Ringing
from redphone.network import acts as network_acts
from redphone.officers import acts as officer_acts
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.post_office import Mail, PostOffice, Ringer, at
from tests.calls.words import MINUTE, STEP, answer, cancel, raise_call

Seats = dict[str, Seat]
SECOND = timedelta(seconds=1)


def line(call: str, party: str, *, for_: Seat) -> Line:
    found = reads.who_has_it(call, for_=for_)
    assert found
    its = found.line_of(party)
    assert its
    return its


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
    its = line(raised.thing, "AU", for_=night["alice"])
    assert (its.state, its.step) == ("delivered", "deputy")


def test_after_the_deputy_who_acts_as_chair_is_rung(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU", "US"])
    ringer.go()
    with at(MINUTE):
        acts.acknowledge_call(by=night["felix"], call=raised.thing, way="page")
    ringer.go(STEP)
    ringer.go(2 * STEP - SECOND)
    assert post_office.to("felix@us.example")[1:] == []
    ringer.go(2 * STEP)
    (mail,) = post_office.to("felix@us.example")[1:]
    assert "a party is not reached" in mail.subject
    assert "Australia could not be reached" in " ".join(mail.text.split())
    its = line(raised.thing, "AU", for_=night["alice"])
    assert (its.state, [asked.asked_party for asked in its.chair_asked]) == ("nobody", ["US"])


def test_the_chair_need_not_be_in_the_call(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    ringer.go(STEP)  # Italy has no deputy
    (mail,) = post_office.to("felix@us.example")
    assert "Italy could not be reached" in " ".join(mail.text.split())
    assert reads.who_has_it(raised.thing, for_=night["felix"]) is None
    (asked,) = reads.asked_as_chair(for_=night["felix"])
    assert (asked.number, asked.unreached, asked.by) == ("GB-1", "IT", "GB")


def test_while_the_chair_is_vacant_its_substitute_is_rung(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    network_acts.set_chair(by=night["grace"], chair=None, substitutes=["IT", "GB"], reason="Vacant")
    raise_call(night["alice"], ["CA"])
    ringer.go()
    ringer.go(STEP)
    assert sorted(post_office.taken()) == ["alice@gb.example", "bruno@it.example", "chloe@ca.example"]
    assert "a party is not reached" in post_office.to("bruno@it.example")[0].subject
    assert "somebody is not reached" in post_office.to("alice@gb.example")[0].subject


def test_a_chair_that_is_not_reached_either_passes_it_on_until_nobody_is_left(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    network_acts.set_chair(by=night["grace"], chair="US", substitutes=["IT", "AU"], reason="As agreed")
    raised = raise_call(night["alice"], ["CA"])
    for step in range(8):
        ringer.go(step * STEP)
    chairs = [mail.to for mail in post_office.mails if "a party is not" in mail.subject]
    assert chairs == ["felix@us.example", "bruno@it.example", "dara@au.example", "eve@au.example"]
    its = line(raised.thing, "CA", for_=night["alice"])
    assert [asked.asked_party for asked in its.chair_asked] == ["US", "IT", "AU"]
    assert not Ringing.objects.filter(ended_at=None).exists()


def test_the_chair_does_not_stand_in_for_itself(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["dara"], ["US"])
    ringer.go()
    ringer.go(STEP)
    assert sorted(post_office.taken()) == ["bruno@it.example", "dara@au.example", "felix@us.example"]


def test_a_chair_that_raised_the_call_is_told_as_its_raiser_alone(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["felix"], ["CA"])
    ringer.go()
    ringer.go(STEP)
    assert post_office.taken() == ["chloe@ca.example", "felix@us.example"]
    assert "somebody is not reached" in post_office.mails[1].subject


def test_a_party_without_any_officer_is_not_reached_at_once(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["NZ"])
    ringer.go()
    assert line(raised.thing, "NZ", for_=night["alice"]).state == "nobody"
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
    assert line(raised.thing, "IT", for_=night["alice"]).state == "nobody"


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


def test_who_acknowledges_after_all_also_stills_the_chairs_phone(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["CA"])
    ringer.go()
    ringer.go(STEP)
    with at(STEP + MINUTE):
        acts.acknowledge_call(by=night["chloe"], call=raised.thing, way="page")
    post_office.clear()
    for step in (2, 3, 4):
        ringer.go(step * STEP)
    assert post_office.taken() == []


def test_a_chair_that_knows_is_rung_no_more(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raised = raise_call(night["alice"], ["CA"])
    ringer.go()
    ringer.go(STEP)
    with at(STEP + MINUTE):
        acts.acknowledge_as_chair(by=night["felix"], call=raised.thing, unreached="CA", way="page")
    post_office.clear()
    for step in (2, 3, 4):
        ringer.go(step * STEP)
    assert post_office.taken() == []
    assert reads.asked_as_chair(for_=night["felix"]) == []


def test_the_raiser_gets_one_mail_that_names_all_who_are_not_reached(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT", "CA", "AU"])
    ringer.go()
    with at(MINUTE):
        acts.acknowledge_call(by=night["dara"], call=raised.thing, way="page")
    ringer.go(STEP)
    (mail,) = post_office.to("alice@gb.example")
    said = " ".join(mail.text.split())
    assert "Nobody at Canada, Italy has acknowledged it" in said
    assert "Australia" not in said


def test_a_raiser_without_duty_officer_is_told_through_the_deputy(
    night: Seats, cast: dict[str, Officer], ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["IT"])
    ringer.go()
    officer_acts.change_officer(by=night["agnes"], officer=cast["alice"].pk, duty="")
    ringer.go(STEP)
    assert len(post_office.to("adam@gb.example")) == 1


def test_only_those_are_rung_whom_the_mark_lets_acknowledge(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """RED is for duty desks and senior officials: a desk officer as deputy could do nothing with it."""
    raised = raise_call(night["alice"], ["AU"], mark="RED")
    ringer.go()
    ringer.go(STEP)
    assert post_office.to("dara@au.example")
    assert post_office.to("eve@au.example") == []
    assert line(raised.thing, "AU", for_=night["alice"]).state == "nobody"


def test_the_secretariat_is_rung_and_has_it_without_reading_it(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["SEC", "IT"], mark="AMBER")
    ringer.go()
    assert len(post_office.to("gil@sec.example")) == 1
    with at(MINUTE):
        acts.acknowledge_call(by=night["gil"], call=raised.thing, way="link")
    assert line(raised.thing, "SEC", for_=night["alice"]).state == "acknowledged"


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
    raise_call(night["gil"], ["IT"], status="test")
    ringer.go()

    def about(mail: Mail) -> str:
        return mail.subject.partition(":")[0]

    assert [about(mail) for mail in post_office.to("bruno@it.example")] == ["EXERCISE", "TEST"]
    exercise, test = post_office.mails
    assert "Nothing has happened" in exercise.text
    assert "Only the line is being checked" in test.text
    assert exercise.parsed["Importance"] is None
