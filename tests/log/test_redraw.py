"""Redrawing and checking: the same picture, and whatever was touched is found."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from redphone.log import append_only, picture
from redphone.log.chain import Link, faults_of_chain
from redphone.log.models import Entry, Epoch, Part, Quarantined
from redphone.log.picture import Picture, ref_to, refold
from redphone.log.post import hear, open_epoch
from redphone.log.redraw import check, redraw, rows_of_the_picture
from redphone.network.models import Party
from tests.log import sketch
from tests.log.sketch import BOARD, Begun, Board, Noted, Vote, Voted
from tests.log.test_post import begin, note
from tests.replay import check_the_replay


@pytest.fixture
def story(sketched):
    """A board by GB, with notes and votes from everywhere."""
    begun = begin()
    note(on=begun, words="one")
    note(on=begun, words="two")
    for party in ("CA", "IT"):
        said = sketched[party].say(Voted(value=3), refs=[ref_to(begun, "answers")])
        hear(raw=said.raw, parts=said.parts)
    return sketched


def everything() -> dict[str, Any]:
    tables = (Entry, Part, Quarantined, Epoch, Board, Vote)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in tables}


def touch(sql: str, *values: object) -> None:
    """Change a row behind the log's back, as somebody with the store in hands could."""
    append_only.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    append_only.guard(connection)


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


@pytest.mark.tampers
def test_one_flipped_bit_in_what_was_signed_is_found(story) -> None:
    entry = Entry.objects.filter(by="GB", number=2).get()
    raw = bytearray(entry.raw)
    raw[len(raw) // 2] ^= 1
    touch("UPDATE log_entry SET raw = %s WHERE position = %s", bytes(raw), entry.pk)
    found = check()
    assert [fault.partition(":")[0] for fault in found.faults] == ["GB 1.2"]
    assert found.undrawn == 1
    assert any("GB: one" in difference for difference in found.differences)


@pytest.mark.tampers
def test_what_has_a_bad_seal_is_never_drawn_even_if_it_is_all_there_is(story) -> None:
    """A thing whose every entry was forged: none of it may be read from its unchecked bytes."""
    thing = "0193464a-7a00-7000-8000-0000000000b9"
    forged = sketch.Voice("IT")  # not the key that is pinned
    said = forged.say(Begun(title="forged"), thing=thing, number=7)
    entry = Entry.objects.filter(by="IT").get()
    columns = {"thing": thing, "number": 7, "kind": "test.begun.v1", "hash": said.hash, "raw": said.raw}
    for name, value in columns.items():
        touch(f"UPDATE log_entry SET {name} = %s WHERE position = %s", value, entry.pk)
    touch(
        "UPDATE log_part SET content = %s, salt = %s WHERE entry_id = %s",
        said.parts[0][1],
        sketch.SALT,
        entry.pk,
    )
    with transaction.atomic():
        found = redraw()
        assert found.faults == ["IT 1.7: the signature does not hold"]
        assert not Board.objects.filter(thing=thing).exists()
        assert Entry.objects.get(pk=entry.pk).why == "the signature does not hold"
        transaction.set_rollback(True)


@pytest.mark.tampers
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "test.begun.v2"),
        ("thing", "0193464a-7a00-7000-8000-0000000000b2"),
        ("dispatch", "0193464a-7a00-7000-8000-0000000000b2"),
        ("seat", "administrator"),
        ("to", ",CA,DE,IT,"),
        ("mark", "CLEAR"),
        ("status", "actual"),
        ("said_at", "2024-11-21 09:00:00"),
        ("previous", "A" * 43),
        ("hash", "A" * 43),
        ("number", 77),
        ("epoch", 7),
        ("by", "IT"),
    ],
)
def test_a_changed_column_is_found(story, column, value) -> None:
    entry = Entry.objects.filter(by="GB", number=2).get()
    name = connection.ops.quote_name(column)
    touch(f"UPDATE log_entry SET {name} = %s WHERE position = %s", value, entry.pk)
    faults = check().faults
    assert any(fault.endswith("its columns do not say what was signed") for fault in faults)


def test_every_column_that_repeats_what_was_signed_is_compared() -> None:
    """What is not listed above is either what was signed itself, or ours alone."""
    listed = {"kind", "thing", "dispatch", "seat", "to", "mark", "status", "said_at", "previous", "hash"}
    listed |= {"number", "epoch", "by"}
    columns = {column.attname for column in Entry._meta.concrete_fields}
    assert columns - listed == {"raw", "position", "heard_at", "fate", "why"}


@pytest.mark.tampers
@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (
            "UPDATE log_part SET content = %s WHERE entry_id = %s",
            "part 0 is not what the manifest commits to",
        ),
        ("UPDATE log_part SET salt = %s WHERE entry_id = %s", "part 0 is not what the manifest commits to"),
    ],
)
def test_a_changed_part_is_found(story, sql, why) -> None:
    entry = Entry.objects.filter(by="GB", number=2).get()
    touch(sql, b'{"words":"two"}', entry.pk)
    assert check().faults == [f"GB 1.2: {why}"]


@pytest.mark.tampers
def test_a_removed_part_is_found_and_is_no_erasure(story) -> None:
    entry = Entry.objects.filter(by="GB", number=2).get()
    touch("UPDATE log_part SET content = NULL, salt = NULL WHERE entry_id = %s", entry.pk)
    assert check().faults == ["GB 1.2: part 0 is empty and was not erased"]
    touch("DELETE FROM log_part WHERE entry_id = %s", entry.pk)
    assert check().faults == ["GB 1.2: part 0 is missing"]


@pytest.mark.tampers
def test_a_part_put_beside_is_found(story) -> None:
    entry = Entry.objects.filter(by="GB", number=2).get()
    Part.objects.create(entry=entry, number=1, salt=bytes(32), content=b"smuggled")
    assert check().faults == ["GB 1.2: part 1 is none of its parts"]


def test_what_was_erased_folds_to_a_tombstone_and_every_seal_holds(story) -> None:
    entry = Entry.objects.filter(by="GB", number=2).get()
    Part.objects.filter(entry=entry).update(content=None, salt=None, erased_at=timezone.now())
    refold(BOARD)
    assert Board.objects.get().notes == ["GB: two"]
    assert check().is_sound


@pytest.mark.tampers
@pytest.mark.parametrize("number", [1, 2])
def test_a_removed_entry_leaves_a_gap_that_is_found(story, number) -> None:
    entry = Entry.objects.filter(by="GB", number=number).get()
    touch("DELETE FROM log_part WHERE entry_id = %s", entry.pk)
    touch("DELETE FROM log_entry WHERE position = %s", entry.pk)
    assert check().faults == [
        f"GB 1.{number + 1}: comes after {f'1.{number - 1}' if number > 1 else '0.0'}: a gap"
    ]


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


CHAINS: dict[str, tuple[list[Link], bool, list[str]]] = {
    "sound": ([Link(1, 1, "", "a"), Link(1, 2, "a", "b"), Link(2, 1, "b", "c")], True, []),
    "empty": ([], True, []),
    "begins late": ([Link(1, 2, "a", "b")], True, ["GB 1.2: comes after 0.0: a gap"]),
    "begins with a hash before it": (
        [Link(1, 1, "x", "a")],
        True,
        ["GB 1.1: does not continue what was said before it"],
    ),
    "a gap": ([Link(1, 1, "", "a"), Link(1, 3, "b", "c")], True, ["GB 1.3: comes after 1.1: a gap"]),
    "a new epoch that begins late": (
        [Link(1, 1, "", "a"), Link(2, 2, "a", "b")],
        True,
        ["GB 2.2: comes after 1.1: a gap"],
    ),
    "a new epoch without what was before": (
        [Link(1, 1, "", "a"), Link(2, 1, "", "b")],
        True,
        ["GB 2.1: does not continue what was said before it"],
    ),
    "a number said again without a new epoch": (
        [Link(1, 1, "", "a"), Link(1, 2, "a", "b"), Link(1, 2, "a", "c")],
        True,
        ["GB 1.2: was said twice"],
    ),
    "a broken link": (
        [Link(1, 1, "", "a"), Link(1, 2, "x", "b")],
        True,
        ["GB 1.2: does not continue what was said before it"],
    ),
    "elsewhere: a gap": ([Link(1, 5, "d", "e"), Link(1, 9, "h", "i"), Link(2, 3, "x", "y")], False, []),
    "elsewhere: neighbours that do not fit": (
        [Link(1, 5, "d", "e"), Link(1, 6, "x", "f")],
        False,
        ["GB 1.6: does not continue what was said before it"],
    ),
    "elsewhere: restored from a backup that lacked the end": (
        [Link(1, 5, "d", "e"), Link(2, 1, "c", "x")],
        False,
        [],
    ),
}


@pytest.mark.parametrize(("links", "is_whole", "faults"), CHAINS.values(), ids=CHAINS)
def test_the_chain_of_an_author(links, is_whole, faults) -> None:
    assert list(faults_of_chain("GB", reversed(links), is_whole=is_whole)) == faults


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
