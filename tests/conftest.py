"""What every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests.postgres import empty_database
from tests.replay import _emptying_lifts_the_guard, pytest_configure, pytest_runtest_call  # noqa: F401

# How long one example takes says something about the machine, not about the code: pytest's own limit stands.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


@pytest.fixture(autouse=True)
def _in_nobodys_language() -> Iterator[None]:
    """A page seen by somebody who speaks French must not leave the next test in French."""
    yield
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite the tests' store is a real file, as in earnest: one in memory has other locks and no journal."""
    from django.conf import settings

    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(Path(os.environ["REDPHONE_HOME"]) / "test.sqlite3")


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[str]:
    """The address of an empty store for a process that the test starts, on the kind of store this run is for."""
    if os.environ.get("REDPHONE_TEST_STORE") != "postgresql":
        yield f"sqlite:///{tmp_path / 'redphone.sqlite3'}"
        return
    with empty_database(os.environ["REDPHONE_STORE"]) as address:
        yield address
