"""What the command line can ask for by name, and who does it: this process, or the server that has the store."""

import http.client
import inspect
import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils.module_loading import import_string

from redphone.door import running, schema
from redphone.look.terminal import REFUSED, UNREACHABLE, USAGE, Answer, Stop
from redphone.refused import Refused

COMMANDS = {
    "raise": "redphone.door.calling.raise_call",
    "who-has-it": "redphone.calls.commands.who_has_it",
    "calls": "redphone.calls.commands.calls_of",
    "redraw": "redphone.log.commands.redraw_picture",
    "backup": "redphone.log.commands.back_up_store",
    "found": "redphone.officers.commands.found",
    "let-in": "redphone.officers.commands.let_in",
    "freeze": "redphone.officers.commands.freeze_whom",
    "thaw": "redphone.officers.commands.thaw_whom",
    "doctor": "redphone.door.doctor.examine",
}
"""What a running server does for a command as well."""
BEGINS_A_STORE = {"found"}
PATIENCE_SECONDS = 3600


def perform(command: str, options: dict[str, Any]) -> Answer:
    """Do it here if this process may have the store, else let the running server do it. Raises Stop."""
    if connection.vendor != "sqlite":
        return _do_here(command, options)
    try:
        with running.alone(settings.HOME):
            return _do_here(command, options)
    except running.Taken:
        return _let_server_do(command, options)


def do(command: str, options: dict[str, Any]) -> Answer:
    """Do it in this process, whichever it is. Raises Stop."""
    if command not in COMMANDS:
        raise Stop(f"there is no command {command}", code=USAGE)
    function = import_string(COMMANDS[command])
    try:
        inspect.signature(function).bind(**options)
    except TypeError as problem:
        raise Stop(f"{command}: {problem}", code=USAGE) from problem
    close_old_connections()
    try:
        answer: Answer = function(**options)
    except Refused as refused:
        raise Stop(str(refused), code=REFUSED) from refused
    except DatabaseError as problem:
        raise Stop(f"the store does not answer: {problem}", code=UNREACHABLE) from problem
    return answer


def _do_here(command: str, options: dict[str, Any]) -> Answer:
    try:
        if command in BEGINS_A_STORE:
            schema.bring_up_to_date()
            return do(command, options)
        schema.check_is_begun()
        if command != "doctor":  # who says itself what else is wrong
            schema.check_is_current()
            schema.check_is_of_this_network()
    except DatabaseError as problem:
        raise Stop(f"the store does not answer: {problem}", code=UNREACHABLE) from problem
    return do(command, options)


def _let_server_do(command: str, options: dict[str, Any]) -> Answer:
    card = running.find_card(settings.HOME)
    if card is None:
        raise Stop(
            "another process has this store and is starting, stopping or restoring: try again",
            code=UNREACHABLE,
        )
    said = _ask(card, {"command": command, "options": options})
    if "error" in said:
        raise Stop(said["error"], code=said.get("code", UNREACHABLE))
    return Answer(said["data"], said["lines"], said["code"])


def _ask(card: running.Card, what: dict[str, Any]) -> dict[str, Any]:
    address = urlsplit(card.url)
    line = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=PATIENCE_SECONDS)
    headers = {"Authorization": f"Bearer {card.token}", "Content-Type": "application/json"}
    try:
        line.request("POST", "/control/", json.dumps(what), headers)
        answer = line.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError) as problem:
        words = f"the server of this home (process {card.pid}, {card.url}) does not answer"
        raise Stop(f"{words}: {problem}", code=UNREACHABLE) from problem
    finally:
        line.close()
    return said
