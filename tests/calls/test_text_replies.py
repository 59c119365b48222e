"""What comes back of a text: its receipt, which never takes anything back, and the digits that acknowledge."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from redphone.calls.models import CallLine, Ring, Ringing
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.text_provider import Provider
from tests.calls.texting import Seats, choose, digits, receipt, reply, text
from tests.calls.words import NIGHT, raise_call

SECOND = timedelta(seconds=1)


def has_it(call: str) -> bool:
    return CallLine.objects.filter(thing=call, party="AU", acknowledged_at__isnull=False).exists()


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
