"""When a party is not reached: who acts as chair is rung, the next in its line, and the raiser is told."""

from datetime import timedelta

from redphone.calls import acts, reads
from redphone.calls.models import Ringing
from redphone.network import acts as network_acts
from redphone.officers import acts as officer_acts
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.seeing import line
from tests.calls.words import MINUTE, STEP, raise_call

Seats = dict[str, Seat]


SECOND = timedelta(seconds=1)


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
    its = line(raised.thing, "AU", night["alice"])
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
    its = line(raised.thing, "CA", night["alice"])
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
