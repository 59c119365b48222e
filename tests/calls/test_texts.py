"""Texts: when an officer gets one, and what it says and does not say."""

import re
from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import acts
from redphone.calls.ringer.round import read_and_claim
from redphone.calls.ringer.watch import Watch
from redphone.officers import acts_paths
from redphone.officers.models import ContactPath
from tests.calls.post_office import PostOffice, Ringer
from tests.calls.text_provider import Provider
from tests.calls.texting import DIALLED, MOBILE, Seats, choose, text
from tests.calls.words import NIGHT, cancel, raise_call

SECOND = timedelta(seconds=1)


def test_without_a_provider_a_choice_changes_nothing(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    choose(night, "at_once")
    raise_call(night["alice"], ["AU"])
    ringer.go()
    ringer.go(120 * SECOND)
    assert [ring.channel for ring in ringer.rings()] == ["mail"]


def test_who_chose_nothing_is_not_texted(night: Seats, ringer: Ringer, provider: Provider) -> None:
    choose(night, "")
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert provider.texts == []


def test_a_text_beside_the_mail_says_the_wake_line_and_nothing_of_the_call(
    night: Seats, ringer: Ringer, post_office: PostOffice, provider: Provider
) -> None:
    choose(night, "at_once")
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    assert post_office.taken() == ["dara@au.example"]
    (words,) = provider.to(DIALLED)
    assert raised.number in words
    assert "Exampletown" not in words
    assert "Guest houses" not in words
    assert (text().state, text().delivered_at) == ("delivered", NIGHT)


def test_a_late_mail_is_followed_by_a_text_after_a_minute_and_not_before(
    night: Seats, ringer: Ringer, post_office: PostOffice, provider: Provider
) -> None:
    post_office.at_rcpt["dara@au.example"] = ["451 later"] * 40
    choose(night, "late")
    raise_call(night["alice"], ["AU"])
    ringer.go()
    ringer.go(59 * SECOND)
    assert provider.texts == []
    ringer.go(60 * SECOND)
    ringer.go(90 * SECOND)
    assert len(provider.to(DIALLED)) == 1


def test_a_refused_mail_is_followed_by_a_text_at_once_and_the_deputy_waits(
    night: Seats, ringer: Ringer, post_office: PostOffice, provider: Provider
) -> None:
    post_office.at_rcpt["dara@au.example"] = ["550 no such officer"]
    choose(night, "late")
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert len(provider.to(DIALLED)) == 1
    assert post_office.taken() == []


def test_when_both_are_refused_the_deputy_is_rung_at_once(
    night: Seats, ringer: Ringer, post_office: PostOffice, provider: Provider
) -> None:
    post_office.at_rcpt["dara@au.example"] = ["550 no such officer"]
    provider.at_send[DIALLED] = [400]
    choose(night, "late")
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert text().state == "refused"
    assert post_office.taken() == ["eve@au.example"]


def test_a_mail_that_arrives_needs_no_text(night: Seats, ringer: Ringer, provider: Provider) -> None:
    choose(night, "late")
    raise_call(night["alice"], ["AU"])
    ringer.go()
    ringer.go(120 * SECOND)
    assert provider.texts == []


def test_a_watched_number_gets_a_neutral_line_and_no_news(
    night: Seats, ringer: Ringer, post_office: PostOffice, provider: Provider
) -> None:
    choose(night, "at_once", is_watched=True)
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    assert [re.fullmatch(r"Reference [1-9][0-9]", words) is not None for words in provider.to(DIALLED)] == [
        True
    ]
    acts.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel())
    ringer.go(SECOND)
    assert len(provider.texts) == 1


def test_a_neutral_line_never_stands_for_a_test(night: Seats, ringer: Ringer, provider: Provider) -> None:
    choose(night, "at_once", is_watched=True)
    raise_call(night["alice"], ["AU"], status="test")
    ringer.go()
    assert provider.texts == []


def test_a_number_that_was_removed_is_not_texted(night: Seats, ringer: Ringer, provider: Provider) -> None:
    provider.at_send[DIALLED] = [503]
    choose(night, "at_once")
    raise_call(night["alice"], ["AU"])
    ringer.go()
    acts_paths.remove_telephone(by=night["eve"], path=ContactPath.objects.get(address=MOBILE).pk)
    ringer.go(30 * SECOND)
    assert (provider.texts, text().state) == ([], "dropped")


@pytest.mark.parametrize(
    ("said", "state", "may_be_twice"),
    [(503, "waiting", True), (401, "waiting", False), (429, "waiting", False), ("cut after", "waiting", True),
     (400, "refused", False)],
)  # fmt: skip
def test_what_the_provider_says_decides_whether_it_is_tried_again(
    night: Seats, ringer: Ringer, provider: Provider, said: Any, state: str, may_be_twice: bool
) -> None:
    provider.at_send[DIALLED] = [said]
    choose(night, "at_once")
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert (text().state, text().may_be_twice) == (state, may_be_twice)
    if state == "waiting":
        ringer.go(30 * SECOND)
        assert ("You may have had this message before" in provider.to(DIALLED)[-1]) is may_be_twice


def test_what_was_being_sent_when_the_ringer_died_is_sent_again_and_says_so(
    night: Seats, ringer: Ringer, provider: Provider, watch: Watch
) -> None:
    choose(night, "at_once")
    raise_call(night["alice"], ["AU"])
    assert {ring.channel for ring in read_and_claim()} == {"mail", "sms"}
    watch.take()  # nobody else is sending any more
    ringer.go()
    assert ["You may have had" in words for words in provider.to(DIALLED)] == [True]


def test_a_text_that_can_t_be_written_or_sent_keeps_no_mail_from_going_out(
    night: Seats, ringer: Ringer, post_office: PostOffice, provider: Provider, settings: Any, monkeypatch: Any
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no luck")

    choose(night, "at_once")
    monkeypatch.setattr("redphone.calls.ringer.round.compose_text", broken)
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert (post_office.taken(), text().state) == (["dara@au.example"], "waiting")
    settings.REDPHONE_TEXTS = "twilio://nonsense"
    ringer.go(30 * SECOND)
    assert text().state == "refused"
