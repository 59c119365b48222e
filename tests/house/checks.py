"""`rp check`: everything that judges and changes nothing. `rp fix`: what can be put right by itself."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
BESIDE_PYTHON = Path(sys.executable).parent
MODULE = (sys.executable, "-m")
TYPED = [name for name in ("redphone", "tests", "benchmarks", "rp") if (ROOT / name).exists()]

Command = tuple[str, ...]

CHECKS: dict[str, Command] = {
    "types": (*MODULE, "mypy", *TYPED),
    "format": (*MODULE, "ruff", "format", "--check", "--output-format=concise", "."),
    "lint": (*MODULE, "ruff", "check", "--output-format=concise", "."),
    "floors": (str(BESIDE_PYTHON / "lint-imports"), "--no-logo"),
    "settings": (*MODULE, "django", "check", "--fail-level", "WARNING"),
    "migrations": (*MODULE, "django", "makemigrations", "--check", "--dry-run"),
    "words": (*MODULE, "redphone", "words", "--check"),
    "strings": (*MODULE, "tests.house.strings"),
    "tidy": (*MODULE, "tests.house.tidy"),
}

REMEDIES: dict[str, Command] = {
    "lint": (*MODULE, "ruff", "check", "--fix", "--output-format=concise", "."),
    "format": (*MODULE, "ruff", "format", "."),
    "words": (*MODULE, "redphone", "words"),
    "strings": (*MODULE, "tests.house.strings", "--fix"),
}


class Verdict(NamedTuple):
    """What one command found; `said` is all that it printed."""

    name: str
    passed: bool
    said: str
    seconds: float


def environment(*, home: str) -> dict[str, str]:
    """Ours, without a node's settings: what is judged is this tree, not somebody's store."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("REDPHONE_")}
    return {**ours, "REDPHONE_HOME": home, "DJANGO_SETTINGS_MODULE": "redphone.settings"}


def judge(commands: Mapping[str, Command], *, at_once: int) -> list[Verdict]:
    """Run all of them, whatever the others say."""
    with tempfile.TemporaryDirectory(prefix="rp-check-") as home, ThreadPoolExecutor(at_once) as pool:
        env = environment(home=home)
        waiting = [pool.submit(_judge_one, name, command, env) for name, command in commands.items()]
        return [verdict.result() for verdict in waiting]


def _judge_one(name: str, command: Command, env: dict[str, str]) -> Verdict:
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Verdict(name, done.returncode == 0, done.stdout, time.monotonic() - started)


def report(verdicts: Sequence[Verdict]) -> list[str]:
    """Show each verdict, and all that the failed ones said. Returns the failed names."""
    for verdict in verdicts:
        print(f"{'ok    ' if verdict.passed else 'FAILED'} {verdict.name} ({verdict.seconds:.1f} s)")
        if not verdict.passed:
            print("\n".join(f"       {line}" for line in verdict.said.rstrip().splitlines()))
    return [verdict.name for verdict in verdicts if not verdict.passed]


def check() -> list[str]:
    """Judge everything; returns the names of what failed."""
    failed = report(judge(CHECKS, at_once=2))
    found = f"{len(failed)} of {len(CHECKS)} failed: {', '.join(failed)}" if failed else "all passed"
    print(f"rp check: {found}", flush=True)
    return failed


def fix() -> list[str]:
    """Put right what can be, one after the other, for each may touch what the one before wrote."""
    failed = report(judge(REMEDIES, at_once=1))
    print(
        f"rp fix: {'not everything: see ' + ', '.join(failed) if failed else 'done'}; rp check judges the rest"
    )
    return failed


if __name__ == "__main__":
    sys.exit(1 if (fix() if "--fix" in sys.argv else check()) else 0)
