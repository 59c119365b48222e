"""Changing a drawn row in one plain statement.

A picture changes single rows by their keys, over and over, and Django's QuerySet spends five times as long on
thinking a statement out as the store on doing it: in a redraw that was half of the time.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.db import connection

from redphone.log.models import Drawn

NOTHING: Mapping[str, Any] = MappingProxyType({})


def change_row(
    model: type[Drawn], where: Mapping[str, Any], once: Mapping[str, Any] = NOTHING, /, **to: Any
) -> int:
    """Set columns of the rows for which every column in `where` has its value (None: is empty). Returns how many.

    The columns in `once` are set as well, but only where the first of them is still empty.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    setting = (*to.items(), *once.items())
    values = [fields[name].get_db_prep_save(value, connection) for name, value in setting]
    keys = [
        fields[name].get_db_prep_save(value, connection) for name, value in where.items() if value is not None
    ]
    empty = frozenset(name for name, value in where.items() if value is None)
    statement = _statement(connection.vendor, model, tuple(to), tuple(once), tuple(where), empty)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *keys])
        return int(cursor.rowcount)


@lru_cache(maxsize=200)
def _statement(
    vendor: str,
    model: type[Drawn],
    to: tuple[str, ...],
    once: tuple[str, ...],
    where: tuple[str, ...],
    empty: frozenset[str],
) -> str:
    column = {
        field.attname: connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields
    }
    still_empty = f"{column[once[0]]} IS NULL" if once else ""
    setting = ", ".join(
        [f"{column[name]} = %s" for name in to]
        + [f"{column[name]} = CASE WHEN {still_empty} THEN %s ELSE {column[name]} END" for name in once]
    )
    keys = " AND ".join(f"{column[name]} {'IS NULL' if name in empty else '= %s'}" for name in where)
    return f"UPDATE {connection.ops.quote_name(model._meta.db_table)} SET {setting} WHERE {keys}"  # noqa: S608
