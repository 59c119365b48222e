"""The watchdog: looks every 30 seconds at everything that was promised, whether the ringer lives or not.

It is a thread of its own, beside the ringer, and asks it nothing: what is due follows from what was said.
"""

import threading
from collections.abc import Collection, Iterable
from datetime import datetime

import structlog
from django.db import close_old_connections, connection

from redphone.calls import reads as calls
from redphone.calls import reads_watch
from redphone.calls.reads_watch import WatchedCall
from redphone.log import clock
from redphone.log.reads import health, last_position, news_since
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.watch import acts, mails
from redphone.watch.models import Alarm
from redphone.watch.promises import Promise, Step, World, is_late, open_promises
from redphone.watch.reads import RINGS_WITHIN
from redphone.wire.policy import may_read

EVERY_SECONDS = 30.0
WHILE_LATE_SECONDS = 5.0
"""What is over is soon told to be, and a node that has caught up after a start is soon well."""
CALLS_AT_ONCE = 200
log = structlog.get_logger()


def run(stop: threading.Event) -> None:
    """Look until told to stop. A look that fails is logged and tried again; that it is missing stops the heartbeat."""
    watchdog = Watchdog(clock.now())
    try:
        while not stop.is_set():
            is_late = _look_or_log(watchdog)
            stop.wait(min(EVERY_SECONDS, WHILE_LATE_SECONDS) if is_late else EVERY_SECONDS)
    finally:
        connection.close()


def _look_or_log(watchdog: "Watchdog") -> bool:
    """Whether something is late, or nobody knows."""
    try:
        is_late = watchdog.look()
        mails.tell_operator()
    except Exception:
        log.exception("look_failed")
        close_old_connections()
        return True
    return is_late


class Watchdog:
    """What one process remembers between two looks: the calls that promise nothing until something more is said."""

    def __init__(self, began_at: datetime) -> None:
        self._began_at = began_at
        self._settled: set[str] = set()
        self._position = 0

    def look(self) -> bool:
        """Look at everything once: raise the alarms that are due, end those that are over. Whether any lasts."""
        now = clock.now()
        with network.register_at_hand():
            promises = self._open_promises()
        late = [_alarm_of(promise) for promise in promises if is_late(promise, now=now)]
        alarms = [*late, *self._alarms_of_node(now)]
        acts.note_look(open_promises=len(promises), alarms=alarms)
        return bool(alarms)

    def _open_promises(self) -> list[Promise]:
        self._read_on()
        hosted = network.hosted_parties()
        world = World(hosted, _next_chair, _on_duty, _readers)
        found: list[Promise] = []
        things = sorted(reads_watch.things_to_watch(hosted=hosted) - self._settled)
        for start in range(0, len(things), CALLS_AT_ONCE):
            calls_now = reads_watch.calls_to_watch(things[start : start + CALLS_AT_ONCE], hosted=hosted)
            promised = {call.thing: open_promises(call, world) for call in calls_now}
            found += [promise for promises in promised.values() for promise in promises]
            self._settled |= {thing for thing, promises in promised.items() if not promises}
        return found

    def _read_on(self) -> None:
        """A call of which something was said may promise something again; so may all, when a chair was named."""
        upto = last_position()
        if not self._settled:
            self._position = upto
        while self._position < upto:
            news = news_since(self._position)
            if not news:
                return
            self._position = news[-1].position
            self._settled -= {said.thing for said in news}
            if any(said.room == "network" for said in news):
                self._settled.clear()

    def _alarms_of_node(self, now: datetime) -> Iterable[Alarm]:
        """What keeps this node from keeping any promise, whether one is due or not."""
        alive_at = calls.ringer_alive_at()
        since = max(filter(None, (alive_at, self._began_at)))
        if network.hosted_parties() and now - since > RINGS_WITHIN:
            yield Alarm(what="ringer", status="system", due_at=alive_at or self._began_at)
        if health().undrawn:
            yield Alarm(what="undrawn", status="system", due_at=now)


def _alarm_of(promise: Promise) -> Alarm:
    return Alarm(
        what=promise.what,
        call=promise.call,
        number=promise.number,
        status=promise.status,
        party=promise.party,
        in_place_of=promise.in_place_of,
        due_at=promise.due_at,
    )


def _next_chair(besides: Collection[str], at: datetime) -> str | None:
    """Who would have acted as chair; nobody where the line was made anew since, for then it was another's turn."""
    set_at = network.chair().set_at
    return network.acting_chair(besides=besides) if set_at is not None and set_at <= at else None


def _on_duty(party: str, step: Step, at: datetime) -> frozenset[int]:
    return frozenset(contact.officer for contact in _contacts(party, step, at))


def _readers(call: WatchedCall, party: str, step: Step, at: datetime) -> frozenset[int]:
    """Whom a step rings who reads the call: nobody else is reminded of its answer."""
    seats = {
        contact.officer: network.seat_of(party_code=party, office=contact.office, officer=contact.officer)
        for contact in _contacts(party, step, at)
    }
    helps = {officer for officer, seat in seats.items() if seat.role == "secretariat"}
    return frozenset(
        officer for officer, seat in seats.items() if officer in helps or may_read(call, for_=seat)
    )


def _contacts(party: str, step: Step, at: datetime) -> list[officers.Contact]:
    return officers.all_on_duty(step=step, at=at, parties=[party]).get(party, [])
