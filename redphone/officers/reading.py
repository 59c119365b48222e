"""Who reads what: strict content goes to the record, and far more of it than people read rings an alarm, once.

Counted in the process that serves, and begun anew with it: an alarm, not a proof.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import HttpRequest

from redphone.log import clock
from redphone.officers import audit, mails
from redphone.officers.models import Audited, Officer
from redphone.wire.policy import Seat

MANY, WITHIN = 60, timedelta(minutes=5)
"""So many different calls in so short a time are read by a machine."""
AGAIN_AFTER = timedelta(hours=12)
"""A page that is open for a shift is one reading."""
STRICT = ("AMBER+STRICT", "RED")


class Read(NamedTuple):
    """A call whose content was shown: its thing, its mark, and how it is called."""

    thing: str
    mark: str
    number: str


_turn = threading.Lock()
_opened: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
_recorded: dict[tuple[int, str], datetime] = {}


def note_reads(request: HttpRequest, reads: Iterable[Read], *, by: Seat) -> None:
    """Keep in mind that a seat was shown these; what is strict goes to the record."""
    if by.officer is None:
        return
    now, ip = clock.now(), audit.address_of(request)
    for read in reads:
        strict, many = _note(by.officer, read, now)
        if strict:
            facts = {"thing": read.thing, "mark": read.mark, "number": read.number}
            audit.record(what="read", who=by.officer, party=by.party, facts=facts, ip=ip)
        if many:
            _tell(by, now=now, ip=ip)


def forget() -> None:
    """Begin anew."""
    with _turn:
        _opened.clear()
        _recorded.clear()


def _note(officer: int, read: Read, now: datetime) -> tuple[bool, bool]:
    """Whether this reading is to be recorded, and whether it is one too many."""
    with _turn:
        opened = _opened[officer]
        for thing in [thing for thing, at in opened.items() if now - at > WITHIN]:
            del opened[thing]
        opened[read.thing] = now
        last = _recorded.get((officer, read.thing))
        is_new = last is None or now - last > AGAIN_AFTER
        if is_strict := read.mark in STRICT and is_new:
            _recorded[officer, read.thing] = now
        return is_strict, len(opened) >= MANY


def _tell(by: Seat, *, now: datetime, ip: str | None) -> None:
    """The administrators of the officer's own party, once in twelve hours."""
    since = {"what": "reads_much", "who": by.officer, "at__gt": now - AGAIN_AFTER}
    if Audited.objects.filter(**since).exists():
        return
    audit.record(what="reads_much", outcome="failed", who=by.officer, party=by.party, ip=ip)
    ours = Officer.objects.filter(party=by.party)
    name = ours.values_list("name", flat=True).filter(pk=by.officer or 0).first() or ""
    for person in ours.filter(office="administrator", is_active=True):
        mails.tell(person, what="reads_much", name=name)
