"""A store that can't be written: nothing is said to stand that does not, and when there is room again it goes on.

On SQLite the server's files may not grow (RLIMIT_FSIZE, set on the running process). PostgreSQL is made read-only, as
hosts of it do when its disk is full; its sessions end, as they would.
"""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.history import History, judge
from tests.faults.kill import RUNG
from tests.mail_sink import Sink
from tests.served import Node, Officer

pytestmark = pytest.mark.store
ROOM_BYTES = 150_000


@contextmanager
def full(node: Node, store: str) -> Iterator[None]:
    """For the length of a block there is hardly any room for more."""
    with _no_more_bytes(node, store) if store.startswith("sqlite") else _read_only(store):
        yield


@contextmanager
def _no_more_bytes(node: Node, store: str) -> Iterator[None]:
    if not hasattr(resource, "prlimit"):
        pytest.skip("only Linux limits the files of a running process")
    assert node.process is not None
    folder = Path(store.removeprefix("sqlite:///")).parent
    largest = max(path.stat().st_size for path in folder.glob("*.sqlite3*"))
    before = resource.prlimit(node.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(node.process.pid, resource.RLIMIT_FSIZE, (largest + ROOM_BYTES, before[1]))
    try:
        yield
    finally:
        resource.prlimit(node.process.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def _read_only(store: str) -> Iterator[None]:
    import psycopg
    from psycopg import sql

    name = urlsplit(store).path.lstrip("/")
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"

    def switch(to: str) -> None:
        server = f"{store.rsplit('/', 1)[0]}/postgres"
        with psycopg.connect(server, autocommit=True) as connection:
            alter = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
            connection.execute(alter.format(sql.Identifier(name), sql.Identifier(to)))
            connection.execute(others, [name])

    switch("on")
    try:
        yield
    finally:
        switch("off")


def test_a_full_disk_gives_no_false_success(node: Node, own_store: str, sink: Sink) -> None:
    made, history = node.run("tests.founding"), History()
    began = time.time()
    node.start()
    officer = Officer(node, made["sessions"]["duty@gb.example"])
    situation = made["situation"]
    history.raised.append(raise_(officer, situation, 0))
    sink.wait_for(len(RUNG), seconds=10)
    with full(node, own_store):
        stood = [call for number in range(1, 80) if (call := try_to_raise(officer, situation, number))]
        assert len(stood) < 79, "the store never was full"
        assert officer.get("/").status_code == 200
        assert officer.get(f"/calls/{history.raised[0]}/").status_code == 200
    history.raised += stood
    history.raised.append(raise_when_there_is_room(officer, situation))
    officer.close()
    mails = sink.wait_for(len(history.raised) * len(RUNG), seconds=20)
    assert {call_of(mail.id) for mail in mails} == set(history.raised)
    node.stop()
    history.ups.append((began, time.time()))
    stands = node.run("tests.faults.inside")
    assert set(stands["calls"]) == set(history.raised)
    wrong = judge(history, stands, sink.mails()).wrong
    assert [line for line in wrong if not line.startswith("not rung: the deputy")] == []


def try_to_raise(officer: Officer, situation: str, number: int) -> str | None:
    """The call, or None where the answer is an error that a person can't miss."""
    answer = officer.raising(situation=situation, what_happened=f"While there is no room, {number}", to=RUNG)
    if answer.status_code == 302:
        return answer.headers["location"].split("/")[2]
    assert answer.status_code >= 500 or 'class="errors' in answer.text, answer.status_code
    return None


def raise_(officer: Officer, situation: str, number: int) -> str:
    call = try_to_raise(officer, situation, number)
    assert call is not None
    return call


def raise_when_there_is_room(officer: Officer, situation: str) -> str:
    """At once on SQLite; a server whose sessions were ended may need a moment to find new ones."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if call := try_to_raise(officer, situation, 100):
            return call
        time.sleep(0.2)
    raise AssertionError("no call can be raised although there is room again")


def call_of(message_id: str) -> str:
    return message_id.partition("@")[0].split("-", 2)[2]


def test_the_checker_finds_a_call_that_only_seemed_to_stand(node: Node, sink: Sink) -> None:
    """The control: a success that was said and does not stand."""
    node.run("tests.founding")
    history = History(raised=["01a00000-0000-7000-8000-000000000000"])
    wrong = judge(history, node.run("tests.faults.inside"), sink.mails()).wrong
    assert [line for line in wrong if line.startswith("lost: call")]
