"""What a thousand tests begin with is made once in a process, and put back as it was: rows and key files alike."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Memory:
    """The rows that came to each table, and the files that came to a directory with their modes."""

    rows: Rows
    files: dict[str, tuple[bytes, int]]

    def put_back(self, folder: Path) -> None:
        """Write all of it again, into a store and a directory that lack it."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, (content, mode) in self.files.items():
            with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(content)
        with (
            transaction.atomic(),
            connection.cursor() as cursor,
        ):  # which row another needs is asked at its end
            for table, rows in self.rows.items():
                places = ", ".join(["%s"] * len(rows[0]))
                quoted = connection.ops.quote_name(table)
                cursor.executemany(f"INSERT INTO {quoted} VALUES ({places})", rows)
            for statement in connection.ops.sequence_reset_sql(no_style(), _models(self.rows)):
                cursor.execute(statement)


_memories: dict[str, Memory] = {}


def once(name: str, make: Callable[[], object], *, folder: Path) -> None:
    """Make something by its own acts the first time, and put back what came of it every time after that."""
    if name in _memories:
        _memories[name].put_back(folder)
        return
    rows, files = _rows(), _files(folder)
    make()
    new_rows = {table: [row for row in now if row not in rows[table]] for table, now in _rows().items()}
    new_files = {file: kept for file, kept in _files(folder).items() if file not in files}
    _memories[name] = Memory({table: new for table, new in new_rows.items() if new}, new_files)


def _rows() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = [tuple(map(_plain, row)) for row in cursor.fetchall()]
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _files(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = folder.iterdir() if folder.is_dir() else ()
    return {path.name: (path.read_bytes(), path.stat().st_mode & 0o777) for path in files}


def _models(tables: Rows) -> list[Any]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables]
