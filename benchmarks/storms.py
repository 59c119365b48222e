"""Nights on which much happens at once: the mail server is away for a minute, thousands of steps fall due together."""

import json
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.serving import RUNG, Served, call_of
from tests.founding import set_up
from tests.mail_sink import running
from tests.served import Node

AWAY_SECONDS = 60
RAISED_WHILE_AWAY = 10
BACK_WITHIN = 120.0
BURST_WITHIN = 300.0


def outage(house: Served, *, away: float = AWAY_SECONDS, raises: int = RAISED_WHILE_AWAY) -> dict[str, float]:
    """Calls raised while the mail server is away: from its return until every one of their mails is taken."""
    officer = house.officer("duty@gb.example")
    house.sink.stop()
    raised = [
        officer.raise_call(
            situation=house.made["situation"], what_happened=f"Crossing in the dark {number}", to=RUNG
        )
        for number in range(raises)
    ]
    officer.close()
    time.sleep(away)
    back = time.time()
    house.sink.start()
    until, took = time.monotonic() + BACK_WITHIN, list[float]()
    while len(took) < raises * len(RUNG) and time.monotonic() < until:
        time.sleep(0.05)
        took = [mail.at - back for mail in house.sink.mails() if call_of(mail.id) in raised]
    if len(took) != raises * len(RUNG):
        raise RuntimeError(f"{len(took)} of {raises * len(RUNG)} mails came after the mail server was back")
    return {"outage_p50_s": machine.median(took), "outage_max_s": max(took)}


def burst(folder: Path, *, store: str, calls: int) -> dict[str, float]:
    """The deputies of eight parties are due in all of these calls in the moment in which the server starts.

    From the moment it is up until the last of them has been tried, each by a mail that was taken.
    """
    folder.mkdir()
    with running(folder) as sink:
        node = Node(folder, store=store, mail=sink.address)
        node.run("tests.founding")
        node.run("benchmarks.storms", str(calls))
        node.start()
        up, wanted = time.time(), calls * len(RUNG)
        try:
            mails = sink.wait_for(wanted, seconds=BURST_WITHIN)
        finally:
            node.stop()
    rung = {(call_of(mail.id), mail.to): mail.at for mail in reversed(mails)}
    if len(rung) != wanted or len(mails) != wanted:
        raise RuntimeError(f"{len(rung)} of {wanted} deputies were rung, by {len(mails)} mails")
    return {"burst": wanted, "burst_s": max(rung.values()) - up}


def make_due(*, calls: int) -> dict[str, Any]:
    """Fill an empty store with calls whose duty officers were rung and did not answer: the next step is due."""
    from benchmarks.filling import fill
    from redphone.calls.models import Ringing
    from redphone.log import clock

    filled = fill(calls=calls)
    Ringing.objects.update(ended_at=None, why_ended="", next_at=clock.now() - timedelta(seconds=1))
    return filled


def main(args: Sequence[str]) -> None:
    set_up()
    print(json.dumps(make_due(calls=int(args[0]))))


if __name__ == "__main__":
    main(sys.argv[1:])
