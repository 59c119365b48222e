"""Every kind of every room: whatever order it arrives in, the picture is the same, and a redraw gives it again.

The stories are told by nobody in particular: authors and references are drawn at random, also such as no node of ours
would send. A room that adds a kind is tested here as soon as the kind has its sample.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redphone.log.models import Entry
from redphone.log.picture import PICTURES
from redphone.log.post import hear
from redphone.log.redraw import FATES, redraw, rows_of_the_picture
from redphone.wire.kinds import Message
from tests.calls.wrong_pictures import one_row_a_chair
from tests.log.sketch import Utterance
from tests.wire.samples import SAMPLES

AUTHORS = ("CA", "EC", "IT")
EVERYBODY = ("CA", "EC", "GB", "IT")
ROOMS = sorted({message.kind.partition(".")[0] for message in SAMPLES} - {"network"})
"""The register is left out: its things are its own, and its one keeper has no second opinion."""


@st.composite
def stories(draw: st.DrawFn, room: str) -> list[tuple[str, Message, list[int]]]:
    """What several authors say of one thing, in the words of one room; each refers to some of what was said before."""
    words = [message for message in SAMPLES if message.kind.startswith(f"{room}.")]
    story = []
    for place in range(draw(st.integers(2, 6))):
        message = words[0] if place == 0 else draw(st.sampled_from(words))
        refs = draw(st.lists(st.integers(0, place - 1), max_size=2, unique=True)) if place else []
        story.append((draw(st.sampled_from(AUTHORS)), message, refs))
    return story


def tell(voices: Any, story: Sequence[tuple[str, Message, list[int]]]) -> list[Utterance]:
    for voice in voices.values():
        voice.number, voice.previous = 0, ""
    said: list[Utterance] = []
    for by, message, refs in story:
        said.append(voices[by].say(message, refs=[said[cause].ref() for cause in refs], to=EVERYBODY))
    return said


def seen() -> dict[str, list[tuple[Any, ...]]]:
    return rows_of_the_picture() | {
        FATES: list(Entry.objects.order_by("hash").values_list("hash", "fate", "why"))
    }


def pictures_after(arrivals: Sequence[Utterance]) -> list[Any]:
    """The picture once all has arrived: drawn live, and drawn again from the log."""
    with transaction.atomic():
        for said in arrivals:
            assert hear(raw=said.raw, parts=said.parts) in {"kept", "again"}
        live = seen()
        redraw()
        drawn = seen()
        transaction.set_rollback(True)
    return [live, drawn]


@pytest.mark.parametrize("room", ROOMS)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_arrival_gives_the_same_picture(db, voices, room, data) -> None:
    said = tell(voices, data.draw(stories(room)))
    as_said, again = pictures_after(said)
    assert again == as_said
    for picture in pictures_after(data.draw(st.permutations(said))):
        assert picture == as_said


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: message.kind)
def test_every_kind_has_a_picture(message: Message) -> None:
    assert message.kind in PICTURES


def test_a_kind_wrongly_drawn_as_own_line_is_caught(db, voices, monkeypatch) -> None:
    """Two parties may say that one is not reached: each has a row of its own."""
    kinds = {message.kind: message for message in SAMPLES}
    escalated = kinds["call.escalated.v1"]
    said = tell(voices, [("CA", kinds["call.raised.v1"], []), ("EC", escalated, [0]), ("IT", escalated, [0])])
    raised, first, second = said
    assert pictures_after([raised, second, first]) == pictures_after(said)
    one_row_a_chair(monkeypatch)
    assert pictures_after([raised, second, first]) != pictures_after(said)
