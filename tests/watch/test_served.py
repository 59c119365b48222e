"""A real server whose ringer dies, or lives and rings nobody: the watchdog beside it raises the alarm."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.door.conftest import made, node, sink, up
from tests.door.typing_beside import raise_by_command
from tests.mail_sink import Sink
from tests.served import Node
from tests.watch.conftest import Monitor

__all__ = ["made", "node", "sink"]
pytestmark = pytest.mark.store
OPERATOR = "operator@node.example"


def wait_for(is_so: Callable[[], bool], *, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.05)
    return is_so()


def prepare(node: Node, monitor: Monitor, fault: str) -> None:
    node.program = ("-m", "tests.watch.planted")
    node.env |= {"REDPHONE_OPERATOR": OPERATOR, "REDPHONE_HEARTBEAT": monitor.url, "PLANTED": fault}


def told(sink: Sink) -> list[str]:
    return [mail.words for mail in sink.mails() if mail.to == OPERATOR]


def test_while_all_is_rung_the_monitor_hears_of_it(
    node: Node, made: dict[str, Any], sink: Sink, monitor: Monitor
) -> None:
    prepare(node, monitor, "")
    with up(node):
        assert wait_for(lambda: len(monitor.heard) > 1)
        raise_by_command(node)
        sink.wait_for(7, seconds=15)
        time.sleep(2.5)
        heard = len(monitor.heard)
        assert wait_for(lambda: len(monitor.heard) > heard)
        assert httpx.get(f"{node.url}/alive/").status_code == 200
    assert told(sink) == []


@pytest.mark.parametrize("fault", ["stalls", "dies"])
def test_a_ringer_that_rings_nobody_is_found_out(
    node: Node, made: dict[str, Any], sink: Sink, monitor: Monitor, fault: str
) -> None:
    prepare(node, monitor, fault)
    with up(node):
        raise_by_command(node)
        assert wait_for(lambda: bool(told(sink)))
        heard = len(monitor.heard)
        assert httpx.get(f"{node.url}/alive/").status_code == 503
        findings = node.command("doctor")["data"]["findings"]
        time.sleep(1)
    [words] = told(sink)
    assert "the first ring is late (Australia)" in words
    assert len(monitor.heard) == heard, "silent while a promise is late"
    late = [one["says"] for one in findings if one["name"] == "promises"]
    assert len(late) == 7
    assert all("the first ring is late" in one for one in late)
