"""Typing commands in this process."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from redphone.__main__ import main
from redphone.look.terminal import UNREACHABLE

FIRST_MESSAGE: dict[str, Any] = {
    "what_happened": "Fictional: a border post has closed",
    "place": "Exampletown",
    "asked": "Who can receive families?",
    "urgency": "today",
    "decides": "desk_officer",
}


NEW = ("--status", "test", "--new-situation", "Exampleland")


Type = Callable[..., tuple[int, str, str]]


@pytest.fixture
def type_(
    capsys: pytest.CaptureFixture[str], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Type:
    """Type a command; gives the exit code, stdout and stderr."""
    if connection.vendor == "sqlite":  # the tests' store is not in the home
        monkeypatch.setenv("REDPHONE_STORE", f"sqlite:///{connection.settings_dict['NAME']}")
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir(exist_ok=True)

    def type_it(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as problem:
            code = int(problem.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return type_it


@pytest.fixture
def first_message(tmp_path: Path) -> Callable[..., Path]:
    def write(**changed: Any) -> Path:
        path = tmp_path / "first-message.json"
        path.write_text(json.dumps(FIRST_MESSAGE | changed))
        return path

    return write


@pytest.fixture
def raised(type_: Type, cast: Any, first_message: Any) -> dict[str, Any]:
    """A test call of GB's, raised from the command line."""
    code, out, err = type_("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--json")
    assert code == UNREACHABLE, err  # it is kept; no ringer runs here
    said: dict[str, Any] = json.loads(out)
    return said
