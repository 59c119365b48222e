"""What is typed after `rp demo`, what it says, and when it would rather not start."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from redphone.demo import guide, run
from redphone.demo.options import Options, read
from redphone.demo.ports import HERE
from redphone.look.terminal import Stop


def options(*words: str) -> Options:
    return read(words)


def test_without_options_it_opens_a_browser_at_the_usual_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = options()
    assert (found.site, found.home) == ("http://localhost:8400", tmp_path / "var" / "demo")
    assert (found.opens_browser, found.plays_story, found.pace, found.begins_anew) == (
        True,
        False,
        1.0,
        False,
    )


def test_options_say_otherwise(tmp_path: Path) -> None:
    words = ("--port", "8499", "--no-open", "--story", "--pace", "0", "--fresh", "--home", str(tmp_path))
    found = options(*words)
    assert found == Options(8499, tmp_path, opens_browser=False, plays_story=True, pace=0.0, begins_anew=True)


def test_another_nodes_environment_does_not_reach_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        os, "environ", {**os.environ, "REDPHONE_STORE": "postgresql://real", "REDPHONE_SECRET": "real"}
    )
    run.set_environment(options("--port", "8499", "--home", str(tmp_path)), mail="smtp://127.0.0.1:1")
    assert {name: value for name, value in os.environ.items() if name.startswith("REDPHONE_")} == {
        "REDPHONE_DEMO": "1",
        "REDPHONE_HOME": str(tmp_path),
        "REDPHONE_URL": "http://localhost:8499",
        "REDPHONE_MAIL": "smtp://127.0.0.1:1",
    }


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind((HERE, 0))
        listening.listen()
        yield listening.getsockname()[1]


def not_called(make_ready: Callable[[], None], port: int, ending: Callable[[], None]) -> int:
    raise AssertionError("it should not have come to serving")


@contextmanager
def alone(home: Path) -> Iterator[None]:
    yield


def test_a_port_that_is_taken_is_said_with_another_to_take(taken_port: int, tmp_path: Path) -> None:
    with pytest.raises(Stop, match=rf"port {taken_port} .*--port {taken_port + 1}"):
        run.main(["--port", str(taken_port), "--home", str(tmp_path)], serve=not_called, alone=alone)


def test_a_port_that_does_not_exist_is_said_too(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="port 99999"):
        run.main(["--port", "99999", "--home", str(tmp_path)], serve=not_called, alone=alone)


def test_beginning_anew_removes_what_is_the_demonstrations_and_nothing_else(tmp_path: Path) -> None:
    for name in ("redphone.sqlite3", "mailbox.sqlite3", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "GB.json").touch()
    run.throw_away(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_another_nodes_home_is_not_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "redphone.sqlite3").write_text("a ministry's")
    with pytest.raises(Stop, match="no demonstration"):
        run.throw_away(tmp_path)
    assert (tmp_path / "redphone.sqlite3").read_text() == "a ministry's"


def test_it_says_where_it_is_and_how_to_sign_in_as_whom(tmp_path: Path) -> None:
    said = "\n".join(guide.lines(options("--port", "8499", "--home", str(tmp_path)), seconds=1.5))
    for words in (
        "http://localhost:8499 ",
        "answer-the-red-phone",
        "ada@gb.example",
        "/mailbox/",
        "Ctrl-C",
        "1.5 s",
        f"REDPHONE_HOME={tmp_path} REDPHONE_NETWORK=",
        ".venv/bin/redphone calls",
    ):
        assert words in said


def test_a_browser_is_opened_only_where_it_has_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "environ", {})
    assert not guide.has_screen()
    monkeypatch.setattr(os, "environ", {"WAYLAND_DISPLAY": "wayland-0"})
    assert guide.has_screen()
