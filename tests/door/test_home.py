"""A home that is not there is said not to be and stays so; one that is made is its user's alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from redphone.look.terminal import OK, UNREACHABLE, USAGE
from tests.door.test_keeping import FOUNDING
from tests.door.typing_beside import is_sqlite, raise_by_command, type_
from tests.mail_sink import ROOT
from tests.served import Node


@pytest.fixture
def bare(tmp_path: Path) -> Node:
    """A node on SQLite whose home nobody has made."""
    node = Node(tmp_path, store="", mail="smtp://127.0.0.1:1")
    del node.env["REDPHONE_STORE"]
    return node


@pytest.mark.parametrize(
    "words",
    [
        ("doctor",),
        ("doctor", "--json"),
        ("who-has-it", "GB-1", "--as", "GB/duty_desk"),
        ("calls", "--as", "GB/duty_desk"),
        ("redraw", "--check"),
        ("backup", "/nowhere/a.backup"),
        ("let-in", "a@gb.example"),
    ],
)
def test_where_no_store_is_a_command_says_so_and_makes_none(bare: Node, words: tuple[str, ...]) -> None:
    code, out, err = type_(bare, *words)
    assert (code, out) == (UNREACHABLE, "")
    assert f"there is no store here: {bare.home}/redphone.sqlite3" in err
    assert "REDPHONE_HOME" in err
    assert "redphone found" in err
    assert not bare.home.exists()


def test_what_is_made_is_its_users_alone(bare: Node, tmp_path: Path) -> None:
    plan = tmp_path / "network.toml"
    plan.write_text(FOUNDING)
    command = (sys.executable, "-m", "redphone", "found", str(plan))
    loose = ("sh", "-c", 'umask 022; exec "$@"', "sh", *command)
    done = subprocess.run(loose, cwd=ROOT, env=bare.env, capture_output=True, text=True, check=False)
    assert done.returncode == OK, done.stderr
    assert type_(bare, "calls", "--as", "IT/duty_desk")[0] == OK
    made = [bare.home, *bare.home.rglob("*")]
    assert bare.home / "redphone.sqlite3" in made
    assert {oct(path.stat().st_mode & 0o777) for path in made if path.is_dir()} == {"0o700"}
    assert {oct(path.stat().st_mode & 0o777) for path in made if path.is_file()} == {"0o600"}


@pytest.mark.store
def test_a_store_of_another_network_is_not_spoken_into(node: Node, made: dict[str, object]) -> None:
    node.env["REDPHONE_NETWORK"] = "another"
    for words in (("serve", "--port", "0"), ("calls", "--as", "GB/duty_desk")):
        code, _, err = type_(node, *words)
        assert code == USAGE
        assert "set REDPHONE_NETWORK=rdn" in err
    node.env["REDPHONE_NETWORK"] = "rdn"
    assert raise_by_command(node)[0] == UNREACHABLE  # kept; nobody rings here


def test_help_names_the_home_and_shows_a_raise_that_works_as_it_stands(
    node: Node, made: dict[str, object]
) -> None:
    if not is_sqlite(node):
        pytest.skip("the same on either store")
    assert "REDPHONE_HOME=var/demo REDPHONE_NETWORK=rdn-demo" in type_(node, "--help")[1]
    shown = type_(node, "raise", "--help")[1].partition("example:")[2]
    lines = [line.removeprefix("  ") for line in shown.splitlines()[2:]]
    typed = "\n".join(lines[: lines.index("END") + 1])
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    node.start()
    done = subprocess.run(
        ("sh", "-c", typed), env=node.env | {"PATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (OK, ""), done.stderr
    assert "GB-E1 is raised to 7 parties" in done.stdout
    seen = json.loads(type_(node, "who-has-it", "GB-E1", "--as", "GB/duty_desk", "--json")[1])
    assert seen["call"]["urgency"] == "immediate"


@pytest.mark.store
def test_an_empty_store_is_said_to_be_empty(node: Node) -> None:
    if is_sqlite(node):
        node.home.mkdir()
        Path(node.env["REDPHONE_STORE"].removeprefix("sqlite:///")).touch()
    for words in (("doctor",), ("calls", "--as", "GB/duty_desk")):
        code, out, err = type_(node, *words)
        assert (code, out) == (UNREACHABLE, "")
        assert "there is nothing in this store" in err
        assert "no such table" not in err


def test_the_doctor_sees_a_store_that_others_can_read(bare: Node, tmp_path: Path) -> None:
    (tmp_path / "network.toml").write_text(FOUNDING)
    assert type_(bare, "found", str(tmp_path / "network.toml"))[0] == OK
    assert "can be read by others" not in type_(bare, "doctor")[1]
    (bare.home / "redphone.sqlite3").chmod(0o644)
    assert "redphone.sqlite3 can be read by others" in type_(bare, "doctor")[1]
