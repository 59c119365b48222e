"""Finding, adding and changing single rows in one plain statement each.

Every act and every picture does it by the same few keys, over and over, and Django's QuerySet spends five times as
long on thinking a statement out as the store on doing it: in a redraw that was half of the time.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model

from redphone.log.gathering import gathered, take
from redphone.log.models import Drawn

M = TypeVar("M", bound=Model)
_PLAIN = (str, int, bool)
NOTHING: Mapping[str, Any] = MappingProxyType({})


def find_row(model: type[M], **where: Any) -> M | None:
    """The one row in which every column has its value; None if there is none."""
    statement = _select(connection.vendor, model, tuple(where))
    return next(iter(model._default_manager.raw(statement, list(where.values()))), None)


@lru_cache(maxsize=200)
def _select(vendor: str, model: type[Model], where: tuple[str, ...]) -> str:
    column = _columns(model)
    keys = " AND ".join(f"{column[name]} = %s" for name in where)
    return f"SELECT * FROM {_table(model)} WHERE {keys} LIMIT 1"  # noqa: S608


def add_row(row: Model) -> None:
    """Insert a new row, and tell it its key: a row of a thing that is just being folded only when it is written."""
    if take(row):
        return
    key = _key_first(type(row))[0]
    statement = f"{_insert(connection.vendor, type(row))} RETURNING {_columns(type(row))[key.attname]}"
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(row))
        setattr(row, key.attname, cursor.fetchone()[0])
    row._state.adding, row._state.db = False, connection.alias


def add_rows(rows: Iterable[Model]) -> None:
    """Insert new rows of one table; they are not told their keys."""
    rows = [row for row in rows if not take(row)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_insert(connection.vendor, type(rows[0])), list(map(_values, rows)))


def _values(row: Model) -> list[Any]:
    fields = _key_first(type(row))[1:]
    return [_stored(field, field.pre_save(row, add=True)) for field in fields]


def _stored(field: Any, value: Any) -> Any:
    """A value as the store takes it: what it takes as it stands, which most are, Django need not look at."""
    if value is None or (type(value) in _PLAIN and not isinstance(field, JSONField)):
        return value
    return field.get_db_prep_save(value, connection)


@lru_cache(maxsize=200)
def _insert(vendor: str, model: type[Model]) -> str:
    column = _columns(model)
    names = [column[field.attname] for field in _key_first(model)[1:]]
    row = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {_table(model)} ({', '.join(names)}) VALUES ({row})"  # noqa: S608


@lru_cache(maxsize=200)
def _key_first(model: type[Model]) -> tuple[Any, ...]:
    """A model's fields, the number that the store gives first."""
    return tuple(sorted(model._meta.concrete_fields, key=lambda field: not field.primary_key))


def _columns(model: type[Model]) -> dict[str, str]:
    """The quoted column of each field."""
    quote = connection.ops.quote_name
    return {field.attname: quote(str(field.column)) for field in model._meta.concrete_fields}


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def change_row(
    model: type[Drawn], where: Mapping[str, Any], once: Mapping[str, Any] = NOTHING, /, **to: Any
) -> int:
    """Set columns of the rows for which every column in `where` has its value (None: is empty). Returns how many.

    The columns in `once` are set as well, but only where the first of them is still empty.
    """
    if here := gathered(where.get("thing")):
        return here.change(model, where, once, to)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    setting = (*to.items(), *once.items())
    values = [_stored(fields[name], value) for name, value in setting]
    keys = [_stored(fields[name], value) for name, value in where.items() if value is not None]
    empty = frozenset(name for name, value in where.items() if value is None)
    statement = _statement(connection.vendor, model, tuple(to), tuple(once), tuple(where), empty)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *keys])
        return int(cursor.rowcount)


def put_row(model: type[Drawn], where: Mapping[str, Any], /, **to: Any) -> None:
    """Set columns of the row in which every column in `where` has its value; add the row if there is none."""
    if not change_row(model, where, **to):
        add_row(model(**where, **to))


@lru_cache(maxsize=200)
def _statement(
    vendor: str,
    model: type[Drawn],
    to: tuple[str, ...],
    once: tuple[str, ...],
    where: tuple[str, ...],
    empty: frozenset[str],
) -> str:
    column = _columns(model)
    still_empty = f"{column[once[0]]} IS NULL" if once else ""
    setting = ", ".join(
        [f"{column[name]} = %s" for name in to]
        + [f"{column[name]} = CASE WHEN {still_empty} THEN %s ELSE {column[name]} END" for name in once]
    )
    keys = " AND ".join(f"{column[name]} {'IS NULL' if name in empty else '= %s'}" for name in where)
    return f"UPDATE {_table(model)} SET {setting} WHERE {keys}"  # noqa: S608
