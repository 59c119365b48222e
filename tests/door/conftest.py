"""A real server in a process of its own, with a network and officers; and the cast, for what needs no server."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests import store
from tests.door.typed import first_message, raised, type_  # noqa: F401
from tests.mail_sink import Sink, running
from tests.people import cast, network, small_world  # noqa: F401
from tests.postgres import empty_database
from tests.served import Node


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """A real mail server."""
    folder = tmp_path / "mails"
    folder.mkdir()
    with running(folder) as sink:
        yield sink


@pytest.fixture
def node(tmp_path: Path, own_store: str, sink: Sink) -> Iterator[Node]:
    """A node that is not started yet and is killed in any case."""
    node = Node(tmp_path, store=own_store, mail=sink.address)
    try:
        yield node
    finally:
        node.kill()


def new_store(folder: Path) -> AbstractContextManager[str]:
    """The address of an empty store of the kind that this run is for."""
    if store.wanted() == "postgresql":
        return empty_database(os.environ["REDPHONE_STORE"])
    return nullcontext(f"sqlite:///{folder / 'redphone.sqlite3'}")


@contextmanager
def up(node: Node) -> Iterator[Node]:
    """Its server, for the length of a block, ended in good order."""
    node.start()
    try:
        yield node
    finally:
        node.stop()


@pytest.fixture
def made(node: Node) -> dict[str, Any]:
    """The network founded: the sessions by address, and an open situation."""
    found: dict[str, Any] = node.run("tests.founding")
    return found
