"""Whatever was touched behind the log's back is found, and said of which entry."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from redphone.log.models import Entry, Part
from redphone.log.picture import refold
from redphone.log.redraw import check, redraw
from tests.log import sketch
from tests.log.saying import touch
from tests.log.sketch import BOARD, Begun, Board


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
