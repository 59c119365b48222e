"""Redrawing and checking: the same picture, and whatever was touched is found."""

from typing import Any

import pytest

from redphone.log import picture
from redphone.log.models import Entry, Epoch, Part, Quarantined
from redphone.log.picture import Picture
from redphone.log.post import hear, open_epoch
from redphone.log.redraw import check, redraw, rows_of_the_picture
from redphone.network.models import Party
from tests.log import sketch
from tests.log.saying import begin, note, touch
from tests.log.sketch import BOARD, Board, Noted, Vote, Voted
from tests.replay import check_the_replay


def everything() -> dict[str, Any]:
    tables = (Entry, Part, Quarantined, Epoch, Board, Vote)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in tables}


def test_a_redraw_gives_what_was_drawn_live(story) -> None:
    before = rows_of_the_picture()
    found = redraw()
    assert rows_of_the_picture() == before
    assert (found.entries, found.undrawn, found.faults, found.differences) == (5, 0, [], [])
    assert dict(Vote.objects.values_list("by", "value")) == {"CA": 3, "GB": None, "IT": 3}
    assert Board.objects.get().notes == ["GB: one", "GB: two"]


def test_a_redraw_brings_back_what_was_wiped(story) -> None:
    before = rows_of_the_picture()
    Board.objects.all().delete()
    Vote.objects.all().update(value=99)
    redraw()
    assert rows_of_the_picture() == before


def test_looking_changes_nothing(story) -> None:
    Vote.objects.filter(by="CA").update(value=99)
    before = everything()
    assert not check().is_sound
    assert everything() == before
    Vote.objects.filter(by="CA").update(value=3)
    assert check().is_sound


def test_a_row_changed_behind_the_logs_back_is_found(story) -> None:
    row = Vote.objects.get(by="CA")
    Vote.objects.filter(pk=row.pk).update(value=99)
    assert check().differences == [
        f"log.Vote: live only: ('{BOARD}', 'CA', 99)",
        f"log.Vote: redrawn only: ('{BOARD}', 'CA', 3)",
    ]
    redraw()
    assert check().is_sound


def test_a_row_too_many_or_too_few_is_found(story) -> None:
    Vote.objects.create(thing=BOARD, by="CA", value=3)
    assert check().differences == [f"log.Vote: live only: ('{BOARD}', 'CA', 3)"], "also an exact twin"
    Vote.objects.filter(by="CA").delete()
    assert check().differences == [f"log.Vote: redrawn only: ('{BOARD}', 'CA', 3)"]
    redraw()


def test_a_fate_changed_behind_the_logs_back_is_found(story) -> None:
    entry = Entry.objects.filter(by="CA").get()
    Entry.objects.filter(pk=entry.pk).update(fate=Entry.Fate.UNDRAWN)
    assert check().differences == [
        f"what became of each entry: live only: ({entry.pk}, 'undrawn')",
        f"what became of each entry: redrawn only: ({entry.pk}, 'drawn')",
    ]
    redraw()


def test_gaps_in_what_others_said_are_what_they_said_to_others(story) -> None:
    story["CA"].say(Voted(value=4), to=("IT",))
    said = story["CA"].say(Voted(value=5))
    hear(raw=said.raw, parts=said.parts)
    found = check()
    assert (found.faults, found.contradictions) == ([], [])


def test_a_new_epoch_is_accepted(story) -> None:
    open_epoch(party="GB", reason="restored")
    said = story["GB"]
    note(on=begin(thing="0193464a-7a00-7000-8000-0000000000b3"), words="after")
    assert said.number == 0, "this voice says nothing: GB speaks here"
    assert redraw().is_sound


@pytest.mark.tampers
def test_the_replay_after_every_test_catches_what_differs(story, monkeypatch) -> None:
    """The negative control of tests/replay.py: a changed row, a changed picture, a changed log."""
    check_the_replay()
    Vote.objects.filter(by="CA").update(value=99)
    with pytest.raises(AssertionError, match="redraw gives another picture"):
        check_the_replay()
    Vote.objects.filter(by="CA").update(value=3)
    with monkeypatch.context() as planted:
        shout = Picture(
            lambda message, said: sketch.draw_noted(Noted(words=message.words.upper()), said), own_line=False
        )
        planted.setitem(picture.PICTURES, "test.noted.v1", shout)
        with pytest.raises(AssertionError, match="GB: ONE"):
            check_the_replay()
    check_the_replay()
    touch("UPDATE log_entry SET mark = 'CLEAR' WHERE %s = %s", 1, 1)
    with pytest.raises(AssertionError, match="log is at fault"):
        check_the_replay()


def test_a_large_log_is_read_in_batches(story, monkeypatch) -> None:
    monkeypatch.setattr("redphone.log.redraw.BATCH", 2)
    for number in range(7):
        thing = f"0193464a-7a00-7000-8000-0000000000c{number}"
        begun = begin(thing=thing)
        note(on=begun, words="one")
    found = redraw()
    assert (found.entries, found.is_sound) == (19, True)
    assert Board.objects.count() == 8
    assert check().is_sound


def test_a_redraw_that_fails_half_way_leaves_the_picture_as_it_was(story, monkeypatch) -> None:
    before = rows_of_the_picture()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr("redphone.log.redraw.faults_of_chain", fail)
        with pytest.raises(RuntimeError):
            redraw()
    assert rows_of_the_picture() == before


def test_the_register_is_part_of_the_picture() -> None:
    assert Party in picture.drawn_models()
