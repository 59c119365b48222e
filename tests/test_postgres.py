"""The PostgreSQL that tests start: real, reachable, and gone afterwards."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgres, store


def test_it_answers_and_is_gone_afterwards() -> None:
    with postgres.running() as server, psycopg.connect(server.dsn) as connection:
        answer = connection.execute("show server_version").fetchone()
        assert answer
        assert answer[0].startswith(server.version)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.dsn, connect_timeout=2)


def test_it_syncs_to_disk_when_a_benchmark_asks_for_it() -> None:
    with postgres.running(lasting=True) as server, psycopg.connect(server.dsn) as connection:
        assert connection.execute("show fsync").fetchone() == ("on",)


def test_nobody_else_on_this_machine_gets_in() -> None:
    with postgres.running() as server:
        address = server.dsn.replace(server.dsn.split(":")[2].split("@")[0], "guessed")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(address)


@pytest.fixture(params=[0o022, 0o077], ids=["open", "strict"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_programs_below_a_closed_folder_are_run_without_opening_it(tmp_path: Path) -> None:
    """As with an environment in /root; as an ordinary user the folder is one's own."""
    place = postgres.wheel()
    assert place
    package = tmp_path / "closed" / place.parents[1].name
    shutil.copytree(place.parents[1], package, symlinks=True)
    libraries = place.parents[1].with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, package.with_name(libraries.name))
    package.parent.chmod(0o700)
    with postgres.running(package / "pginstall" / "bin") as server, psycopg.connect(server.dsn) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert package.parent.stat().st_mode & 0o777 == 0o700


def test_without_any_the_text_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(postgres.NoPostgres, match="set PG_BIN"):
        postgres.choose()


def test_a_store_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDPHONE_TEST_STORE", "mongodb")
    with pytest.raises(pytest.UsageError, match="mongodb"):
        store.wanted()


def test_an_own_store_is_empty_and_of_the_kind_asked_for(own_store: str) -> None:
    assert own_store.split("://")[0] == store.wanted()
    if store.wanted() == "postgresql":
        with psycopg.connect(own_store) as connection:
            found = connection.execute(
                "select count(*) from information_schema.tables where table_schema = 'public'"
            )
            assert found.fetchone() == (0,)
    else:
        assert not Path(own_store.removeprefix("sqlite:///")).exists()


@pytest.mark.django_db
def test_this_run_is_on_the_store_it_says() -> None:
    from django.db import connection

    assert connection.vendor == store.wanted()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma journal_mode")
            assert cursor.fetchone() == ("wal",)
