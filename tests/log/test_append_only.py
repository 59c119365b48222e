"""The store itself refuses to change what was said, whoever asks, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from redphone.log import append_only
from redphone.log.models import Entry, Part
from redphone.log.picture import refold
from tests.log.saying import begin

SIGNED = [
    column.column for column in Entry._meta.concrete_fields if column.column not in append_only.MAY_CHANGE
]


@pytest.fixture
def entry(sketched) -> Entry:
    begin()
    return Entry.objects.get()


def refused(sql: str, *values: Any) -> None:
    before = list(Entry.objects.values()), list(Part.objects.values())
    with (
        pytest.raises(IntegrityError, match="is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)
    assert (list(Entry.objects.values()), list(Part.objects.values())) == before


def test_an_entry_is_not_deleted(entry) -> None:
    refused("DELETE FROM log_entry")
    refused("DELETE FROM log_entry WHERE position = %s", entry.pk)


def test_a_part_is_not_deleted(entry) -> None:
    refused("DELETE FROM log_part")


@pytest.mark.parametrize("column", SIGNED)
def test_no_column_of_an_entry_changes(entry, column) -> None:
    name = connection.ops.quote_name(column)
    refused(f"UPDATE log_entry SET {name} = {name} WHERE position = %s", entry.pk)


def test_what_became_of_an_entry_may_change(entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(fate=Entry.Fate.UNDRAWN, why="a trial")
    assert Entry.objects.get().why == "a trial"
    Entry.objects.filter(pk=entry.pk).update(fate=Entry.Fate.DRAWN, why="")


def test_djangos_own_ways_are_refused_too(entry) -> None:
    for change in (entry.save, Part.objects.get().delete, Entry.objects.all()._raw_delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(*(("default",) if change.__name__ == "_raw_delete" else ()))


def test_a_part_is_erased_once_and_whole(entry) -> None:
    now = timezone.now()
    refused("UPDATE log_part SET content = NULL")
    refused("UPDATE log_part SET content = NULL, salt = NULL")
    refused("UPDATE log_part SET content = NULL, erased_at = %s", now)
    refused("UPDATE log_part SET salt = NULL, erased_at = %s", now)
    refused("UPDATE log_part SET erased_at = %s", now)
    refused("UPDATE log_part SET content = %s", b"other")
    refused("UPDATE log_part SET content = NULL, salt = NULL, erased_at = %s, number = 1", now)
    assert Part.objects.update(content=None, salt=None, erased_at=now) == 1
    refused("UPDATE log_part SET content = %s, salt = %s, erased_at = NULL", b"back", bytes(32))
    refused("UPDATE log_part SET erased_at = %s", timezone.now())
    refold(entry.thing)


def replacements() -> Iterator[str]:
    """SQLite's INSERT OR REPLACE deletes a row, and no trigger for deleting is asked."""
    columns = [connection.ops.quote_name(str(column.column)) for column in Entry._meta.concrete_fields]
    told = [name if name != '"mark"' else "'CLEAR'" for name in columns[1:]]
    for position in ("position", "NULL"):
        yield (
            f"INSERT OR REPLACE INTO log_entry ({', '.join(columns)})"
            f" SELECT {', '.join([position, *told])} FROM log_entry"
        )
    yield (
        "INSERT OR REPLACE INTO log_part (entry_id, number, salt, content)"
        " SELECT entry_id, number, salt, salt FROM log_part"
    )


@pytest.mark.django_db(transaction=True)
def test_the_stores_own_ways_round_are_closed(entry) -> None:
    emptyings = ("TRUNCATE log_entry CASCADE", "TRUNCATE log_part")
    ways = list(replacements()) if connection.vendor == "sqlite" else emptyings
    for way in ways:
        refused(way)


def test_lifting_and_setting_the_guard_leaves_it_as_it_was(entry) -> None:
    before = triggers()
    assert len(before) == (6 if connection.vendor == "sqlite" else 4)
    append_only.lift(connection)
    assert triggers() == []
    append_only.guard(connection)
    append_only.guard(connection)
    assert triggers() == before
    refused("DELETE FROM log_entry")


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth(sketched) -> None:
    before = triggers()
    try:
        MigrationExecutor(connection).migrate([("log", "0001_initial")])
        assert triggers() == []
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes("log"))
    assert triggers() == before


def test_the_triggers_name_every_column_there_is(entry) -> None:
    """A migration that adds a column, or makes the table anew, has to set the guard again."""
    if connection.vendor == "sqlite":
        sql = "SELECT sql FROM sqlite_master WHERE name = 'log_entry_update'"
    else:
        sql = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'log_entry_update'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        (definition,) = cursor.fetchone()
    between = definition.partition("UPDATE OF")[2].partition(" ON ")[0]
    assert {name.strip().strip('"') for name in between.split(",")} == set(SIGNED)


def triggers() -> list[str]:
    if connection.vendor == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'log_%' ORDER BY name"
    else:
        sql = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'log_%' AND NOT tgisinternal ORDER BY tgname"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [name for (name,) in cursor.fetchall()]
