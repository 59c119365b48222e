"""Texts: when an officer gets one, what it says and does not say, what its receipt and its reply do."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from redphone.calls import acts
from redphone.calls.models import CallLine, Ring, Ringing
from redphone.calls.ringer.round import read_and_claim
from redphone.calls.ringer.watch import Watch
from redphone.officers import acts_paths
from redphone.officers.models import ContactPath
from redphone.wire.policy import Seat
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.text_provider import Provider, signature
from tests.calls.words import NIGHT, cancel, raise_call

Seats = dict[str, Seat]
MOBILE, DIALLED = "+61 491 570 156", "+61491570156"
SECOND = timedelta(seconds=1)


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with Provider() as found:
        settings.REDPHONE_TEXTS = found.address
        yield found
        assert found.wrong == []


def choose(seats: Seats, texted: str, *, is_watched: bool = False) -> None:
    """Choose when Dara, on duty at Australia, is texted."""
    eve, dara = seats["eve"], seats["dara"].officer
    assert dara is not None
    path = acts_paths.enter_telephone(by=eve, officer=dara, way="mobile", number=MOBILE)
    acts_paths.set_texting(by=eve, path=path.pk, texted=texted, is_watched=is_watched)


def text() -> Ring:
    return Ring.objects.get(channel="sms", notice="raised")


def digits(provider: Provider) -> str:
    found = re.search(r"\b[1-9][0-9]\b(?=\.?$)", provider.to(DIALLED)[0], re.MULTILINE)
    assert found
    return found.group()


def hand_in(path: str, form: dict[str, str], *, token: str = "", settings: Any) -> Any:
    """What the provider sends to an address of ours, signed as it does."""
    signed = signature(f"{settings.REDPHONE_URL}{path}", form, **({"token": token} if token else {}))
    return Client(enforce_csrf_checks=True).post(path, form, headers={"X-Twilio-Signature": signed})


def reply(words: str, *, sender: str = DIALLED, token: str = "", settings: Any) -> Any:
    return hand_in("/texts/", {"From": sender, "Body": words}, token=token, settings=settings)


def receipt(provider: Provider, status: str, *, settings: Any) -> Any:
    path = "/texts/" + provider.texts[0]["StatusCallback"].partition("/texts/")[2]
    form = {"MessageStatus": status, "ErrorCode": "30003", "MessageSid": "SM1"}
    return hand_in(path, form, settings=settings)


def has_it(call: str) -> bool:
    return CallLine.objects.filter(thing=call, party="AU", acknowledged_at__isnull=False).exists()


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


def test_a_reply_with_the_digits_acknowledges(
    night: Seats, ringer: Ringer, provider: Provider, settings: Any
) -> None:
    choose(night, "at_once")
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    answer = reply(f" {digits(provider)}\n", settings=settings)
    assert raised.number in answer.content.decode()
    assert has_it(raised.thing)
    ringer.go(SECOND)
    assert Ringing.objects.get(party="AU").step == "promised"


@pytest.mark.parametrize("words", ["", "ok", "1", "I have it: {digits}", "{digits}{digits}", "\x00"])
def test_a_reply_that_is_not_the_digits_alone_does_not(
    night: Seats, ringer: Ringer, provider: Provider, settings: Any, words: str
) -> None:
    choose(night, "at_once")
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    assert reply(words.format(digits=digits(provider)), settings=settings).status_code == 200
    assert not has_it(raised.thing)


def test_the_digits_from_another_number_or_without_the_signature_do_not(
    night: Seats, ringer: Ringer, provider: Provider, settings: Any
) -> None:
    choose(night, "at_once")
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    right = digits(provider)
    reply(right, sender="+61491570157", settings=settings)
    assert reply(right, token="a token of mine", settings=settings).status_code == 403
    assert not has_it(raised.thing)
    settings.REDPHONE_TEXTS = ""
    assert reply(right, settings=settings).status_code == 403
    assert not has_it(raised.thing)


def test_five_wrong_pairs_close_a_text(
    night: Seats, ringer: Ringer, provider: Provider, settings: Any
) -> None:
    choose(night, "at_once")
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    right = digits(provider)
    for _ in range(5):
        reply("99" if right != "99" else "98", settings=settings)
    assert "too many" in reply(right, settings=settings).content.decode()
    assert not has_it(raised.thing)


def test_a_receipt_is_shown_and_a_later_failure_takes_nothing_back(
    night: Seats, ringer: Ringer, provider: Provider, settings: Any
) -> None:
    choose(night, "at_once")
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert receipt(provider, "sent", settings=settings).status_code == 204
    assert text().received_at is None
    with at(7 * SECOND):
        receipt(provider, "delivered", settings=settings)
        receipt(provider, "undelivered", settings=settings)
    assert (text().state, text().received_at) == ("delivered", NIGHT + 7 * SECOND)


def test_a_failed_text_rings_the_deputy_and_a_late_receipt_changes_nothing(
    night: Seats, ringer: Ringer, post_office: PostOffice, provider: Provider, settings: Any
) -> None:
    post_office.at_rcpt["dara@au.example"] = ["550 no such officer"]
    choose(night, "late")
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    with at(5 * SECOND):
        receipt(provider, "undelivered", settings=settings)
        receipt(provider, "delivered", settings=settings)
    assert (text().state, text().refusal, text().received_at) == ("refused", "undelivered 30003", None)
    assert CallLine.objects.get(thing=raised.thing, party="AU").refused_at == NIGHT + 5 * SECOND
    ringer.go(6 * SECOND)
    assert post_office.taken() == ["eve@au.example"]


def test_an_unsigned_receipt_is_not_believed(
    night: Seats, ringer: Ringer, provider: Provider, settings: Any
) -> None:
    choose(night, "at_once")
    raise_call(night["alice"], ["AU"])
    ringer.go()
    path = "/texts/" + provider.texts[0]["StatusCallback"].partition("/texts/")[2]
    token = path.split("/")[2]
    assert Client().get(f"/r/{token}/").status_code == 404  # nor does the provider read the link's page
    assert Client().post(path, {"MessageStatus": "undelivered"}).status_code == 403
    assert text().state == "delivered"


def test_the_store_takes_no_receipt_for_what_was_never_delivered(night: Seats, ringer: Ringer) -> None:
    raise_call(night["alice"], ["AU"])
    ringer.go()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ring.objects.update(state="refused", received_at=NIGHT)
