"""What is promised about speed, measured on the real thing.

    python3 rp bench call [--json] [--store sqlite|postgresql|both] [--quick]

`call`: a call from the form to the accepted mail, its timers, acts, redraw, the desk, the live line, memory, JSON, a
mail server that was away, thousands of steps due at once; on both stores, each syncing to the disk; and a peer on the
same machine in the same run. `--quick` measures little of each, to see that it runs: its figures are not for comparing.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import asking, figures, machine, peer, serving, storms
from benchmarks.serving import QUICK, Extent
from tests import postgres
from tests.served import Node

STORES = ("sqlite", "postgresql")
ABOUT = {
    "sqlite": "SQLite, WAL, synchronous=FULL",
    "postgresql": "PostgreSQL, fsync=on, synchronous_commit=on",
}


def say(text: str) -> None:
    """To people, who may watch: stdout belongs to the result."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


@contextmanager
def new_stores(kind: str, folder: Path) -> Iterator[list[str]]:
    """The addresses of three empty stores that sync to the disk."""
    if kind == "sqlite":
        yield [f"sqlite:///{folder / name}.sqlite3" for name in ("acts", "served", "due")]
        return
    with postgres.running(lasting=True) as server, ExitStack() as databases:
        yield [databases.enter_context(postgres.empty_database(server.dsn)) for _ in range(3)]


def measure(kind: str, folder: Path, extent: Extent) -> dict[str, Any]:
    """Every figure on one kind of store."""
    folder.mkdir()
    with new_stores(kind, folder) as (for_acts, for_serving, for_burst):
        say(f"{ABOUT[kind]}: acts and redraw")
        found: dict[str, Any] = _acts(folder / "acting", store=for_acts, extent=extent)
        say(f"{ABOUT[kind]}: filling with {extent.calls} calls")
        with serving.served(folder / "serving", store=for_serving, extent=extent) as (house, filled):
            say("the desk")
            found |= serving.desk(house, times=extent.desks, repetitions=extent.repetitions)
            say(f"{extent.raises} raises to {len(serving.RUNG)} parties each")
            found |= serving.raise_to_mail(house, raises=extent.raises)
            say(f"{extent.lines} live lines")
            found |= serving.live(house, lines=extent.lines, told=extent.told)
            say(f"{extent.stepped} calls whose duty officers do not answer")
            found |= serving.step_error(house, raises=extent.stepped)
            say(f"{extent.asked} lists and acknowledgements over JSON, then eight clients at once")
            found |= asking.asking(house, times=extent.asked)
            say(f"the mail server is away for {extent.away:.0f} s")
            found |= storms.outage(house, away=extent.away)
        say(f"{extent.due_calls} calls of which {len(serving.RUNG)} deputies each are due at once")
        found |= storms.burst(folder / "burst", store=for_burst, calls=extent.due_calls)
    found |= {"calls": filled["calls"], "database_mb": filled["database_mb"], "clients": 1}
    found["store"] = ABOUT[kind]
    return found | {"broken": figures.broken(found)}


def _acts(folder: Path, *, store: str, extent: Extent) -> dict[str, Any]:
    folder.mkdir()
    node = Node(folder, store=store, mail="smtp://127.0.0.1:9")
    node.run("tests.founding")
    acted: dict[str, Any] = node.run("benchmarks.acting", str(extent.log_calls), str(extent.repetitions))
    return acted


def run(stores: Sequence[str], extent: Extent) -> dict[str, Any]:
    """The whole result: the default store's figures at the top, PostgreSQL's below it, the machine and the peer."""
    began = time.monotonic()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="rp-bench-") as name:
        folder = Path(name)
        about = {**machine.facts(), "fsync_p50_ms": machine.median(machine.fsync_ms(folder))}
        measured = {kind: measure(kind, folder / kind, extent) for kind in stores}
        say("the peer")
        beside = peer.measure(folder / "peer", alerts=extent.raises // 2)
    found |= measured.get("sqlite", {})
    if "postgresql" in measured:
        found["postgresql"] = measured["postgresql"]
    about["load_after"] = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    return {**found, "machine": about, "peer": beside, "took_s": round(time.monotonic() - began, 1)}


def tables(found: dict[str, Any]) -> Iterator[str]:
    """The result for people."""
    about = found["machine"]
    yield (
        f"{about['cores']} cores, load {about['load_before']} before and {about['load_after']} after, Python "
        f"{about['python']}, {about['system']} {about['machine']}, fsync {about['fsync_p50_ms']:.2f} ms"
    )
    for one in (found, found.get("postgresql", {})):
        if "store" in one:
            yield f"\n{one['store']}; {one['calls']} calls, {one['database_mb']} MB, {one['clients']} client"
            yield from figures.table(one)
            yield from _beside(one, found["peer"])
    yield f"\n{found['took_s']:.0f} s"


def _beside(one: dict[str, Any], beside: dict[str, Any]) -> Iterator[str]:
    if "not_measured" in beside:
        yield f"peer not measured: {beside['not_measured']}"
        return
    ours = one["raise_to_mail_p50_s"], one["raise_to_mail_p95_s"]
    theirs = beside["alert_to_mail_p50_s"], beside["alert_to_mail_p95_s"]
    ratios = " and ".join(f"{our / their:.1f}" for our, their in zip(ours, theirs, strict=True))
    yield f"peer, {beside['name']}: {theirs[0]:.3f} and {theirs[1]:.3f} s; ours take {ratios} times that"


def main(args: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="rp bench", description=__doc__.partition("\n")[0])
    parser.add_argument("name", choices=["call"])
    parser.add_argument("--json", action="store_true", help="one object of named figures on stdout")
    parser.add_argument("--store", choices=[*STORES, "both"], default="both")
    parser.add_argument("--quick", action="store_true", help="little of each, to see that it runs")
    asked = parser.parse_args(args)
    try:
        found = run(STORES if asked.store == "both" else [asked.store], QUICK if asked.quick else Extent())
    except (RuntimeError, postgres.NoPostgres) as problem:
        say(f"not measured: {problem}")
        return 1
    print(json.dumps(found) if asked.json else "\n".join(tables(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
