"""pytest plugin, loaded before the settings are read: a home of its own for every run, and the store it is to use.

REDPHONE_TEST_STORE=sqlite (the default) runs everything. REDPHONE_TEST_STORE=postgresql starts a real PostgreSQL and
runs again what touches the store, which is found by its fixtures and by the mark `store`. Workers share the server,
each with a database of its own.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import postgres

STORES = ("sqlite", "postgresql")
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server", "own_store"})
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
_open = ExitStack()


def wanted() -> str:
    """Which store this run is for. Raises pytest.UsageError for a name that is none."""
    store = os.environ.get("REDPHONE_TEST_STORE", "sqlite")
    if store not in STORES:
        raise pytest.UsageError(f"REDPHONE_TEST_STORE={store}: it is one of {', '.join(STORES)}")
    return store


def touches_store(item: pytest.Item) -> bool:
    """Whether a test reads or writes the store."""
    if item.get_closest_marker("django_db") or item.get_closest_marker("store"):
        return True
    return not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def _prepare() -> None:
    home = tempfile.mkdtemp(prefix="rp-home-")
    _open.callback(shutil.rmtree, home, ignore_errors=True)
    Path(home, "static").mkdir()  # where `redphone serve` gathers what it serves
    os.environ["REDPHONE_HOME"] = home
    if IS_WORKER:  # the store is the one that the run's first process has started
        return
    os.environ.pop("REDPHONE_STORE", None)
    if wanted() == "postgresql":
        server = _open.enter_context(postgres.running())
        os.environ["REDPHONE_STORE"] = server.dsn
        os.environ["REDPHONE_TEST_SERVER"] = f"PostgreSQL {server.version} ({server.bin})"


def pytest_report_header() -> str:
    if wanted() == "postgresql":
        return f"store: {os.environ['REDPHONE_TEST_SERVER']}"
    import sqlite3  # by now it is the one that the settings have chosen

    return f"store: SQLite {sqlite3.sqlite_version}"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "store: starts its own server on the store that this run is for")
    config.addinivalue_line(
        "markers", "words: judges words or rules alone, which no store changes: on SQLite only"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if wanted() == "sqlite":
        return
    again = [item for item in items if touches_store(item) and not item.get_closest_marker("words")]
    config.hook.pytest_deselected(items=[item for item in items if item not in again])
    items[:] = again


_prepare()
atexit.register(_open.close)
