"""What a running server does: rings, tells pages, refuses what it should, does the commands typed beside it.

One server serves all of these tests, and none of them stops it.
"""

import json
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from redphone.look.terminal import OK, REFUSED
from tests.door.conftest import new_store, up
from tests.door.typing_beside import FIRST_MESSAGE, is_sqlite, line, next_said, raise_by_command, type_
from tests.mail_sink import Sink, running
from tests.served import Node, Officer

pytestmark = pytest.mark.store


class Served(NamedTuple):
    """The node, its officers' sessions by address, and its mail server."""

    node: Node
    sessions: dict[str, str]
    sink: Sink


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with ExitStack() as held:
        sink = held.enter_context(running(tmp_path_factory.mktemp("mails")))
        node = Node(folder, store=held.enter_context(new_store(folder)), mail=sink.address)
        held.callback(node.kill)
        sessions = node.run("tests.founding", "1")["sessions"]
        held.enter_context(up(node))
        yield Served(node, sessions, sink)


def test_a_call_rings_by_mail_and_the_pages_of_those_named_are_told(served: Served) -> None:
    with line(served.node, served.sessions["duty@it.example"]) as told:
        code, said = raise_by_command(served.node, "--wait", "10")
        assert code == OK
        thing = said["raised"]["thing"]
        came = [next_said(told), next_said(told)]
    assert came == [f"{thing} call"] * 2, "that it is raised, and that phones ring"
    assert "duty@it.example" in {mail.to for mail in served.sink.wait_for(7, seconds=10)}


def test_the_page_of_a_party_not_named_is_told_nothing(served: Served) -> None:
    iom, italy = served.sessions["duty@iom.example"], served.sessions["duty@it.example"]
    with line(served.node, iom) as stranger, line(served.node, italy) as told:
        _, ours = raise_by_command(served.node, about="Not for partners")
        assert next_said(told) == f"{ours['thing']} call"
        _, theirs = raise_by_command(served.node, "--to", "IOM", about="For a partner alone")
        assert next_said(stranger) == f"{theirs['thing']} call", "it was told nothing before"


def test_pages_and_files_are_served_to_our_own_host(served: Served) -> None:
    node = served.node
    officer = Officer(node, served.sessions["duty@gb.example"])
    for path, status in {"/": 200, "/static/look/look.css": 200, "/alive/": 200, "/control/": 403}.items():
        assert officer.get(path).status_code == status, path
    officer.close()
    assert httpx.get(f"{node.url}/live/").status_code == 401
    for path in ("/", "/live/"):
        assert httpx.get(f"{node.url}{path}", headers={"host": "evil.example"}).status_code == 400


def test_an_ended_session_ends_its_line(served: Served) -> None:
    session = served.sessions["desk0@it.example"]
    with line(served.node, session) as told:
        next(told)
        began = time.monotonic()
        officer = Officer(served.node, session)
        officer.post("/accounts/logout/")
        officer.close()
        assert not [text for text in told if "said" in text]
        assert time.monotonic() - began < 5


def test_whoever_comes_back_gets_what_was_missed(served: Served) -> None:
    session = served.sessions["duty@ca.example"]
    with line(served.node, session) as told:
        last = next(text for text in told if text.startswith("id: ")).removeprefix("id: ")
    _, said = raise_by_command(served.node, about="While a page was cut")
    with line(served.node, session, **{"last-event-id": last}) as told:
        assert f"{said['thing']} call" in (next_said(told) for _ in range(20))


def knock(node: Node, words: bytes) -> bytes:
    """What comes back to these bytes, at first."""
    with socket.create_connection(("127.0.0.1", node.port), timeout=5) as line:
        line.sendall(words)
        return line.recv(60)


def test_what_is_too_large_or_says_two_things_is_refused(served: Served) -> None:
    node, post = served.node, b"POST /look/scheme/ HTTP/1.1\r\nHost: localhost\r\n"
    large = b"x" * (3 * 1024 * 1024)
    assert b" 413 " in knock(node, post + b"Content-Length: %d\r\n\r\n" % len(large) + large)
    assert b" 403 " in knock(node, post + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"), (
        "no CSRF token"
    )
    assert b" 400 " in knock(node, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
    assert b" 400 " in knock(node, b"GET /live/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
    assert b" 200 " in knock(node, b"GET /alive/ HTTP/1.1\r\nHost: localhost\r\n\r\n")


def test_it_says_where_it_is_and_what_store_it_has(served: Served) -> None:
    card = served.node.home / "serve.json"
    assert stat.S_IMODE(card.stat().st_mode) == 0o600
    assert json.loads(card.read_text())["url"] == served.node.url
    log = served.node.log.read_text()
    assert '"version": "SQLite 3.' in log or '"version": "PostgreSQL ' in log


def test_a_home_is_served_once(served: Served) -> None:
    if not is_sqlite(served.node):
        pytest.skip("on PostgreSQL several processes may serve one store")
    for words in (
        ("serve", "--port", "0"),
        ("ring",),
        ("manage", "migrate"),
        ("restore", "x", "--as-evidence"),
    ):
        code, _, err = type_(served.node, *words)
        assert code == REFUSED, words
        assert f"as process {served.node.card()['pid']} at {served.node.url}" in err


def test_commands_typed_beside_it_are_done(served: Served, tmp_path: Path) -> None:
    _, said = raise_by_command(served.node, about="For the commands")
    answers: dict[str, Any] = {}
    for words in (
        ("who-has-it", said["number"], "--as", "IT/duty_desk"),
        ("redraw", "--check"),
        ("backup", str(tmp_path / "a.backup")),
        ("doctor",),
    ):
        code, out, err = type_(served.node, *words, "--json")
        assert code == OK or words == ("doctor",), err
        answers[words[0]] = json.loads(out)
    assert answers["who-has-it"]["call"]["thing"] == said["thing"]
    assert answers["who-has-it"]["call"]["what_happened"] == "For the commands"
    assert answers["redraw"]["differences"] == []
    assert (tmp_path / "a.backup").stat().st_size == answers["backup"]["bytes"]
    levels = {finding["name"]: finding["level"] for finding in answers["doctor"]["findings"]}
    assert (levels["ringer"], levels["mail"], levels["tables"]) == ("ok", "ok", "ok")


def test_what_was_typed_in_never_goes_over_the_line(served: Served) -> None:
    with line(served.node, served.sessions["duty@it.example"]) as told:
        raise_by_command(served.node, about="Zanzibar heliotrope")
        came = "\n".join(next(told) for _ in range(12))
    assert "event: said" in came
    came = "\n".join(said for said in came.splitlines() if not said.startswith("id:"))  # sealed: any letters
    assert "data:" in came
    assert not [
        word for word in ("Zanzibar", "heliotrope", FIRST_MESSAGE["asked"], "GB", "immediate") if word in came
    ]
