"""What nobody's act brings about: a hole in the cover comes within two weeks, or is over; a party is entered later."""

import threading

import structlog
from django.db import close_old_connections, connection

from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.network.acts_reach import tell_newcomers
from redphone.officers.acts_roster import tell_hole_of
from redphone.officers.acts_sleep import look_for_unused
from redphone.officers.mails import tell

EVERY_SECONDS = 3600.0
log = structlog.get_logger()


def run(stop: threading.Event) -> None:
    """Look ahead for every party whose key lies here, now and every hour, until told to stop."""
    try:
        while not stop.is_set():
            look_ahead(stop)
            close_old_connections()
            stop.wait(EVERY_SECONDS)
    finally:
        connection.close()


def look_ahead(stop: threading.Event | None = None) -> None:
    """Once for every party of this node; what fails for one is logged, and keeps no other from being looked after."""
    known = network.parties()
    for party in network.hosted_parties():
        if stop is not None and stop.is_set():
            return
        if party not in known:  # its key lies here, and nobody has entered it yet
            continue
        try:
            look_ahead_for(party=party)
            for officer, what in look_for_unused(party=party):
                tell(officer, what=what)
        except Exception:
            log.exception("look_ahead_failed", party=party)


@act
def look_ahead_for(turn: Turn, *, party: str) -> None:
    """Newcomers hear how this party is reached; the secretariat of a hole that came near, or is over."""
    tell_newcomers(party=party)
    tell_hole_of(turn, party)
