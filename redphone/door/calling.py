"""`redphone raise`: the call is kept in any case; whether anybody is rung for it now depends on who runs."""

import sys
import time
from functools import wraps
from typing import Any

from django.db import connection

from redphone.calls import commands
from redphone.calls.reads import ringer_alive_at
from redphone.door import serving
from redphone.door.commands import perform
from redphone.log import clock
from redphone.look.terminal import OK, UNREACHABLE, WRONG, Answer
from redphone.watch.reads import RINGS_WITHIN

ENDED = ("answered", "acknowledged", "delivered", "opened")
"""States of a line in which somebody was reached, or at least a mail server took the ring."""
FIRST_ROUND_WITHIN = 2.0
"""Seconds that a ringer which has only just begun is given to go round once."""
NOBODY_RINGS = (
    "NOBODY IS RUNG: no ringer runs on this node. The call is kept, and rings as soon as “redphone serve” runs."
    " Until then, telephone."
)


@wraps(commands.raise_call)
def raise_call(**options: Any) -> Answer:
    """Raise a call, as `calls.commands` does; the code says UNREACHABLE where it is kept and rings nobody yet.

    To raise it again is safe: the same words are the same call, and the code says how it stands by then.
    """
    raised = commands.raise_call(**options)
    if is_anybody_ringing():
        return Answer({**raised.data, "rings_now": True, "why_not": ""}, raised.lines, raised.code)
    data = {**raised.data, "rings_now": False, "why_not": NOBODY_RINGS}
    return Answer(data, raised.lines, UNREACHABLE)


def is_anybody_ringing() -> bool:
    """Whether a ringer goes round on this store. On SQLite it is in this process or nowhere."""
    is_ours = any(one.name == "ringer" for one in serving.keeping)
    if connection.vendor == "sqlite" and not is_ours:
        return False
    until = time.monotonic() + (FIRST_ROUND_WITHIN if is_ours else 0)
    while not has_gone_round_lately():
        if time.monotonic() >= until:
            return False
        time.sleep(0.05)
    return True


def has_gone_round_lately() -> bool:
    """Whether this node's ringer lives, by the mark that it leaves at each round."""
    alive_at = ringer_alive_at()
    return alive_at is not None and clock.now() - alive_at <= RINGS_WITHIN


def raise_and_wait(options: dict[str, Any], *, within: float) -> Answer:
    """Raise a call and, for `within` seconds, look until somebody was reached.

    That nobody is rung is said on standard error before the wait begins: somebody may sit there. Raises Stop.
    """
    raised = perform("raise", options)
    if why := raised.data.get("why_not"):
        waits = f" Waiting {within:g} s for one to run." if within else ""
        print(f"redphone: {why}{waits}", file=sys.stderr, flush=True)
    if not within:
        return raised
    seen = _wait_for_somebody(options["as_"], raised.data["thing"], within=within)
    was_rung = any(line["state"] != "waiting" for line in seen.data["lines"])
    code = raised.code if seen.code == WRONG and not was_rung and raised.code else seen.code
    both = {"raised": raised.data, "who_has_it": seen.data}
    return Answer(both, [*raised.lines, *seen.lines], code)


def _wait_for_somebody(as_: str, call: str, *, within: float) -> Answer:
    """Look until somebody was reached, everybody was tried in vain, or the time is up."""
    end = time.monotonic() + within
    while True:
        seen = perform("who-has-it", {"as_": as_, "call": call})
        if any(line["state"] in ENDED for line in seen.data["lines"]):
            return seen
        if seen.code != OK or time.monotonic() >= end:
            return Answer(seen.data, [*seen.lines, "nobody was reached yet"], WRONG)
        time.sleep(0.5)
