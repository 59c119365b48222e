"""Folding: any order of arrival gives one picture, and a redraw gives the same."""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redphone.log import picture
from redphone.log.dispatch import Dispatch
from redphone.log.models import Entry
from redphone.log.order import in_order
from redphone.log.picture import Picture
from redphone.log.post import hear
from redphone.log.redraw import check, draw_the_undrawn, redraw, rows_of_the_picture
from redphone.wire.kinds import KINDS
from tests.log import sketch
from tests.log.sketch import NOW, Begun, Board, Ended, Noted, Utterance, Vote, Voted

STORY = 7
AUTHORS = ("CA", "EC", "IT")
IN_ONE_TEST = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def take_in(said: Utterance) -> str:
    return hear(raw=said.raw, parts=said.parts)


@st.composite
def stories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What several authors say about one board: each message with its author and which earlier ones it refers to."""
    story: list[dict[str, Any]] = [{"by": draw(st.sampled_from(AUTHORS)), "say": "begun", "refs": []}]
    for place in range(1, draw(st.integers(2, STORY))):
        refs = draw(st.lists(st.integers(0, place - 1), max_size=2, unique=True))
        say = draw(st.sampled_from(["noted", "noted", "voted", "begun", "ended", "unbearable", "unheard"]))
        story.append({"by": draw(st.sampled_from(AUTHORS)), "say": say, "refs": refs})
    return story


def tell(voices, story: Sequence[dict[str, Any]]) -> list[Utterance]:
    """The story as sealed dispatches, in the order in which it was said."""
    for voice in voices.values():
        voice.number, voice.previous = 0, ""
    unheard = type("Unheard", (Noted,), {"kind": "test.unheard.v1"})
    said: list[Utterance] = []
    for place, line in enumerate(story):
        message = {
            "begun": Begun(title=f"title {place}"),
            "noted": Noted(words=f"note {place}"),
            "unbearable": Noted(words="unbearable"),
            "voted": Voted(value=place),
            "ended": Ended(),
            "unheard": unheard(words="?"),
        }[line["say"]]
        refs = [said[cause].ref() for cause in line["refs"]]
        said.append(voices[line["by"]].say(message, refs=refs, to=("CA", "EC", "GB", "IT")))
    return said


def picture_after(arrivals: Sequence[Utterance]) -> tuple[object, object]:
    """The picture once all has arrived, without positions: drawn live, and drawn again from the log."""
    with transaction.atomic():
        for said in arrivals:
            take_in(said)
        live = seen()
        redraw()
        drawn = seen()
        transaction.set_rollback(True)
    return live, drawn


def seen() -> dict[str, list[tuple[Any, ...]]]:
    rows = {
        label: table for label, table in rows_of_the_picture().items() if label in ("log.Board", "log.Vote")
    }
    return rows | {"fates": list(Entry.objects.order_by("hash").values_list("hash", "fate"))}


def disagreements(said: Sequence[Utterance], arrivals: Sequence[Utterance]) -> list[str]:
    as_said, _ = picture_after(said)
    live, drawn = picture_after(arrivals)
    return [name for name, other in (("live", live), ("redrawn", drawn)) if other != as_said]


@given(story=stories(), data=st.data())
@IN_ONE_TEST
def test_any_order_of_arrival_gives_the_same_picture(sketched, story, data) -> None:
    said = tell(sketched, story)
    again = data.draw(st.lists(st.sampled_from(said), max_size=3))
    assert disagreements(said, data.draw(st.permutations([*said, *again]))) == []


@given(story=stories(), data=st.data())
@IN_ONE_TEST
def test_after_the_upgrade_as_if_it_had_always_been_known(sketched, story, data) -> None:
    """Nodes that learn the kind at different moments end with one picture."""
    said = tell(sketched, story)
    cut = data.draw(st.integers(0, len(said)))
    arrivals = data.draw(st.permutations(said))
    with pytest.MonkeyPatch.context() as upgraded:
        with transaction.atomic():
            for one in arrivals[:cut]:
                take_in(one)
            upgraded.setitem(KINDS, "test.unheard.v1", type("Unheard", (Noted,), {"kind": "test.unheard.v1"}))
            upgraded.setitem(picture.PICTURES, "test.unheard.v1", Picture(sketch.draw_noted, own_line=False))
            draw_the_undrawn()
            for one in arrivals[cut:]:
                take_in(one)
            late = seen()
            transaction.set_rollback(True)
        always, _ = picture_after(said)
    assert late == always


STORIES: dict[str, list[dict[str, Any]]] = {
    "notes and a vote": [
        {"by": "IT", "say": "begun", "refs": []},
        {"by": "CA", "say": "noted", "refs": [0]},
        {"by": "EC", "say": "voted", "refs": [0]},
        {"by": "IT", "say": "noted", "refs": [1]},
    ],
    "two notes": [
        {"by": "IT", "say": "begun", "refs": []},
        {"by": "EC", "say": "noted", "refs": [0]},
        {"by": "CA", "say": "noted", "refs": [0]},
    ],
    "begun twice": [
        {"by": "IT", "say": "begun", "refs": []},
        {"by": "CA", "say": "begun", "refs": []},
        {"by": "IT", "say": "noted", "refs": [0, 1]},
    ],
    "two votes": [
        {"by": "CA", "say": "begun", "refs": []},
        {"by": "EC", "say": "voted", "refs": [0]},
        {"by": "IT", "say": "voted", "refs": [0]},
    ],
    "a vote that names no cause": [
        {"by": "IT", "say": "begun", "refs": []},
        {"by": "EC", "say": "voted", "refs": []},
        {"by": "CA", "say": "voted", "refs": []},
    ],
    "a vote that names another cause": [
        {"by": "IT", "say": "begun", "refs": []},
        {"by": "EC", "say": "ended", "refs": []},
        {"by": "CA", "say": "voted", "refs": [1]},
    ],
}


def wrong_orders(voices, story: Sequence[dict[str, Any]]) -> list[tuple[Utterance, ...]]:
    """The orders of arrival that give another picture than the order in which the story was told."""
    said = tell(voices, story)
    as_said, _ = picture_after(said)
    return [
        order
        for order in itertools.permutations(said)
        if set(map(repr, picture_after(order))) != {repr(as_said)}
    ]


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_every_order_of_a_small_story_gives_the_same_picture(sketched, story) -> None:
    assert wrong_orders(sketched, story) == []


def _by_arrival(message: Noted, said: Dispatch) -> None:
    """A picture that looks at how much has arrived before."""
    sketch.draw_noted(message.model_copy(update={"words": f"{Entry.objects.count()}"}), said)


def _first_wins(message: Voted, said: Dispatch) -> None:
    """An own line that is not: whoever comes first has the only vote."""
    if not Vote.objects.filter(thing=said.thing, value__isnull=False).exists():
        sketch.draw_voted(message, said)


def _counts_votes(message: Noted, said: Dispatch) -> None:
    """A picture that reads others' own lines."""
    sketch.draw_noted(
        message.model_copy(update={"words": f"{Vote.objects.filter(value__isnull=False).count()}"}), said
    )


@pytest.mark.parametrize(
    ("story", "kind", "planted"),
    [
        ("notes and a vote", "test.noted.v1", Picture(_by_arrival, own_line=False)),
        ("two notes", "test.noted.v1", Picture(sketch.draw_noted, own_line=True)),
        ("notes and a vote", "test.noted.v1", Picture(_counts_votes, own_line=False)),
        ("begun twice", "test.begun.v1", Picture(sketch.draw_begun, own_line=True)),
        ("two votes", "test.voted.v1", Picture(_first_wins, own_line=True)),
    ],
    ids=[
        "looks at arrival",
        "notes as own line",
        "reads others' lines",
        "beginning as own line",
        "first wins",
    ],
)
def test_a_picture_that_depends_on_arrival_is_caught(sketched, monkeypatch, story, kind, planted) -> None:
    monkeypatch.setitem(picture.PICTURES, kind, planted)
    assert wrong_orders(sketched, STORIES[story])


@pytest.mark.parametrize("story", ["two notes", "begun twice"])
def test_a_log_that_draws_in_the_order_of_arrival_is_caught(sketched, monkeypatch, story) -> None:
    monkeypatch.setattr(picture, "_sorts_last", lambda *_: True)
    assert wrong_orders(sketched, STORIES[story])


@pytest.mark.parametrize("story", ["a vote that names no cause", "a vote that names another cause"])
def test_a_log_that_lets_own_lines_commute_with_what_begins_them_is_caught(
    sketched, monkeypatch, story
) -> None:
    either = lambda other, entry, _: picture._is_own_line(entry.kind) or picture._is_own_line(other.kind)  # noqa: E731
    monkeypatch.setattr(picture, "_commute", either)
    assert wrong_orders(sketched, STORIES[story])


def test_causes_first_then_author_and_number(sketched) -> None:
    ca, ec, it = (sketched[party] for party in AUTHORS)
    begun = it.say(Begun(title="x"))
    second = ca.say(Noted(words="to the beginning"), refs=[begun.ref()])
    third = ca.say(Noted(words="by itself"))
    fourth = ec.say(Noted(words="to CA's second"), refs=[third.ref()])
    dispatches = [
        Dispatch(said.sealed.manifest, said.hash, None, NOW) for said in (begun, second, third, fourth)
    ]
    for order in itertools.permutations(dispatches):
        ready, waiting = in_order(order)
        assert [dispatch.hash for dispatch in ready] == [said.hash for said in (begun, second, third, fourth)]
        assert waiting == []


def test_whoever_waits_holds_up_its_own_later_words_and_nobody_elses(sketched) -> None:
    ca, it = sketched["CA"], sketched["IT"]
    missing = it.say(Begun(title="not here"))
    waits = ca.say(Noted(words="answers it"), refs=[missing.ref()])
    later = ca.say(Voted(value=1))
    other = sketched["EC"].say(Voted(value=2))
    for said in (waits, later, other):
        take_in(said)
    fates = dict(Entry.objects.values_list("hash", "fate"))
    assert (fates[waits.hash], fates[later.hash], fates[other.hash]) == ("waiting", "waiting", "drawn")
    take_in(missing)
    assert set(Entry.objects.values_list("fate", flat=True)) == {"drawn"}
    assert Board.objects.get().notes == ["CA: answers it"]
    assert check().is_sound
