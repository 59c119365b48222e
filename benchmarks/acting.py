"""Acts and redraw, measured inside one process, as the server's own threads do them.

    python -m benchmarks.acting CALLS REPETITIONS       with REDPHONE_HOME and REDPHONE_STORE set, after tests.founding

Prints one JSON object. An act is an acknowledgement or an answer, from the call of the function to the return of the
commit, one after the other. The log for the redraw holds, for each call, the raise, and of each of its eight parties
that it was rung, acknowledged and answered.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import machine
from tests.founding import set_up


def measure(*, calls: int, repetitions: int) -> dict[str, Any]:
    from django.conf import settings

    from benchmarks import words
    from redphone.situations.models import Situation

    check_is_synced()
    seat = words.seat_on_duty(words.RAISER)
    situation = Situation.objects.values_list("thing", flat=True).get()
    raised = []
    for start in range(0, calls, 20):
        raised += words.raise_some(by=seat, situation=situation, numbers=range(start, start + 20))
    for thing in raised:
        words.say_rung(call=thing, parties=words.RUNG)
    seats = [words.seat_on_duty(party) for party in words.RUNG]
    rounds = [_act(raised, seat, Path(settings.HOME)) for seat in seats[:repetitions]]
    for thing in raised:
        words.reply_to(call=thing, seats=seats[repetitions:])
    return {**_acts(rounds), **_redraw(repetitions)}


def check_is_synced() -> None:
    """Stop unless a commit on this store is on the disk before it returns: other figures would mean nothing."""
    from django.db import connection

    is_sqlite = connection.vendor == "sqlite"
    asked = (
        ("PRAGMA journal_mode", "PRAGMA synchronous")
        if is_sqlite
        else ("SHOW fsync", "SHOW synchronous_commit")
    )
    found = []
    for question in asked:
        with connection.cursor() as cursor:
            cursor.execute(question)
            found.append(cursor.fetchone()[0])
    if found != (["wal", 2] if is_sqlite else ["on", "on"]):
        raise SystemExit(f"this store does not sync each commit to the disk: {found}")


def _act(raised: list[str], seat: Any, home: Path) -> dict[str, list[float]]:
    """Every call acknowledged and answered by one party; the machine's fsync before and after."""
    from benchmarks.words import some_answer
    from redphone.calls.acts import acknowledge_call, answer_call

    syncs, took = machine.fsync_ms(home, times=100), []
    for thing in raised:
        took.append(_timed(acknowledge_call, by=seat, call=thing, way="page"))
        took.append(_timed(answer_call, by=seat, call=thing, answer=some_answer()))
    return {"acts": took, "fsync": syncs + machine.fsync_ms(home, times=100)}


def _timed(do: Callable[..., object], **how: Any) -> float:
    began = time.perf_counter()
    do(**how)
    return (time.perf_counter() - began) * 1000


def _acts(rounds: list[dict[str, list[float]]]) -> dict[str, Any]:
    """Medians over the repetitions."""
    count = len(rounds[0]["acts"])
    return {
        "act_p50_ms": statistics.median(machine.median(one["acts"]) for one in rounds),
        "act_p95_ms": statistics.median(machine.percentile(one["acts"], 0.95) for one in rounds),
        "acts_per_s": statistics.median(count / (sum(one["acts"]) / 1000) for one in rounds),
        "fsync_p50_ms": statistics.median(machine.median(one["fsync"]) for one in rounds),
        "acts": count * len(rounds),
    }


def _redraw(repetitions: int) -> dict[str, Any]:
    """Wiping and drawing all again, the last time beside the live picture, so that the two are compared as well."""
    from redphone.log.redraw import check, redraw

    rates, entries = [], 0
    for do in [redraw] * (repetitions - 1) + [check]:
        began = time.perf_counter()
        found = do()
        rates.append(found.entries / (time.perf_counter() - began))
        entries = found.entries
        if not found.is_sound or found.undrawn:
            raise SystemExit(f"the redraw is not what was live: {found.faults[:3]} {found.differences[:3]}")
    return {"redraw_entries_per_s": statistics.median(rates), "entries": entries}


if __name__ == "__main__":
    set_up()
    print(json.dumps(measure(calls=int(sys.argv[1]), repetitions=int(sys.argv[2]))))
