"""Who rings: of all processes that share a store one has the watch. The others stand by and take over when it is gone.

So whoever takes the watch knows that nobody is sending any more: what was being sent then may have died with its
process, and is sent again at once, marked, rather than when its lease runs out.
"""

from typing import Any

from django.db import connection

from redphone.calls.models import Ring
from redphone.log.turn import Turn, act

WATCH = 0x5265_6450_5269_6E67
"""The number of PostgreSQL's advisory lock: "RedPRing" in ASCII. It dies with the connection that holds it."""


class Watch:
    """The watch as one ringer has it, or has it not. On SQLite the only process that serves has it always."""

    def __init__(self) -> None:
        self._held_on: Any = None

    def take(self) -> bool:
        """Whether this process rings now; to be asked before each round, for a lost connection loses the watch."""
        connection.ensure_connection()
        if self._held_on is connection.connection:
            return True
        if not _is_free():
            return False
        _send_again_what_was_cut_off()
        self._held_on = connection.connection
        return True


def _is_free() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [WATCH])
        return bool(cursor.fetchone()[0])


@act
def _send_again_what_was_cut_off(turn: Turn) -> None:
    Ring.objects.filter(state=Ring.State.SENDING).update(lease_until=turn.now)
