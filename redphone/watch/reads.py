"""The window: how this node is, whether its promises are kept, and which alarms a seat may know of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from redphone.calls import reads as calls
from redphone.log.reads import Health, health, store
from redphone.log.version import is_ours
from redphone.network import reads as network
from redphone.watch.models import Alarm, Look
from redphone.wire.policy import Seat

RINGS_WITHIN = timedelta(seconds=30)
"""A ringer that has not gone round for longer stands still."""
LOOKS_WITHIN = timedelta(seconds=90)
"""A watchdog that has not looked for longer stands still: three of its rounds."""
SHOWN = 20


@dataclass(frozen=True)
class NodeHealth:
    """How this node is at `now`; says nothing of any content."""

    now: datetime
    log: Health
    store: str
    store_is_sound: bool
    store_is_ours: bool
    ringer_alive_at: datetime | None
    looked_at: datetime | None
    open_promises: int
    alarms: int
    hosted: tuple[str, ...]

    @property
    def rings(self) -> bool:
        return self.ringer_alive_at is not None and self.now - self.ringer_alive_at < RINGS_WITHIN

    @property
    def looks(self) -> bool:
        return self.looked_at is not None and self.now - self.looked_at < LOOKS_WITHIN

    @property
    def keeps_promises(self) -> bool:
        return self.looks and not self.alarms

    @property
    def is_well(self) -> bool:
        """Whether whoever is called would be rung: the ringer goes round, all is drawn and kept, and somebody looks."""
        return self.rings and self.keeps_promises and self.store_is_ours and not self.log.undrawn


def node_health(*, now: datetime) -> NodeHealth:
    """The store and its version, the log, the ringer, the watchdog, and whose keys are here."""
    version, sound = store()
    look = Look.objects.first()
    return NodeHealth(
        now=now,
        log=health(),
        store=version,
        store_is_sound=sound,
        store_is_ours=is_ours(),
        ringer_alive_at=calls.ringer_alive_at(),
        looked_at=look.looked_at if look else None,
        open_promises=look.open_promises if look else 0,
        alarms=Alarm.objects.filter(ended_at=None).count(),
        hosted=network.hosted_parties(),
    )


@dataclass(frozen=True)
class AlarmLine:
    """One alarm as a page tells it: `number`, `party` and `in_place_of` are empty where the seat may not know of the
    call. `until` is when it was kept or lapsed, or now."""

    what: str
    call: str
    number: str
    status: str
    party: str
    in_place_of: str
    due_at: datetime
    ended_at: datetime | None
    until: datetime


def alarms(*, for_: Seat, now: datetime, only_open: bool = False) -> list[AlarmLine]:
    """The alarms that last, then the newest of those that are over."""
    lasting = list(Alarm.objects.filter(ended_at=None).order_by("due_at", "pk")[:SHOWN])
    over = Alarm.objects.filter(ended_at__isnull=False).order_by("-opened_at", "-pk")[: SHOWN - len(lasting)]
    rows = lasting if only_open else [*lasting, *over]
    known = calls.may_know_of({row.call for row in rows if row.call}, for_=for_)
    return [line_of(row, now=now, is_known=row.call in known) for row in rows]


def all_alarms(*, now: datetime) -> list[AlarmLine]:
    """Those that last, for whoever runs this node: which call and which party, never what it says."""
    return [line_of(row, now=now) for row in Alarm.objects.filter(ended_at=None).order_by("due_at", "pk")]


def line_of(row: Alarm, *, now: datetime, is_known: bool = True) -> AlarmLine:
    """An alarm as it is told."""
    names = (row.call, row.number, row.status, row.party, row.in_place_of)
    if row.call and not is_known:
        names = ("", "", "", "", "")
    return AlarmLine(row.what, *names, row.due_at, row.ended_at, row.ended_at or now)


def alarms_by_what() -> Collection[tuple[str, datetime]]:
    """Of each alarm that lasts what it is, and since when: for counting."""
    return list(Alarm.objects.filter(ended_at=None).values_list("what", "due_at"))
