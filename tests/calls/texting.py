"""An officer who is texted, and what the provider hands in at this node, signed as it does."""

import re
from typing import Any

from django.test import Client

from redphone.calls.models import Ring
from redphone.officers import acts_paths
from redphone.wire.policy import Seat
from tests.calls.text_provider import Provider, signature

Seats = dict[str, Seat]
MOBILE, DIALLED = "+61 491 570 156", "+61491570156"


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
