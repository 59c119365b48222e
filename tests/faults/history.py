"""What was promised while a server was killed, and whether it was kept: one checker for every fault.

A call that stands promises a mail to the duty officer of each party at once, and, unless that party acknowledges, one
to its deputy a step later. Late is time in which a server was up; how long it takes to start is a figure of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.mail_sink import Mail

LATE_SECONDS = 10.0
EARLY_SECONDS = 0.1
"""A mail this much before its time would still be put down to rounding."""
MARKED = "You may have had this mail already"


@dataclass
class History:
    """What the clients saw, and when a server was up: from when it said so until it was killed, in seconds since 1970.

    `raised` and `acknowledged` hold only what the server said stands: the call, and of the latter the party.
    """

    raised: list[str] = field(default_factory=list)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    ups: list[tuple[float, float]] = field(default_factory=list)
    slowest_start: float = 0.0

    def seconds_up(self, since: float, until: float) -> float:
        """How long a server was up between two instants."""
        return sum(max(0.0, min(end, until) - max(begin, since)) for begin, end in self.ups)


@dataclass
class Findings:
    """What is wrong, in words, and the figures of the run."""

    wrong: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)


def judge(history: History, stands: dict[str, Any], mails: list[Mail]) -> Findings:
    """Compare what was promised with what stands in the store (tests.faults.inside) and with what arrived."""
    found = Findings()
    found.wrong += _lost(history, stands["calls"])
    found.wrong += [f"the log: {fault}" for fault in stands["faults"]]
    found.wrong += _recorded_and_never_sent(stands["rings"], mails)
    found.wrong += _doubled(stands["rings"], mails)
    delays = list(_delays(history, stands, mails, found.wrong))
    found.figures = {
        "calls": len(stands["calls"]),
        "acknowledged": len(history.acknowledged),
        "kills": len(history.ups) - 1,
        "mails": len(mails),
        "sent_again": len(mails) - len({mail.id for mail in mails}),
        "latest_s": round(max(delays, default=0.0), 3),
        "slowest_start_s": round(history.slowest_start, 3),
    }
    return found


def _lost(history: History, calls: dict[str, Any]) -> Iterator[str]:
    for call in history.raised:
        if call not in calls:
            yield f"lost: call {call}, of which the server had said that it stands"
    for call, party in history.acknowledged:
        if party not in calls.get(call, {}).get("acknowledged", ()):
            yield f"lost: the acknowledgement of {party} in call {call}"


def _recorded_and_never_sent(rings: dict[str, Any], mails: Iterable[Mail]) -> Iterator[str]:
    arrived = {mail.id for mail in mails}
    for id_, ring in rings.items():
        if ring["state"] in ("waiting", "sending"):
            yield f"unsent: {id_} to {ring['address']} is still {ring['state']}"
        elif ring["state"] == "delivered" and id_ not in arrived:
            yield f"never sent: {id_} to {ring['address']} is recorded as delivered"


def _doubled(rings: dict[str, Any], mails: Iterable[Mail]) -> Iterator[str]:
    seen: set[str] = set()
    for mail in mails:
        if mail.id in seen and MARKED not in mail.words:
            yield f"unmarked: {mail.id} to {mail.to} came again and does not say so"
        if mail.id not in rings:
            yield f"unknown: {mail.id} to {mail.to} belongs to no ring"
        seen.add(mail.id)
    told: dict[tuple[str, ...], str] = {}
    for id_, ring in rings.items():
        key = (ring["call"], ring["address"], ring["notice"], ring["in_place_of"])
        if ring["notice"] in ("raised", "chair") and told.setdefault(key, id_) != id_:
            yield f"doubled: {ring['address']} was rung by {told[key]} and by {id_}"


def _delays(history: History, stands: dict[str, Any], mails: list[Mail], wrong: list[str]) -> Iterator[float]:
    """How long each promised mail took beyond its time, while a server was up; what is missing goes to `wrong`."""
    first = _first_arrivals(stands["rings"], mails)
    for thing, call in stands["calls"].items():
        for party in call["to"]:
            duty = first.get((thing, party, "duty"))
            deputy = first.get((thing, party, "deputy"))
            has_it = party in call["acknowledged"]
            due = (("duty", duty, call["raised_at"]), ("deputy", deputy, (duty or 0) + call["step_seconds"]))
            for step, at, promised in due:
                if at is not None:
                    wrong += _early(f"{step} of {party} in {thing}", at, call, step)
                    yield _delay(history, at, promised, f"{step} of {party} in {thing}", wrong)
                elif not has_it:
                    wrong.append(f"not rung: the {step} of {party} in {thing}")


def _first_arrivals(rings: dict[str, Any], mails: list[Mail]) -> dict[tuple[str, str, str], float]:
    """When the first mail to each step of each party in each call came."""
    first: dict[tuple[str, str, str], float] = {}
    for mail in mails:
        ring = rings.get(mail.id)
        if ring and ring["notice"] == "raised":
            first.setdefault((ring["call"], ring["party"], ring["step"]), mail.at)
    return first


def _early(name: str, at: float, call: dict[str, Any], step: str) -> list[str]:
    not_before = call["raised_at"] + (call["step_seconds"] if step == "deputy" else 0)
    return [f"early: the {name} by {not_before - at:.2f} s"] if at < not_before - EARLY_SECONDS else []


def _delay(history: History, at: float, promised: float, name: str, wrong: list[str]) -> float:
    late = history.seconds_up(promised, at)
    if late > LATE_SECONDS:
        wrong.append(f"late: the {name} by {late:.1f} s in which a server was up")
    return late
