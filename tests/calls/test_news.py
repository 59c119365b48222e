"""News of a call reach exactly those who were rung, once, on the channel that rang them, wherever they are now."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import acts
from redphone.calls.models import Ring
from redphone.calls.ringer import notices
from redphone.calls.ringer.round import read_and_claim
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.post_office import Mail, PostOffice, Ringer, at
from tests.calls.words import MINUTE, STEP, cancel, correction, raise_call, update

Seats = dict[str, Seat]
SECOND = timedelta(seconds=1)
BRUNO, CHLOE, DARA, EVE = "bruno@it.example", "chloe@ca.example", "dara@au.example", "eve@au.example"


def say(kind: str, by: Seat, call: str) -> None:
    if kind == "updated":
        acts.update_call(by=by, call=call, update=update())
    elif kind == "corrected":
        acts.correct_call(by=by, call=call, correction=correction())
    elif kind == "cancelled":
        acts.cancel_call(by=by, call=call, cancel=cancel())
    else:
        acts.stand_down_call(by=by, call=call, note="Done.")


WORDS = {
    "updated": "what changed",
    "corrected": "CORRECTED",
    "cancelled": "CANCELLED",
    "stood_down": "stood down",
}


@pytest.mark.parametrize("kind", WORDS)
def test_those_who_were_rung_are_told_once_and_nobody_else(
    night: Seats, ringer: Ringer, post_office: PostOffice, kind: str
) -> None:
    """Also the duty officer whose party has it already; not the deputy who was not rung; not the raiser."""
    raised = raise_call(night["alice"], ["IT", "AU", "CA"])
    ringer.go()
    with at(MINUTE):
        acts.acknowledge_call(by=night["bruno"], call=raised.thing, way="page")
        say(kind, night["alice"], raised.thing)
    post_office.clear()
    for seconds in (60, 61, 120):
        ringer.go(seconds * SECOND)
    assert sorted(post_office.taken()) == [BRUNO, CHLOE, DARA]
    assert all(raised.number in mail.subject for mail in post_office.mails)
    assert WORDS[kind] in post_office.to(BRUNO)[0].subject


@pytest.mark.parametrize("kind", ["cancelled", "stood_down"])
def test_the_end_also_reaches_deputies_and_chairs_who_were_rung(
    night: Seats, ringer: Ringer, post_office: PostOffice, kind: str
) -> None:
    raised = raise_call(night["alice"], ["AU"])
    for step in (0, 1, 2):
        ringer.go(step * STEP)
    post_office.clear()
    with at(2 * STEP + MINUTE):
        say(kind, night["alice"], raised.thing)
    ringer.go(2 * STEP + MINUTE)
    assert sorted(post_office.taken()) == [DARA, EVE, "felix@us.example"]
    ringer.go(5 * STEP)
    assert len(post_office.mails) == 3


def test_whoever_was_rung_twice_is_told_once(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    """Felix is rung for the United States, and again because it acts as chair."""
    raised = raise_call(night["alice"], ["US", "CA"])
    ringer.go()
    ringer.go(STEP)
    assert len(post_office.to("felix@us.example")) == 2
    post_office.clear()
    with at(STEP + MINUTE):
        say("cancelled", night["alice"], raised.thing)
    ringer.go(STEP + MINUTE)
    assert len(post_office.to("felix@us.example")) == 1


def test_who_was_not_rung_yet_is_neither_rung_nor_told(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    post_office.at_rcpt[BRUNO] = ["451 later"]
    raised = raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    with at(SECOND):
        say("cancelled", night["alice"], raised.thing)
    for seconds in (1, 2, 10, 60):
        ringer.go(seconds * SECOND)
    assert post_office.taken() == [CHLOE, CHLOE]
    assert [ring.state for ring in ringer.rings(party="IT")] == ["dropped"]


def test_cancelled_before_its_mail_is_written_nothing_goes_out(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    claimed = read_and_claim()
    say("cancelled", night["alice"], raised.thing)
    ringer.ring_all(claimed)
    ringer.go()
    assert post_office.taken() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("said", ["", "451 not now"])
def test_cancelled_while_a_mail_is_being_sent(
    night: Seats, ringer: Ringer, post_office: PostOffice, said: str
) -> None:
    """If it was taken, its reader is told; if it was put off, they never hear of the call."""
    raised = raise_call(night["alice"], ["IT"])
    post_office.at_data[BRUNO] = [said]

    def cancel_now(mail: Mail) -> None:
        from django.db import connection

        post_office.when_taking = None
        with at(SECOND):
            say("cancelled", night["alice"], raised.thing)
        connection.close()

    post_office.when_taking = cancel_now
    for seconds in (0, 1, 2, 30):
        ringer.go(seconds * SECOND)
    subjects = [mail.subject for mail in post_office.mails]
    assert len(subjects) == (0 if said else 2)
    assert ["CANCELLED" in subject for subject in subjects] == ([] if said else [False, True])


def test_news_wait_while_another_ringer_is_sending_the_first_mail(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    (sent_elsewhere,) = read_and_claim()
    with at(SECOND):
        say("cancelled", night["alice"], raised.thing)
    ringer.go(SECOND)
    assert post_office.taken() == []
    Ring.objects.filter(pk=sent_elsewhere.pk).update(state=Ring.State.REFUSED, lease_until=None)
    ringer.go(2 * SECOND)
    assert post_office.taken() == []
    assert {ring.state for ring in ringer.rings(notice="cancelled")} == {"dropped"}


def test_a_mail_that_may_have_gone_out_counts_as_one_that_did(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    post_office.at_data[BRUNO] = ["cut after"]
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    with at(SECOND):
        say("cancelled", night["alice"], raised.thing)
    ringer.go(SECOND)
    ringer.go(30 * SECOND)
    assert ["CANCELLED" in mail.subject for mail in post_office.to(BRUNO)] == [False, True]


def test_news_go_to_the_address_that_was_rung(
    night: Seats, cast: dict[str, Officer], ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    Officer.objects.filter(pk=cast["bruno"].pk).update(email="bruno.new@it.example")
    with at(MINUTE):
        say("updated", night["alice"], raised.thing)
    ringer.go(MINUTE)
    assert post_office.taken() == [BRUNO, BRUNO]


def test_news_that_are_put_off_come_later_and_once(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    post_office.at_rcpt[BRUNO] = ["451 later"]
    with at(MINUTE):
        say("corrected", night["alice"], raised.thing)
    for seconds in (60, 62, 90, 120):
        ringer.go(seconds * SECOND)
    assert [WORDS["corrected"] in mail.subject for mail in post_office.to(BRUNO)] == [False, True]


def test_the_end_overtakes_news_that_were_put_off(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    post_office.at_rcpt[BRUNO] = ["451 later"]
    with at(MINUTE):
        say("updated", night["alice"], raised.thing)
    ringer.go(MINUTE)
    with at(MINUTE + SECOND):
        say("cancelled", night["alice"], raised.thing)
    for seconds in (61, 63, 90, 120):
        ringer.go(seconds * SECOND)
    assert ["CANCELLED" in mail.subject for mail in post_office.to(BRUNO)] == [False, True]


def test_a_late_first_mail_says_how_things_stand_by_then(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    post_office.close()
    ringer.go()
    with at(SECOND):
        acts.update_call(by=night["alice"], call=raised.thing, update=update(asked="Who has a bus?"))
    post_office.open()
    for seconds in (2, 4, 30):
        ringer.go(seconds * SECOND)
    (mail,) = post_office.to(BRUNO)
    assert "Who has a bus?" in mail.text


def test_who_asks_for_an_acknowledgement_is_not_asked_by_news(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    with at(MINUTE):
        say("updated", night["alice"], raised.thing)
    ringer.go(MINUTE)
    first, news = post_office.to(BRUNO)
    assert "/r/" in first.text
    assert "/r/" not in news.text
    assert f"/calls/{raised.thing}/" in news.text


def test_a_chair_that_is_not_in_the_call_is_led_to_its_desk(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["CA"])
    ringer.go()
    ringer.go(STEP)
    with at(STEP + MINUTE):
        say("cancelled", night["alice"], raised.thing)
    ringer.go(STEP + MINUTE)
    news = post_office.to("felix@us.example")[1]
    assert raised.thing not in news.text
    assert "sign in to read it" not in " ".join(news.text.split())


def test_a_planted_fault_that_tells_everybody_is_caught(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everybody(call: str) -> Any:
        return Ring.objects.filter(call=call, notice__in=notices.FIRST).order_by("pk")

    monkeypatch.setattr("redphone.calls.ringer.notices.rings_that_went_out", everybody)
    with pytest.raises(AssertionError):
        test_who_was_not_rung_yet_is_neither_rung_nor_told(night, ringer, post_office)
