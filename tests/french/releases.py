"""On the walk: a call to every member that waits for a second person, lapses, comes back, goes out by two or by one."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from redphone.calls.models import HeldCall
from tests.french.held import OTHERS, tell_of_releases
from tests.french.story import TYPED, Story
from tests.french.walk import Page
from tests.people import PASSWORD


def releases(story: Story, typed: dict[str, Any]) -> Iterator[Page]:
    """Chloé raises, Cyril releases; the proof of who they are is asked for on the way."""
    note = TYPED["note"]
    numbers = tell_of_releases(story.situations["full"], TYPED, by=story.seat("chloe"))
    for step in ("check", "raise"):
        said = typed | {"step": step, "to": OTHERS}
        yield Page("calls:raise", "chloe", ("actual",), typed=said)
    for name in ("waits", "lapsed"):
        for who in ("chloe", "cyril"):
            yield Page("calls:held", who, (numbers[name],))
    yield Page("calls:send_back", "cyril", (numbers["waits"],), typed={"why": " "}, status=409)
    yield Page("calls:send_back", "cyril", (numbers["sent back"],), typed={"why": note})
    yield Page("calls:held", "chloe", (numbers["sent back"],))
    yield Page("desk:home", "chloe")
    yield Page("desk:home", "cyril")
    yield Page("calls:ask_again", "chloe", (numbers["waits"],), typed={})
    yield Page("calls:ask_again", "chloe", (numbers["lapsed"],), typed={})
    yield Page("calls:take_back", "chloe", (numbers["put away"],), typed={})
    yield Page("calls:held", "chloe", (numbers["put away"],))
    for door, who, name, typed in (
        ("release", "cyril", "released", {"digest": _digest(numbers["released"])}),
        ("raise_alone", "chloe", "alone", {"why": note}),
    ):
        yield Page(f"calls:{door}", who, (numbers[name],), typed=typed)
        again = {"password": PASSWORD, "next": reverse(f"calls:{door}", args=[numbers[name]])}
        yield Page("account_reauthenticate", who, typed=again)
        yield Page("calls:held", who, (numbers[name],))
    yield Page("calls:release", "chloe", (numbers["waits"],), typed={"digest": ""})
    yield Page("calls:release", "cyril", (numbers["waits"],), typed={"digest": "0"})
    yield Page("calls:raise_alone", "chloe", (numbers["waits"],), typed={"why": " "}, status=409)


def _digest(number: int) -> str:
    return HeldCall.objects.get(pk=number).digest
