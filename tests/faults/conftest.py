"""Nodes in processes of their own, on the store that the run is for."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.faults import kill
from tests.faults.history import Findings
from tests.mail_sink import Sink, running
from tests.people import cast, network, small_world  # noqa: F401
from tests.postgres import empty_database
from tests.served import Node

AT_ONCE = 3
"""Scenarios that run side by side: each waits for clocks most of the time."""


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with running(tmp_path) as sink:
        yield sink


@pytest.fixture
def node(tmp_path: Path, own_store: str, sink: Sink) -> Iterator[Node]:
    """A node that is not founded and not started yet; killed afterwards."""
    node = Node(tmp_path, store=own_store, mail=sink.address)
    yield node
    node.kill()


SCENARIOS: dict[str, tuple[Any, dict[str, Any]]] = {
    "killed_while_calls_ring": (kill.kill_while_calls_ring, {"kills": 5}),
    "cut_off": (kill.cut_off_while_sending, {}),
    "mark_and_clocks_lost": (kill.cut_off_while_sending, {"fault": "forget_mark,lose_clocks"}),
    "recorded_before_sending": (kill.kill_after, {"seconds": 0.7, "fault": "record_first"}),
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Findings]]]:
    """Every scenario of killing, begun at once: what each found, when it is over."""
    with ExitStack() as stores, ThreadPoolExecutor(AT_ONCE) as pool:
        begun = {}
        for name, (scenario, options) in SCENARIOS.items():
            folder = tmp_path_factory.mktemp(name)
            store = stores.enter_context(_empty_store(folder))
            begun[name] = pool.submit(kill.on_new_node, scenario, folder=folder, store=store, **options)
        yield begun


def _empty_store(folder: Path) -> AbstractContextManager[str]:
    if os.environ.get("REDPHONE_TEST_STORE") == "postgresql":
        return empty_database(os.environ["REDPHONE_STORE"])
    return nullcontext(f"sqlite:///{folder / 'redphone.sqlite3'}")
