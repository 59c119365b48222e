"""One running `redphone serve`, its mail server and its store, and what is measured from outside of them."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from tests.faults.kill import FIRST_MESSAGE
from tests.mail_sink import ROOT, Mail, Sink, running
from tests.served import Node, Officer

RUNG = ("AU", "CA", "DE", "EC", "ES", "IT", "NZ", "US")
MORE_OFFICERS = 5
"""Beside duty officer and deputy: enough sign-ins for a thousand lines at twenty an officer."""
LINES_OF_ONE = 20
DESKS = ("duty@it.example", "duty@gb.example", "duty@br.example")
"""Whose desk is opened: a party that all calls wait for, the one that raised them all, and one that none concerns."""


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    calls: int = 10_000
    raises: int = 200
    stepped: int = 40
    desks: int = 200
    lines: int = 1000
    told: int = 30
    log_calls: int = 400
    repetitions: int = 3
    asked: int = 200
    away: float = 60
    due_calls: int = 750


QUICK = Extent(
    calls=500,
    raises=20,
    stepped=6,
    desks=40,
    lines=100,
    told=6,
    log_calls=40,
    repetitions=1,
    asked=20,
    away=5,
    due_calls=20,
)


class Served:
    """A node with a filled store, serving; `officers` are browsers in which somebody has signed in, by address."""

    def __init__(self, node: Node, sink: Sink, made: dict[str, Any]) -> None:
        self.node, self.sink, self.made = node, sink, made

    def officer(self, address: str) -> Officer:
        return Officer(self.node, self.made["sessions"][address])


@contextmanager
def served(folder: Path, *, store: str, extent: Extent) -> Iterator[tuple[Served, dict[str, Any]]]:
    """A server on a store with many calls, for the length of a block; with it how large the store is."""
    folder.mkdir()
    with running(folder) as sink:
        node = Node(folder, store=store, mail=sink.address)
        made = node.run("tests.founding", str(MORE_OFFICERS))
        filled = node.run("benchmarks.filling", str(extent.calls))
        node.start()
        try:
            yield Served(node, sink, made), filled
        finally:
            node.stop()


def desk(house: Served, *, times: int, repetitions: int) -> dict[str, float]:
    """Opening the desk, one client at a time: of three parties the slowest's figures, medians of the repetitions."""
    tried = {address: machine.median(_open_desk(house, address, times // 5)) for address in DESKS}
    slowest = max(tried, key=lambda address: tried[address])
    rounds = [_open_desk(house, slowest, times) for _ in range(repetitions)]
    return {
        "desk_p50_ms": machine.median([machine.median(took) for took in rounds]),
        "desk_p95_ms": machine.median([machine.percentile(took, 0.95) for took in rounds]),
    }


def _open_desk(house: Served, address: str, times: int) -> list[float]:
    officer = house.officer(address)
    took = [_get(officer, "/") for _ in range(times)]
    officer.close()
    return took


def _get(officer: Officer, path: str) -> float:
    began = time.perf_counter()
    answer = officer.get(path)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return took


def raise_to_mail(house: Served, *, raises: int) -> dict[str, float]:
    """Calls raised by the form, as they come: from just before each request until each of its eight mails is taken."""
    officer, before, chance = house.officer("duty@gb.example"), len(house.sink.mails()), random.Random(1)
    asked: dict[str, float] = {}
    for number in range(raises):
        at = time.time()
        thing = officer.raise_call(
            situation=house.made["situation"], what_happened=f"Measured crossing {number}", to=RUNG
        )
        if thing is None:
            raise RuntimeError("a call was not raised")
        asked[thing] = at
        house.sink.wait_for(before + (number + 1) * len(RUNG), seconds=10)
        time.sleep(chance.uniform(0, 0.2))
    officer.close()
    took = [
        mail.at - asked[call] for mail in house.sink.mails()[before:] if (call := call_of(mail.id)) in asked
    ]
    _all_came(len(took), raises * len(RUNG))
    return {
        "raise_to_mail_p50_s": machine.median(took),
        "raise_to_mail_p95_s": machine.percentile(took, 0.95),
        "raises": raises,
    }


def step_error(house: Served, *, raises: int, step_seconds: int = 10) -> dict[str, float]:
    """How far from its time the deputy is rung: |mail taken - (just before the raise + step)|."""
    due: dict[str, float] = {}
    for number in range(raises):
        at = time.time()
        due[_raise_stepped(house, number, step_seconds)] = at + step_seconds
        time.sleep(0.2)
    until, first = time.monotonic() + step_seconds + 20, dict[tuple[str, str], float]()
    while len(first) < raises * len(RUNG) and time.monotonic() < until:
        time.sleep(0.2)
        first = _rung_deputies(house.sink.mails(), due)
    _all_came(len(first), raises * len(RUNG))
    errors = [abs(at - due[call]) for (call, _), at in first.items()]
    return {"step_error_p50_s": machine.median(errors), "step_error_p95_s": machine.percentile(errors, 0.95)}


def _raise_stepped(house: Served, number: int, step_seconds: int) -> str:
    words = {"what_happened": f"Stepped crossing {number}", "step_seconds": step_seconds}
    said = house.node.command(
        "raise",
        as_="GB/duty_desk",
        status="test",
        situation=house.made["situation"],
        to=list(RUNG),
        message=json.dumps({**FIRST_MESSAGE, **words}),
    )
    thing: str = said["data"]["thing"]
    return thing


def _rung_deputies(mails: Sequence[Mail], calls: Collection[str]) -> dict[tuple[str, str], float]:
    """When the deputy of each party of these calls got its first mail."""
    addresses = {f"deputy@{party.lower()}.example" for party in RUNG}
    mails = [mail for mail in mails if mail.to in addresses and call_of(mail.id) in calls]
    return {(call_of(mail.id), mail.to): mail.at for mail in reversed(mails)}


def _all_came(came: int, wanted: int) -> None:
    if came != wanted:
        raise RuntimeError(f"{came} of {wanted} mails came")


def call_of(message_id: str) -> str:
    """The call in "<ring-12-CALL@host>"."""
    return message_id.partition("@")[0].split("-", 2)[2]


def live(house: Served, *, lines: int, told: int) -> dict[str, float]:
    """Lines held and told of acknowledgements; from just before each is sent to its arrival on each line.

    The memory is that of the server with all its children while the lines are held.
    """
    sessions = _sessions(house, lines)
    raised, officers = _calls_to_acknowledge(house, -(-told // len(RUNG)))
    with _listening(house.node.port, sessions) as listener:
        took: list[float] = []
        for number in range(told):
            thing, officer = raised[number // len(RUNG)], officers[number % len(RUNG)]
            at = time.time()
            if not officer.acknowledge(thing):
                raise RuntimeError("an acknowledgement was not taken")
            heard = listener(thing)
            _all_came(len(heard), lines)
            took += [instant - at for instant in heard]
            time.sleep(0.1)
        pid = house.node.process.pid if house.node.process else 0
        rss = machine.resident_mb(pid)
    for officer in officers:
        officer.close()
    return {
        "live_pages": lines,
        "live_fanout_p50_s": machine.median(took),
        "live_fanout_p95_s": machine.percentile(took, 0.95),
        "rss_mb": rss,
    }


def _sessions(house: Served, lines: int) -> list[str]:
    """Sign-ins of officers whose parties are in the calls, twenty lines each."""
    parties = {party.lower() for party in (*RUNG, "GB")}
    sessions = [
        session
        for address, session in house.made["sessions"].items()
        if address.split("@")[1].removesuffix(".example") in parties
    ]
    spread = [session for session in sessions for _ in range(LINES_OF_ONE)]
    return spread[:lines]


def _calls_to_acknowledge(house: Served, count: int) -> tuple[list[str], list[Officer]]:
    raiser = house.officer("duty@gb.example")
    before = len(house.sink.mails())
    raised = [
        raiser.raise_call(situation=house.made["situation"], what_happened=f"Told of {number}", to=RUNG) or ""
        for number in range(count)
    ]
    raiser.close()
    house.sink.wait_for(before + count * len(RUNG), seconds=20)
    officers = [house.officer(f"duty@{party.lower()}.example") for party in RUNG]
    for officer in officers:  # so that what is timed later is the acknowledgement alone
        officer.post("/look/none/")
    return raised, officers


@contextmanager
def _listening(port: int, sessions: Sequence[str]) -> Iterator[Any]:
    command = [sys.executable, "-m", "benchmarks.listening", str(port), str(len(sessions))]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    asks, answers = process.stdin, process.stdout
    assert asks is not None
    assert answers is not None
    asks.write("".join(f"{session}\n" for session in sessions))
    asks.flush()
    if answers.readline().strip() != "ready":
        raise RuntimeError("the lines could not be opened")

    def heard(thing: str) -> list[float]:
        asks.write(f"{thing}\n")
        asks.flush()
        found: list[float] = json.loads(answers.readline())
        return found

    try:
        yield heard
    finally:
        process.kill()
        process.wait()
        asks.close()
        answers.close()
