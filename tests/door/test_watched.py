"""A ringer that dies begins again."""

import threading
import time
from collections.abc import Callable

from redphone.door.watched import Watched


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_what_dies_begins_again_and_is_remembered() -> None:
    began: list[float] = []

    def run(stop: threading.Event) -> None:
        began.append(time.monotonic())
        if len(began) < 3:
            raise SystemExit("no reason") if len(began) == 1 else ValueError("another")
        stop.wait()

    watched = Watched("it", run, again_after=(0.01, 0.2))
    watched.start()
    wait_until(lambda: len(began) == 3)
    assert [why for _, why in watched.deaths] == ["SystemExit: no reason", "ValueError: another"]
    assert began[2] - began[1] >= 0.2
    assert watched.stop(within=2)
    assert len(watched.deaths) == 2


def test_what_ends_by_itself_begins_again() -> None:
    watched = Watched("it", lambda stop: None, again_after=(0.01,))
    watched.start()
    wait_until(lambda: len(watched.deaths) >= 2)
    assert watched.deaths[0][1] == "it ended by itself"
    assert watched.stop(within=2)


def test_what_does_not_stop_is_said_to_run_on() -> None:
    release = threading.Event()
    watched = Watched("it", lambda stop: (release.wait(), None)[1])
    watched.start()
    assert not watched.stop(within=0.05)
    release.set()
    assert watched.stop(within=2)
    assert watched.deaths == []
