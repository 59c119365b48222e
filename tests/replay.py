"""Every test that touches the store is also a replay test: afterwards the whole picture is redrawn and compared.

It runs right after the test's own body, while all that the test has patched still stands, and only if the body passed.
A log and a picture that this process has found to be right already, row for row, are not drawn once more. A test that
tampers with the log or the picture on purpose says so: `@pytest.mark.tampers`.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.store import touches_store


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "tampers: leaves a log or a picture that is wrong on purpose: not replayed"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    yield
    if _is_to_be_replayed(item):
        check_the_replay()


def _is_to_be_replayed(item: pytest.Item) -> bool:
    if not touches_store(item) or item.get_closest_marker("tampers"):
        return False
    return "_django_db_helper" in getattr(item, "fixturenames", ()) or "db" in getattr(
        item, "fixturenames", ()
    )


def check_the_replay() -> None:
    """Fail unless redrawing everything from the log gives what is drawn now, with every seal and chain sound."""
    from django.db import connection

    from redphone.log.redraw import check

    if connection.needs_rollback or (state := _log_and_picture()) in _found_right:
        return
    found = check()
    assert not found.faults, "\n".join(["the log is at fault:", *found.faults])
    assert not found.differences, "\n".join(["a redraw gives another picture:", *found.differences])
    _found_right.add(state)


_found_right: set[bytes] = set()


def _log_and_picture() -> bytes:
    """A digest of every column of every entry and part, of every row that is drawn, and of what draws them."""
    from redphone.log.models import Entry, Part
    from redphone.log.picture import PICTURES
    from redphone.log.redraw import rows_of_the_picture
    from redphone.wire.kinds import KINDS

    log = [list(model._default_manager.order_by("pk").values_list()) for model in (Entry, Part)]
    plain = repr([[tuple(map(_plain, row)) for row in rows] for rows in log])
    drawn = repr([rows_of_the_picture(), PICTURES, KINDS])
    return hashlib.sha256((plain + drawn).encode()).digest()


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.fixture(autouse=True, scope="session")
def _emptying_lifts_the_guard() -> Iterator[None]:
    """Between tests with transactions of their own the store is emptied; in earnest its triggers forbid that."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from redphone.log import append_only

    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_unguarded(self: Any, sql_list: list[str]) -> None:
        append_only.lift(self.connection)
        flush(self, sql_list)
        append_only.guard(self.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_unguarded)
        yield
