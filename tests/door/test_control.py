"""The control door opens for this machine, with the token, and for nobody else."""

import asyncio
import json
from typing import Any

import pytest

from redphone.door import control
from redphone.door.control import ControlDoor, is_from_here
from redphone.look.terminal import REFUSED, Answer, Stop

TOKEN = "a-token-for-this-test"


def ask(
    body: bytes = b'{"command": "redraw", "options": {}}',
    *,
    token: str = TOKEN,
    client: tuple[str, int] | None = ("127.0.0.1", 40000),
    method: str = "POST",
    headers: dict[str, str] | None = None,
    ours: str = TOKEN,
) -> tuple[int, Any]:
    """Knock. Returns the status and what was said."""
    given = {"authorization": f"Bearer {token}"} | (headers or {})
    scope = {
        "method": method,
        "client": client,
        "server": ("10.1.2.3", 8400),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    door = ControlDoor()
    door.token = ours
    asyncio.run(door(scope, receive, send))
    answer = said[1]["body"]
    return said[0]["status"], json.loads(answer) if answer.startswith(b"{") else answer


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What was done, instead of doing it."""
    found: list[tuple[str, dict[str, Any]]] = []

    def do(command: str, options: dict[str, Any]) -> Answer:
        found.append((command, options))
        if command == "refused":
            raise Stop("not by you", code=REFUSED)
        if command == "broken":
            raise ZeroDivisionError("by nought")
        return Answer({"well": True}, ["it is well"], code=1)

    monkeypatch.setattr(control, "do", do)
    return found


def test_what_is_asked_with_the_token_is_done(done: Any) -> None:
    status, said = ask(b'{"command": "redraw", "options": {"check": true}}')
    assert (status, said) == (200, {"data": {"well": True}, "lines": ["it is well"], "code": 1})
    assert done == [("redraw", {"check": True})]


@pytest.mark.parametrize("token", ["", "another", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "ä"])
def test_another_token_opens_nothing(done: Any, token: str) -> None:
    assert ask(token=token)[0] == 403
    assert done == []


def test_before_there_is_a_token_nobody_gets_in(done: Any) -> None:
    assert ask(token="", ours="")[0] == 404
    assert done == []


@pytest.mark.parametrize(
    "client", [("10.1.2.4", 1), ("192.168.0.1", 1), ("::ffff:8.8.8.8", 1), ("nobody", 1), None]
)
def test_another_machine_finds_no_door(done: Any, client: Any) -> None:
    assert ask(client=client)[0] == 404
    assert done == []


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
def test_whoever_comes_through_a_proxy_here_is_not_from_here(done: Any, header: str) -> None:
    assert ask(headers={header: "127.0.0.1"})[0] == 404
    assert done == []


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.8.8", "::1", "10.1.2.3"])
def test_this_machine_is_known_by_any_of_its_names(client: str) -> None:
    assert is_from_here({"client": (client, 1), "server": ("10.1.2.3", 1), "headers": []})


def test_only_post(done: Any) -> None:
    assert ask(method="GET")[0] == 403
    assert done == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nonsense",
        b'{"command": 1, "options": {}}',
        b'{"command": "redraw", "options": []}',
        b'{"command": "redraw", "command": "backup", "options": {}}',
        b'{"command": "redraw"}',
    ],
)
def test_what_is_not_understood_is_not_done(done: Any, body: bytes) -> None:
    assert ask(body)[0] == 400
    assert done == []


def test_too_much_is_not_read(done: Any) -> None:
    assert ask(b"{" + b" " * control.MOST + b"}")[0] == 413
    assert done == []


def test_a_refusal_is_said_with_its_code() -> None:
    assert ask(b'{"command": "refused", "options": {}}') == (200, {"error": "not by you", "code": REFUSED})


def test_a_fault_of_ours_is_said_and_is_no_success() -> None:
    assert ask(b'{"command": "broken", "options": {}}') == (
        500,
        {"error": "ZeroDivisionError: by nought", "code": 1},
    )
