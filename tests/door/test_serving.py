"""How a server begins and ends, in good order or not; and a backup that is carried to another node."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from redphone.look.terminal import OK, REFUSED, UNREACHABLE
from tests.door.conftest import up
from tests.door.typing_beside import is_sqlite, line, raise_by_command, type_
from tests.mail_sink import ROOT, Sink
from tests.served import Node

pytestmark = pytest.mark.store
HALF_A_FORM = b"POST /look/scheme/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nsche"


def has_ended(node: Node, *, within: float) -> bool:
    assert node.process
    try:
        code = node.process.wait(within)
    except subprocess.TimeoutExpired:
        return False
    node.process = None
    return code == 0


# How it ends


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_its_lines_and_itself(
    node: Node, made: dict[str, Any], number: signal.Signals
) -> None:
    node.start()
    with line(node, made["sessions"]["duty@it.example"]) as told:
        next(told)
        assert node.process
        node.process.send_signal(number)
        assert not [text for text in told if "event" in text]
        assert has_ended(node, within=5)
    assert not (node.home / "serve.json").exists()


def test_a_sender_who_never_ends_does_not_keep_it(node: Node) -> None:
    node.start()
    with socket.create_connection(("127.0.0.1", node.port)) as slow:
        slow.sendall(HALF_A_FORM)
        time.sleep(0.2)
        assert node.process
        node.process.terminate()
        assert has_ended(node, within=15)


def test_after_a_kill_it_begins_again_on_what_was_there(node: Node, made: dict[str, Any]) -> None:
    node.start()
    _, said = raise_by_command(node)
    node.kill()
    assert (node.home / "serve.json").exists()
    with up(node):
        code, out, _ = type_(node, "who-has-it", said["number"], "--as", "IT/duty_desk", "--json")
        assert (code, json.loads(out)["call"]["thing"]) == (OK, said["thing"])


# How it begins


def test_it_makes_its_own_tables(node: Node) -> None:
    with up(node):
        assert httpx.get(f"{node.url}/accounts/login/").status_code == 200


def test_a_port_that_is_taken_is_said_to_be(node: Node) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", node.port))
        taken.listen()
        code, _, err = type_(node, "serve", "--port", str(node.port))
    assert code == UNREACHABLE
    assert "can't be served" in err
    assert not (node.home / "serve.json").exists()


def test_a_store_that_does_not_answer_is_said_not_to(node: Node) -> None:
    node.env["REDPHONE_STORE"] = "postgresql://nobody@127.0.0.1:1/nothing"
    code, out, err = type_(node, "redraw", "--check")
    assert (code, out) == (UNREACHABLE, "")
    assert "the store does not answer" in err


def test_a_command_says_when_the_server_does_not_answer(node: Node) -> None:
    if not is_sqlite(node):
        pytest.skip("on PostgreSQL commands ask the store themselves")
    node.start()
    card = node.home / "serve.json"
    said = json.loads(card.read_text())
    for wrong in ({"url": "http://127.0.0.1:1"}, {"token": "another"}):
        card.write_text(json.dumps(said | wrong))
        assert type_(node, "redraw", "--check")[0] == UNREACHABLE
    card.unlink()
    assert type_(node, "redraw", "--check")[0] == UNREACHABLE


# Its ringer


def test_the_ringer_alone_rings_what_was_raised_without_one(
    node: Node, made: dict[str, Any], sink: Sink
) -> None:
    raise_by_command(node)
    assert sink.mails() == []
    command = [sys.executable, "-m", "redphone", "ring"]
    ring = subprocess.Popen(command, cwd=ROOT, env=node.env, stderr=subprocess.DEVNULL)
    try:
        assert len(sink.wait_for(7, seconds=15)) >= 7
    finally:
        ring.terminate()
        assert ring.wait(10) == 0


def test_a_ringer_that_dies_is_begun_again_and_health_is_red(node: Node, made: dict[str, Any]) -> None:
    node.program = ("-m", "tests.door.dying_ringer")
    with up(node):
        time.sleep(1.5)
        assert httpx.get(f"{node.url}/alive/").status_code == 503
        findings = node.command("doctor")["data"]["findings"]
    deaths = [finding for finding in findings if "died" in finding["says"]]
    assert deaths[0]["level"] == "bad"
    assert "RuntimeError: planted" in deaths[0]["says"]
    assert node.log.read_text().count("died_and_begins_again") >= 2


# Another node


@pytest.fixture
def source(node: Node, tmp_path: Path) -> Iterator[Node]:
    """A founded node on SQLite, beside the one of this run's kind of store, which is empty."""
    folder = tmp_path / "source"
    folder.mkdir()
    source = Node(folder, store=f"sqlite:///{folder / 'redphone.sqlite3'}", mail=node.env["REDPHONE_MAIL"])
    source.run("tests.founding")
    yield source
    source.kill()


def picture_of(node: Node) -> Any:
    return node.run("tests.door.picture")


def test_from_sqlite_to_the_store_of_this_run_the_picture_is_the_same(
    source: Node, node: Node, tmp_path: Path
) -> None:
    raise_by_command(source)
    path = str(tmp_path / "a.backup")
    assert type_(source, "backup", path, "--with-keys")[0] == OK
    code, out, err = type_(node, "restore", path, "--open-new-epoch", "another machine", "--json")
    assert code == OK, err
    said = json.loads(out)
    assert said["without_key"] == []
    assert picture_of(node) == picture_of(source)
    with up(node):
        assert raise_by_command(node, about="Said after the restore")[0] == OK
    code, out, _ = type_(node, "redraw", "--check", "--json")
    assert (code, json.loads(out)["faults"]) == (OK, [])
    back = str(tmp_path / "b.backup")
    assert json.loads(type_(node, "backup", back, "--json")[1])["heads"]["GB"][0] == said["epochs"]["GB"]


def test_evidence_is_there_to_be_looked_at_and_nobody_speaks(
    source: Node, node: Node, tmp_path: Path
) -> None:
    path = str(tmp_path / "a.backup")
    _, raised = raise_by_command(source)
    assert type_(source, "backup", path)[0] == OK
    code, out, _ = type_(node, "restore", path, "--as-evidence")
    assert (code, "redphone calls" in out) == (OK, True)
    code, out, err = type_(node, "calls", "--as", "IT/duty_desk")
    assert (code, raised["number"] in out) == (OK, True), err
    assert type_(node, "who-has-it", raised["number"], "--as", "GB/duty_desk")[0] == OK
    with up(node):
        code, _, err = type_(node, "redraw", "--check")
        assert code == OK, err
        assert '"ringer": false' in node.log.read_text()
    (node.home / "keys").mkdir(exist_ok=True)
    (node.home / "keys" / "GB.json").write_bytes((source.home / "keys" / "GB.json").read_bytes())
    code, _, err = type_(node, "serve", "--port", "0")
    assert code == REFUSED
    assert "restored as evidence" in err
