"""Triggers in the store itself: what was said is never deleted and never changed, whoever holds the connection.

Of an entry only its fate here may change; of a part only that it is erased, once. Altering either table on SQLite
makes a new one without triggers, so a migration that does it lifts the guard first and sets it again afterwards.
"""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from redphone.log.models import Entry

MAY_CHANGE = frozenset({"fate", "why"})

_IS_ERASING = (
    "NEW.id = OLD.id AND NEW.entry_id = OLD.entry_id AND NEW.number = OLD.number AND OLD.erased_at IS NULL"
    " AND NEW.content IS NULL AND NEW.salt IS NULL AND NEW.erased_at IS NOT NULL"
)
_IS_THERE = {
    "log_entry": (
        'position = NEW.position OR hash = NEW.hash OR ("by" = NEW."by" AND epoch = NEW.epoch AND number = NEW.number)'
    ),
    "log_part": "id = NEW.id OR (entry_id = NEW.entry_id AND number = NEW.number)",
}
"""SQLite's INSERT OR REPLACE deletes without firing a trigger for it: the insertion itself has to be refused."""


def guard(connection: BaseDatabaseWrapper, *, entry: type[models.Model] = Entry) -> None:
    """Set the triggers; nothing happens if they stand already. `entry` is the model as the migration knows it."""
    fixed = [column.column for column in entry._meta.concrete_fields if column.column not in MAY_CHANGE]
    columns = ", ".join(connection.ops.quote_name(str(column)) for column in fixed)
    lift(connection)
    _run(connection, _on_sqlite(columns) if connection.vendor == "sqlite" else _on_postgresql(columns))


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for a migration that alters these tables, and for tests that empty the store."""
    on_sqlite = connection.vendor == "sqlite"
    for table in ("log_entry", "log_part"):
        where = "" if on_sqlite else f" ON {table}"
        names = (f"{table}_{moment}" for moment in ("delete", "update", "insert"))
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}{where}" for name in names])
    if not on_sqlite:
        _run(connection, ["DROP FUNCTION IF EXISTS log_is_append_only()"])


def _on_sqlite(columns: str) -> list[str]:
    def refuse(name: str, moment: str, table: str, when: str = "") -> str:
        condition = f"WHEN {when} " if when else ""
        return (
            f"CREATE TRIGGER {name} BEFORE {moment} ON {table} {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )

    return [
        refuse("log_entry_delete", "DELETE", "log_entry"),
        refuse("log_entry_update", f"UPDATE OF {columns}", "log_entry"),
        refuse("log_part_delete", "DELETE", "log_part"),
        refuse("log_part_update", "UPDATE", "log_part", f"NOT ({_IS_ERASING})"),
        *(
            refuse(f"{table}_insert", "INSERT", table, f"EXISTS (SELECT 1 FROM {table} WHERE {there})")  # noqa: S608
            for table, there in _IS_THERE.items()
        ),
    ]


def _on_postgresql(columns: str) -> list[str]:
    def refuse(name: str, moment: str, table: str, each: str) -> str:
        return f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH {each} EXECUTE FUNCTION log_is_append_only()"

    return [
        "CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
        " END $$",
        refuse("log_entry_delete", "DELETE OR TRUNCATE", "log_entry", "STATEMENT"),
        refuse("log_entry_update", f"UPDATE OF {columns}", "log_entry", "STATEMENT"),
        refuse("log_part_delete", "DELETE OR TRUNCATE", "log_part", "STATEMENT"),
        refuse("log_part_update", "UPDATE", "log_part", f"ROW WHEN (NOT ({_IS_ERASING}))"),
    ]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
