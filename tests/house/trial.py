"""`rp test`: everything judged, then tested on SQLite, then what touches the store again on PostgreSQL.

Faults and browser are runs of their own: faults kill servers, and Playwright owns its process's event loop. What is
given on the command line goes to pytest; paths go to the runs they belong to.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from tests.house import checks

ROOT = Path(__file__).resolve().parents[2]
APART = {"faults": "tests/faults", "browser": "tests/browser"}
AT_ONCE = ("rooms", "browser")
"""Parts of which several processes run at once; faults are told by when things happen, and would disturb each other."""
STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NOTHING_COLLECTED = 5


class Run(NamedTuple):
    """One pytest: which part of the tests, on which store, from which paths."""

    part: str
    store: str
    paths: tuple[str, ...]


RUNS = [
    Run("rooms", "sqlite", ("tests",)),
    Run("faults", "sqlite", (APART["faults"],)),
    Run("browser", "sqlite", (APART["browser"],)),
    Run("rooms", "postgresql", ("tests",)),
    Run("faults", "postgresql", (APART["faults"],)),
]


class Outcome(NamedTuple):
    """What a run came to, in its own numbers. `passed` is whether it may count as passed as a whole."""

    run: Run
    passed: bool
    said: str


def chosen(args: Sequence[str]) -> list[Run]:
    """The runs that these arguments ask for: all of them, unless paths are named."""
    paths = [word for word in args if is_path(word)]
    if not paths:
        return RUNS
    of_part = {part: tuple(path for path in paths if part_of(path) == part) for part in ("rooms", *APART)}
    return [Run(part, store, of_part[part]) for part, store, _all in RUNS if of_part[part]]


def is_path(word: str) -> bool:
    """Whether an argument names tests rather than an option; `tests` itself asks for everything, as nothing does."""
    path = ROOT / word.split("::")[0]
    return not word.startswith("-") and path.exists() and ROOT / "tests" in path.parents


def part_of(path: str) -> str:
    """The part of the tests that a path lies in."""
    where = (ROOT / path.split("::")[0]).as_posix()
    return next(
        (part for part, folder in APART.items() if where.startswith((ROOT / folder).as_posix())), "rooms"
    )


def start(run: Run, options: Sequence[str], *, is_whole: bool, record: Path) -> Outcome:
    """Run pytest, its own words shown as they come."""
    print(f"\n=== {run.part} on {STORES[run.store]}", flush=True)
    if is_whole and not (ROOT / run.paths[0]).exists():
        return Outcome(run, False, f"MISSING ({run.paths[0]} is not there)")
    command = [sys.executable, "-m", "pytest", *run.paths, f"--junitxml={record}", *options]
    if run.part == "rooms":
        command += [f"--ignore={folder}" for folder in APART.values()]
    if is_whole and run.part in AT_ONCE:
        command += ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
    with tempfile.TemporaryDirectory(prefix="rp-test-") as home:
        env = {**checks.environment(home=home), "REDPHONE_TEST_STORE": run.store}
        code = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False).returncode
    if code == NOTHING_COLLECTED:
        return Outcome(run, not is_whole, "no test" if is_whole else "nothing asked for")
    return Outcome(run, code == 0, counted(record, code=code))


def counted(record: Path, *, code: int) -> str:
    """How many passed, failed and were skipped, from pytest's own record."""
    if not record.exists():
        return f"did not run (pytest's exit code {code})"
    numbers = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for suite in ET.parse(record).getroot().iter("testsuite"):
        for name in numbers:
            numbers[name] += int(suite.get(name, 0))
    failed = numbers["failures"] + numbers["errors"]
    words = [f"{numbers['tests'] - failed - numbers['skipped']} passed"]
    words += [f"{failed} failed"] if failed else []
    words += [f"{numbers['skipped']} skipped"] if numbers["skipped"] else []
    return ", ".join(words)


def main(args: Sequence[str]) -> int:
    """Judge, test, and say in the last line what ran on which store. Returns the exit code."""
    started = time.monotonic()
    failed_checks = checks.check()
    options = [word for word in args if not is_path(word)]
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="rp-record-") as records:
        for number, run in enumerate(chosen(args)):
            record = Path(records) / f"{number}.xml"
            outcomes.append(start(run, options, is_whole=not args, record=record))
    passed = not failed_checks and all(outcome.passed for outcome in outcomes)
    took = f"{'PASSED' if passed else 'FAILED'} in {time.monotonic() - started:.0f} s"
    print(f"\n{closing(failed_checks, outcomes)}; {took}")
    return 0 if passed else 1


def closing(failed_checks: Sequence[str], outcomes: Sequence[Outcome]) -> str:
    """One line: what ran, where, and what it came to."""
    parts = [f"checks: {'failed ' + ', '.join(failed_checks) if failed_checks else 'passed'}"]
    parts += [f"{run.part} on {STORES[run.store]}: {said}" for run, _passed, said in outcomes]
    return "rp test: " + "; ".join(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
