"""Typing commands beside a real server, and listening on its live line over real HTTP."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.mail_sink import ROOT
from tests.served import Node

FIRST_MESSAGE = {
    "what_happened": "Fictional words that never go over the line",
    "asked": "Who can receive families?",
    "urgency": "immediate",
    "decides": "duty_officer",
}


def type_(node: Node, *words: str, typed: str = "") -> tuple[int, str, str]:
    """Type a command beside the server. Gives exit code, stdout and stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "redphone", *words],
        cwd=ROOT,
        env=node.env,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def raise_by_command(
    node: Node, *words: str, about: str = FIRST_MESSAGE["what_happened"]
) -> tuple[int, dict[str, Any]]:
    """Raise a test call of GB's to every other member, or as `words` say. Gives the exit code and what it printed."""
    given = (
        "--as",
        "GB/duty_desk",
        "--status",
        "test",
        "--situation",
        "Situation in Exampleland",
        "--file",
        "-",
    )
    code, out, err = type_(
        node, "raise", *given, *words, "--json", typed=json.dumps(FIRST_MESSAGE | {"what_happened": about})
    )
    assert out, err
    return code, json.loads(out)


@contextmanager
def line(node: Node, session: str, **headers: str) -> Iterator[Iterator[str]]:
    """The live line over real HTTP, line by line."""
    with (
        httpx.Client(base_url=node.url, cookies={"session": session}, timeout=10) as client,
        client.stream("GET", "/live/", headers=headers) as answer,
    ):
        assert answer.status_code == 200
        yield answer.iter_lines()


def next_said(lines: Iterator[str]) -> str:
    for text in lines:
        if text.startswith("data: ") and len(text) > 10:
            return text.removeprefix("data: ")
    raise AssertionError("the line ended")


def is_sqlite(node: Node) -> bool:
    return node.env["REDPHONE_STORE"].startswith("sqlite")
