"""The cast at two in the morning, a mail server, a ringer; a watchdog that looks when it is told to; a monitor."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from redphone.network.acts import set_chair
from redphone.watch.models import Alarm
from redphone.watch.watchdog import Watchdog
from redphone.wire.policy import Seat
from tests.calls.conftest import night, post_office, ringer, seats
from tests.calls.post_office import at
from tests.calls.words import NIGHT
from tests.people import cast, network, small_world

__all__ = ["cast", "network", "night", "post_office", "ringer", "seats", "small_world"]

Late = Callable[[timedelta], list[tuple[str, str]]]


@pytest.fixture
def late(night: dict[str, Seat]) -> Late:
    """Lets the watchdog look, so long after the beginning of the night; gives what is late by then, and for whom.

    The ringer's own standing still is left out: in these tests it goes round only when it is told to. The chair was
    named before the night.
    """
    with at(-timedelta(hours=1)):
        set_chair(by=night["grace"], chair="US", substitutes=("IT", "GB"), reason="As agreed")
    watchdog = Watchdog(NIGHT)

    def look(after: timedelta) -> list[tuple[str, str]]:
        with at(after):
            watchdog.look()
        lasting = Alarm.objects.filter(ended_at=None).exclude(what="ringer")
        return sorted(lasting.values_list("what", "party"))

    return look


class Monitor:
    """A real HTTP server that counts what it hears, and can be told to take nothing."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.status = 200
        monitor = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                monitor.heard.append(self.path)
                self.send_response(monitor.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/ping/token"


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    """A monitor elsewhere."""
    monitor = Monitor()
    serving = threading.Thread(target=monitor.server.serve_forever, daemon=True)
    serving.start()
    yield monitor
    monitor.server.shutdown()
    monitor.server.server_close()
    serving.join(5)
