"""kill -9 of a real server while calls ring over real SMTP, again and again; then everything promised is checked.

    python -m tests.faults.kill [--kills 200] [--seed N] [--store ADDRESS]

Prints one JSON object with the figures and what was wrong; the exit code is 1 if anything was.
"""

import argparse
import contextlib
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx

from tests.faults.history import Findings, History, judge
from tests.mail_sink import Sink, running
from tests.served import Node, Officer

STEP_SECONDS = 1
RUNG = ("ES", "IT", "NZ")
"""The parties of each call; ES and IT acknowledge most of them, NZ never does."""
SETTLE_SECONDS = 40.0
FIRST_MESSAGE = {
    "place": "North gate, Sampletown",
    "asked": "Can you take up people who hold a place already, and from when?",
    "urgency": "immediate",
    "decides": "duty_officer",
}


class Callers(threading.Thread):
    """Two clients that go on raising and acknowledging whatever happens to the server; they note what it said."""

    def __init__(self, node: Node, made: dict[str, Any], history: History, *, seed: int) -> None:
        super().__init__(daemon=True)
        self.node, self.history, self.situation = node, history, made["situation"]
        self.officers = {
            party: Officer(node, made["sessions"][f"duty@{party.lower()}.example"]) for party in ("ES", "IT")
        }
        self.chance = random.Random(seed)
        self.over = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            with contextlib.suppress(httpx.HTTPError, KeyError):
                self._raise_one(number)
            time.sleep(self.chance.uniform(0.05, 0.4))
        for officer in self.officers.values():
            officer.close()

    def _raise_one(self, number: int) -> None:
        call = raise_call(self.node, self.situation, f"Crossing {number} at Sampletown closed without notice")
        self.history.raised.append(call)
        for party, officer in self.officers.items():
            if self.chance.random() < 0.7:
                time.sleep(self.chance.uniform(0, 0.3))
                if officer.acknowledge(call):
                    self.history.acknowledged.append((call, party))


def raise_call(node: Node, situation: str, what_happened: str, *, step_seconds: int = STEP_SECONDS) -> str:
    """Raise a test call with short steps by the control door. Raises httpx.HTTPError, or KeyError if refused."""
    words = {**FIRST_MESSAGE, "what_happened": what_happened, "step_seconds": step_seconds}
    said = node.command(
        "raise",
        as_="GB/duty_desk",
        status="test",
        situation=situation,
        to=list(RUNG),
        message=json.dumps(words),
    )
    thing: str = said["data"]["thing"]
    return thing


@contextlib.contextmanager
def up(node: Node, history: History) -> Any:
    """A server for the length of a block, which ends with kill -9; when it was there is noted."""
    began = time.time()
    node.start()
    answers = time.time()
    history.slowest_start = max(history.slowest_start, answers - began)
    try:
        yield
    finally:
        node.kill()
        history.ups.append((answers, time.time()))


def pace(history: History) -> float:
    """How much slower this machine is than one that starts a server in two seconds: then all that happens between two
    kills takes so much longer, too."""
    return min(3.0, max(1.0, history.slowest_start / 2.0))


def kill_while_calls_ring(node: Node, sink: Sink, *, kills: int, seed: int = 1) -> Findings:
    """Raise, ring and acknowledge while the server is killed at random moments; then let it settle, and judge."""
    made, history, chance = node.run("tests.founding"), History(), random.Random(seed)
    callers = Callers(node, made, history, seed=seed)
    for turn in range(kills):
        with up(node, history):
            if turn == 0:
                callers.start()
            if turn % 2 == 0:
                wait_for_one_more(history)
            time.sleep(chance.uniform(0.05, 2.0) * pace(history))
    with up(node, history):
        callers.over.set()
        callers.join()
        settle(node, sink, history)
    return judge(history, node.run("tests.faults.inside"), sink.mails())


def wait_for_one_more(history: History) -> None:
    """Until one more acknowledgement stands, for ten seconds at most: else a slow machine has nothing to lose."""
    before, until = len(history.acknowledged), time.monotonic() + 10
    while len(history.acknowledged) == before and time.monotonic() < until:
        time.sleep(0.02)


def settle(node: Node, sink: Sink, history: History) -> None:
    """Wait until no more mail comes: every deputy was rung whose turn it was, and whoever acts as chair."""
    until, quiet_since, count = time.monotonic() + SETTLE_SECONDS, time.monotonic(), 0
    while time.monotonic() < until and time.monotonic() - quiet_since < 2 * STEP_SECONDS + 1:
        time.sleep(0.2)
        if len(sink.mails()) != count:
            quiet_since, count = time.monotonic(), len(sink.mails())


def cut_off_while_sending(node: Node, sink: Sink) -> Findings:
    """The mail server has the mails and has not said so when the server is killed; it sends them again, marked."""
    made, history = node.run("tests.founding"), History()
    with up(node, history):
        sink.hold.touch()
        history.raised.append(raise_call(node, made["situation"], "Cut off while being sent"))
        sink.wait_for(len(RUNG), seconds=10)
    sink.hold.unlink()
    with up(node, history):
        settle(node, sink, history)
    return judge(history, node.run("tests.faults.inside"), sink.mails())


def kill_after(node: Node, sink: Sink, *, seconds: float) -> Findings:
    """One call, and a kill so many seconds after the server said that it stands."""
    made, history = node.run("tests.founding"), History()
    with up(node, history):
        history.raised.append(raise_call(node, made["situation"], "One call and one kill"))
        time.sleep(seconds)
    with up(node, history):
        settle(node, sink, history)
    return judge(history, node.run("tests.faults.inside"), sink.mails())


def on_new_node(
    scenario: Callable[..., Findings], *, folder: Path, store: str, fault: str = "", **options: Any
) -> Findings:
    """A scenario on a fresh node and its own mail server, with a fault planted if one is named."""
    program = ("-m", "tests.faults.planted", fault) if fault else ("-m", "redphone")
    with running(folder) as sink:
        node = Node(folder, store=store, mail=sink.address, program=program)
        try:
            return scenario(node, sink, **options)
        finally:
            node.kill()


def main(args: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="the same seed kills at the same moments")
    parser.add_argument(
        "--store", default="", help="an empty store; by default SQLite in a folder of its own"
    )
    asked = parser.parse_args(args)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rp-kill-") as name:
        folder = Path(name)
        store = asked.store or f"sqlite:///{folder / 'redphone.sqlite3'}"
        found = on_new_node(
            kill_while_calls_ring, folder=folder, store=store, kills=asked.kills, seed=asked.seed
        )
    took = round(time.monotonic() - began, 1)
    print(json.dumps({**found.figures, "seed": asked.seed, "took_s": took, "wrong": found.wrong}, indent=2))
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
