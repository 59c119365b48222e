"""Fills a store with many calls, as if they had been raised and rung before the server starts.

    python -m benchmarks.filling CALLS      with REDPHONE_HOME and REDPHONE_STORE set, after tests.founding

All calls stay open, which is the worst case for the desk. Prints one JSON object: how many calls and log entries.
"""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.founding import set_up

A_TURN = 50
"""Calls raised in one turn, and so in one transaction."""


def fill(*, calls: int) -> dict[str, Any]:
    from benchmarks import words
    from redphone.log.models import Entry
    from redphone.situations.models import Situation

    seat = words.seat_on_duty(words.RAISER)
    situation = Situation.objects.values_list("thing", flat=True).get()
    for start in range(0, calls, A_TURN):
        numbers = range(start, min(start + A_TURN, calls))
        _remember_ringing(words.raise_some(by=seat, situation=situation, numbers=numbers))
    _mark_as_read()
    return {"calls": calls, "entries": Entry.objects.count(), "database_mb": _size_mb()}


def _remember_ringing(calls: Sequence[str]) -> None:
    """The rows that ringing would have left behind: every duty officer rung by mail, and the clock ended."""
    from benchmarks import words
    from redphone.calls.models import Call, Ring, Ringing
    from redphone.log import clock
    from redphone.officers.reads import all_on_duty

    now = clock.now()
    contacts = all_on_duty(step="duty", at=now)
    pairs = [
        (call, party)
        for call in Call.objects.filter(thing__in=calls).only("thing", "hash")
        for party in words.RUNG
    ]
    Ringing.objects.bulk_create(Ringing(**_clock(call.thing, party, now)) for call, party in pairs)
    Ring.objects.bulk_create(
        Ring(
            call=call.thing,
            party=party,
            notice="raised",
            cause=call.hash,
            step="duty",
            officer=contacts[party][0].officer,
            address=contacts[party][0].email,
            state=Ring.State.DELIVERED,
            attempts=1,
            next_try_at=now,
            made_at=now,
            delivered_at=now,
        )
        for call, party in pairs
    )


def _clock(call: str, party: str, now: datetime) -> dict[str, Any]:
    ended = {"ended_at": now, "why_ended": "acknowledged"}
    return {
        "call": call,
        "party": party,
        "step": "duty",
        "step_seconds": 900,
        "next_at": now,
        "begun_at": now,
        **ended,
    }


def _size_mb() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return round(float(cursor.fetchone()[0]) / 1e6, 1)


def _mark_as_read() -> None:
    """The ringer has read the log up to here: it will not ring what was rung."""
    from redphone.calls.models import RingerMark
    from redphone.log import clock
    from redphone.log.reads import last_position

    RingerMark.objects.update_or_create(pk=1, defaults={"position": last_position(), "alive_at": clock.now()})


if __name__ == "__main__":
    set_up()
    print(json.dumps(fill(calls=int(sys.argv[1]))))
