"""The control door: while a server runs on SQLite, commands are done inside it, so that there is one writer.

POST /control/ {"command": ..., "options": {...}}, from this machine only, with the token of `serve.json`.
"""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

from redphone.door.bodies import Receive, Scope, Send, Unfit, answer, read_body
from redphone.door.commands import do
from redphone.look.peers import is_this_machine
from redphone.look.terminal import USAGE, Answer, Stop, as_json
from redphone.wire.strict import Malformed, read_object

PATH = "/control/"
MOST = 512 * 1024
AT_ONCE = 2
log = structlog.get_logger()


class ControlDoor:
    """The application. Without a token it is shut, and looks as if it were not there."""

    def __init__(self) -> None:
        self.token = ""
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="control")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.token or not is_from_here(scope):
            await answer(send, 404, b"Not found\n")
            return
        if scope["method"] != "POST" or not self._is_known(scope):
            await answer(send, 403, b"Not for you\n")
            return
        try:
            asked = _read(await read_body(receive, most=MOST))
        except Unfit as unfit:
            await answer(send, unfit.status or 400, b"Not readable\n")
            return
        loop = asyncio.get_running_loop()
        status, said = await loop.run_in_executor(self._pool, _perform, asked)
        await answer(send, status, as_json(said).encode(), media="application/json")

    def stop(self) -> None:
        """Let nobody in any more."""
        self.token = ""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _is_known(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        return len(given) == 1 and secrets.compare_digest(given[0], f"Bearer {self.token}".encode())


def is_from_here(scope: Scope) -> bool:
    """Whether the peer is a process of this machine, by itself and not for somebody else."""
    client, server = scope.get("client") or ("",), scope.get("server") or ("",)
    headers = {name.decode("latin-1") for name, _ in scope["headers"]}
    return is_this_machine(client[0], server=server[0], headers=headers)


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        asked = read_object(body, limit=MOST)
    except Malformed:
        return None
    return asked if isinstance(asked.get("command"), str) and isinstance(asked.get("options"), dict) else None


def _perform(asked: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
    """Do what is asked, in a thread of ours. Returns the HTTP status and what to say."""
    if asked is None:
        return 400, {"error": "not understood", "code": USAGE}
    try:
        done: Answer = do(asked["command"], asked["options"])
    except Stop as stop:
        return 200, {"error": str(stop), "code": stop.code}
    except Exception as problem:
        log.exception("command_failed", command=asked["command"])
        return 500, {"error": f"{type(problem).__name__}: {problem}", "code": 1}
    return 200, {"data": done.data, "lines": list(done.lines), "code": done.code}
