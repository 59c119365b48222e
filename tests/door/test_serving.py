"""A real server in a process of its own: it begins, serves, is asked by commands, and ends, in good order or not."""

import json
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from redphone.look.terminal import OK, REFUSED, UNREACHABLE, WRONG
from tests.door.conftest import up
from tests.mail_sink import ROOT, Sink
from tests.served import Node, Officer

pytestmark = pytest.mark.store


def has_ended(process: "subprocess.Popen[bytes]", *, within: float) -> bool:
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_its_lines_and_itself(node: Node, made: dict[str, Any], number: signal.Signals) -> None:
    node.start()
    assert node.process
    with line(node, made["sessions"]["duty@it.example"]) as told:
        next(told)
        node.process.send_signal(number)
        assert list(told)[-1:] in ([], [""])
        assert has_ended(node.process, within=5)
    assert node.process.returncode == 0
    node.process = None


def test_a_sender_who_never_ends_does_not_keep_it(node: Node, made: dict[str, Any]) -> None:
    node.start()
    assert node.process
    with socket.create_connection(("127.0.0.1", node.port)) as slow:
        slow.sendall(b"POST /look/scheme/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nsche")
        time.sleep(0.2)
        node.process.terminate()
        assert has_ended(node.process, within=15)
    node.process = None


def test_after_a_kill_it_begins_again(node: Node, made: dict[str, Any]) -> None:
    node.start()
    node.kill()
    assert (node.home / "serve.json").exists()
    with up(node):
        assert raise_by_command(node)[0] == OK


def test_it_makes_its_own_tables(node: Node) -> None:
    with up(node):
        assert httpx.get(f"{node.url}/accounts/login/").status_code == 200


def test_a_port_that_is_taken_is_said_to_be(node: Node, made: dict[str, Any]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", node.port))
        taken.listen()
        code, _, err = type_(node, "serve", "--port", str(node.port))
    assert code == UNREACHABLE
    assert "can't be served" in err


def test_a_store_that_does_not_answer_is_said_not_to(node: Node) -> None:
    node.env["REDPHONE_STORE"] = "postgresql://nobody@127.0.0.1:1/nothing"
    for words in (("serve",), ("redraw", "--check"), ("who-has-it", "GB-1", "--as", "GB/duty_desk")):
        code, out, err = type_(node, *words)
        assert (code, out) == (UNREACHABLE, "")
        assert "the store does not answer" in err


def test_a_command_says_when_the_server_does_not_answer(node: Node, made: dict[str, Any]) -> None:
    if not is_sqlite(node):
        pytest.skip("on PostgreSQL commands ask the store themselves")
    node.start()
    assert node.process
    card = node.home / "serve.json"
    said = json.loads(card.read_text())
    card.write_text(json.dumps(said | {"url": "http://127.0.0.1:1"}))
    assert type_(node, "redraw", "--check")[0] == UNREACHABLE
    card.write_text(json.dumps(said | {"token": "another"}))
    assert type_(node, "redraw", "--check")[0] == UNREACHABLE
    card.unlink()
    assert type_(node, "redraw", "--check")[0] == UNREACHABLE


def test_without_its_ringer_nobody_is_rung_and_the_ringer_alone_rings(
    node: Node, made: dict[str, Any], sink: Sink
) -> None:
    raise_by_command(node)
    assert sink.mails() == []
    ring = subprocess.Popen(
        [sys.executable, "-m", "redphone", "ring"], cwd=ROOT, env=node.env, stderr=subprocess.DEVNULL
    )
    try:
        assert len(sink.wait_for(7, seconds=15)) >= 7
    finally:
        ring.terminate()
        assert ring.wait(10) == 0


def test_a_dead_ringer_is_begun_again_and_health_is_red(tmp_path: Path, node: Node, made: dict[str, Any]) -> None:
    node.program = ("-m", "tests.door.dying_ringer")
    node.env["PYTHONPATH"] = str(ROOT)
    with up(node):
        time.sleep(1.5)
        assert httpx.get(f"{node.url}/alive/").status_code == 503
        said = node.command("doctor")
        deaths = [finding for finding in said["data"]["findings"] if "died" in finding["says"]]
        assert deaths[0]["level"] == "bad"
        assert "planted" in deaths[0]["says"]


def test_what_is_backed_up_on_sqlite_is_restored_on_another_store(node: Node, tmp_path: Path) -> None:
    """On the store that this run is for: from SQLite to SQLite, or from SQLite to PostgreSQL."""
    source = Node(tmp_path / "source", store=f"sqlite:///{tmp_path / 'source.sqlite3'}", mail=node.env["REDPHONE_MAIL"])
    (tmp_path / "source").mkdir()
    source.run("tests.founding")
    with up(source):
        raise_by_command(source)
        assert type_(source, "backup", str(tmp_path / "a.backup"), "--with-keys")[0] == OK
    code, out, err = type_(
        node, "restore", str(tmp_path / "a.backup"), "--open-new-epoch", "another machine", "--json"
    )
    assert code == OK, err
    assert json.loads(out)["without_key"] == []
    assert picture_of(node) == picture_of(source)
    assert type_(node, "redraw", "--check")[0] == OK
    with up(node):
        assert raise_by_command(node, "--to", "IT")[0] == OK


def picture_of(node: Node) -> Any:
    return node.run("tests.door.picture")


def test_evidence_is_served_to_look_at_and_nothing_rings(node: Node, tmp_path: Path) -> None:
    source = Node(tmp_path / "source", store=f"sqlite:///{tmp_path / 'source.sqlite3'}", mail=node.env["REDPHONE_MAIL"])
    (tmp_path / "source").mkdir()
    made = source.run("tests.founding")
    assert made["situation"]
    assert type_(source, "backup", str(tmp_path / "a.backup"))[0] == OK
    assert type_(node, "restore", str(tmp_path / "a.backup"), "--as-evidence")[0] == OK
    with up(node):
        assert '"ringer": false' in node.log.read_text()
        assert raise_refused(node)
    (node.home / "keys").mkdir(exist_ok=True)
    (node.home / "keys" / "GB.json").write_bytes((source.home / "keys" / "GB.json").read_bytes())
    code, _, err = type_(node, "serve", "--port", "0")
    assert code == REFUSED
    assert "restored as evidence" in err


def raise_refused(node: Node) -> bool:
    given = ("--as", "GB/duty_desk", "--status", "test", "--situation", "Situation in Exampleland", "--file", "-")
    return type_(node, "raise", *given, typed=json.dumps(FIRST_MESSAGE))[0] in (REFUSED, WRONG)


