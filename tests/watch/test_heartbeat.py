"""The heartbeat reaches a real monitor while every promise is kept, and never while one is not."""

import urllib.error
from datetime import timedelta
from typing import Any

import pytest

from redphone.log.models import Entry
from redphone.watch import heartbeat, reads
from redphone.wire.policy import Seat
from tests.calls.post_office import Ringer, at
from tests.calls.words import MINUTE, raise_call
from tests.watch.conftest import Late, Monitor
from tests.watch.test_promises import JUST_LATE

Seats = dict[str, Seat]
NOW = timedelta(0)


@pytest.fixture
def well(settings: Any, night: Seats, ringer: Ringer, late: Late, monitor: Monitor) -> Monitor:
    """A node that is well, and has a monitor elsewhere."""
    settings.REDPHONE_HEARTBEAT = monitor.url
    ringer.go()
    late(NOW)
    return monitor


def beats(after: timedelta) -> bool:
    with at(after):
        return heartbeat.beat()


def test_it_beats_while_all_is_well(well: Monitor) -> None:
    assert beats(NOW)
    assert well.heard == ["/ping/token"]


def test_never_while_a_promise_is_late(well: Monitor, night: Seats, ringer: Ringer, late: Late) -> None:
    raise_call(night["alice"], ["CA"])
    late(JUST_LATE)
    assert not beats(JUST_LATE)
    assert well.heard == []
    ringer.go(MINUTE)
    late(MINUTE)
    assert beats(MINUTE)


def test_a_heartbeat_that_does_not_ask_would_be_heard(
    well: Monitor, night: Seats, ringer: Ringer, late: Late, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: it counts whether the ringer lives, and not whether promises are kept."""
    monkeypatch.setattr(reads.NodeHealth, "is_well", property(lambda health: health.rings))
    with pytest.raises(AssertionError):
        test_never_while_a_promise_is_late(well, night, ringer, late)
    assert well.heard


def test_never_while_the_ringer_stands_still(well: Monitor, late: Late) -> None:
    late(MINUTE)
    assert not beats(MINUTE)


def test_never_while_nobody_looks(well: Monitor, ringer: Ringer) -> None:
    ringer.go(2 * MINUTE)
    assert not beats(2 * MINUTE)
    assert well.heard == []


@pytest.mark.tampers
def test_never_while_something_is_not_drawn(well: Monitor, night: Seats) -> None:
    raised = raise_call(night["alice"], ["CA"])
    Entry.objects.filter(thing=raised.thing).update(fate="undrawn", why="call.raised.v9: not known here")
    assert not beats(NOW)


def test_a_monitor_that_takes_nothing_is_told_again_soon(well: Monitor) -> None:
    well.status = 500
    with pytest.raises(urllib.error.HTTPError):
        beats(NOW)
    assert not heartbeat._beat_or_log()


def test_without_an_address_it_asks_nothing(settings: Any, django_assert_num_queries: Any, db: None) -> None:
    import threading

    stop = threading.Event()
    stop.set()
    settings.REDPHONE_HEARTBEAT = ""
    with django_assert_num_queries(0):
        heartbeat.run(stop)
