"""The clock of calls that wait for a second person: what nobody released in time is said loudly, to both."""

import threading

import structlog
from django.db import close_old_connections, connection

from redphone.calls.acts_release import note_lapsed
from redphone.calls.mails_release import tell_of_lapse
from redphone.calls.models import HeldCall
from redphone.log import clock

EVERY_SECONDS = 5.0
log = structlog.get_logger()


def run(stop: threading.Event) -> None:
    """Look every few seconds whether one has lapsed, until told to stop."""
    try:
        while not stop.is_set():
            try:
                look_for_lapsed()
            except Exception:
                log.exception("held_calls_failed")
                close_old_connections()
            stop.wait(EVERY_SECONDS)
    finally:
        connection.close()


def look_for_lapsed() -> None:
    """Tell of every held call whose time is over, once."""
    lapsed = HeldCall.objects.filter(ended_at=None, sent_back_at=None, lapse_told=False)
    if not lapsed.filter(until_at__lte=clock.now()).exists():
        return
    for row in note_lapsed():
        if not tell_of_lapse(row):
            log.error("lapse_not_told", held=row.pk)
