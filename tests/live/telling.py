"""A live line in front of a real store, and somebody who says something."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from redphone.live import following
from redphone.live.application import LiveLine
from redphone.officers.models import Officer
from redphone.situations.acts import open_situation
from redphone.situations.messages import SituationOpened
from tests.live.sse import Page, Running, running
from tests.people import seat_of, signed_in

SECRET_WORDS = "What nobody may read on the line"


@pytest.fixture
def house(cast: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(following, "POLL", 0.1)
    with running(LiveLine(most=6, most_of_one=2)) as house:
        yield house


@pytest.fixture
def sessions(cast: dict[str, Officer]) -> Callable[[str], str]:
    return lambda name: signed_in(cast[name]).session.session_key or ""


@pytest.fixture
def say(cast: dict[str, Officer]) -> Callable[..., str]:
    """GB opens a situation with some parties. Returns its thing."""

    def say(*to: str, mark: Any = "GREEN") -> str:
        opened = SituationOpened(
            title=SECRET_WORDS, nature="emergency", countries=("PK",), summary=SECRET_WORDS
        )
        return open_situation(by=seat_of(cast["alice"]), to=to, opened=opened, status="test", mark=mark).thing

    return say


def told(page: Page) -> list[str]:
    return [event.data for event in page.events(1) if event.kind == "said"]


def wait_until(is_so: Callable[[], bool], *, within: float = 5.0) -> None:
    end = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < end, "it never came so"
        time.sleep(0.02)
