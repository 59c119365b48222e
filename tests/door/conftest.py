"""A real server in a process of its own, with a network and officers; and the cast, for what needs no server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.mail_sink import Sink, running
from tests.people import cast, network, small_world  # noqa: F401
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
