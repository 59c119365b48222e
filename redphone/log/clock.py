"""The one clock. It is given: whoever runs a piece of the house may stand another clock in its place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime


def _of_this_machine() -> datetime:
    return datetime.now(UTC)


_read: ContextVar[Callable[[], datetime]] = ContextVar("clock", default=_of_this_machine)


def now() -> datetime:
    """This moment, as an aware UTC datetime."""
    return _read.get()()


@contextmanager
def standing_at(at: datetime) -> Iterator[None]:
    """Within this block, in this thread or task, it is `at`."""
    token = _read.set(lambda: at)
    try:
        yield
    finally:
        _read.reset(token)
