"""The rows of a thing, kept in memory while it is folded from nothing, and written at the end, a table at a time.

A call to eight parties is nine lines that are changed thirty times: in a redraw nearly every statement was such a
change. Whoever asks the store anything in between ends it: what was gathered is written first, so the answer is the
same as without.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

from redphone.log.models import Drawn

Write = Callable[[list[Drawn]], None]


class Gathered:
    """The rows of one thing that are not in the store yet, table by table; `write` puts those of one table there."""

    def __init__(self, thing: str, write: Write) -> None:
        self.thing, self.write = thing, write
        self.tables: dict[type[Drawn], list[Drawn]] = {}

    def takes(self, row: object) -> bool:
        """Take a new row, if it is one of this thing."""
        if not isinstance(row, Drawn) or row.thing != self.thing:
            return False
        self.tables.setdefault(type(row), []).append(row)
        return True

    def change(
        self, model: type[Drawn], where: Mapping[str, Any], once: Mapping[str, Any], to: Mapping[str, Any]
    ) -> int:
        """As `rows.change_row`, on the rows here."""
        found = [row for row in self.tables.get(model, ()) if _is_meant(row, where)]
        for row in found:
            is_first = bool(once) and getattr(row, next(iter(once))) is None
            for name, value in (*to.items(), *(once.items() if is_first else ())):
                setattr(row, name, value)
        return len(found)


_current: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering(thing: str, write: Write) -> Iterator[None]:
    """Gather the rows of `thing`, of which the store holds none. An exception inside leaves them unwritten."""
    token = _current.set(Gathered(thing, write))
    try:
        with connection.execute_wrapper(_written_first):
            yield
            _end()
    finally:
        _current.reset(token)


def take(row: object) -> bool:
    """Whether a new row was taken, to be written later: it is one of the thing that is being folded."""
    found = _current.get()
    return found is not None and found.takes(row)


def gathered(thing: object) -> Gathered | None:
    """Where the rows of this thing are being gathered; None where they are in the store."""
    found = _current.get()
    return found if found is not None and found.thing == thing else None


def _is_meant(row: Drawn, where: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in where.items())


def _written_first(execute: Callable[..., Any], *asked: Any) -> Any:
    _end()
    return execute(*asked)


def _end() -> None:
    found = _current.get()
    if found is not None:
        _current.set(None)
        for rows in found.tables.values():
            found.write(rows)
