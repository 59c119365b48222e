"""A node worth backing up, the backup of it, and how somebody would forge one."""

import base64
import json
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from redphone.calls.acts import acknowledge_call, raise_call
from redphone.calls.messages import CallRaised
from redphone.log.archive import ENTRIES, HEADER
from redphone.log.backup import BackedUp, Unsound, back_up, kept_models
from redphone.log.models import Entry, Part
from redphone.log.restore import restore
from redphone.network import keys
from redphone.officers.models import Officer
from redphone.situations.messages import SituationOpened
from tests.people import seat_of

Lines = list[dict[str, Any]]


@pytest.fixture
def node(cast: dict[str, Officer], settings: Any, tmp_path: Path) -> Iterator[dict[str, Officer]]:
    """A node in a home of its own, where a call was raised and acknowledged."""
    settings.HOME = tmp_path
    call = CallRaised(
        number="-",
        key="-",
        situation="00000000-0000-0000-0000-000000000000",
        what_happened="Fictional: a border post has closed",
        place="Exampletown",
        country=None,
        asked="Who can receive families?",
        answer_by_at=None,
        urgency="today",
        decides="desk_officer",
        step_seconds=900,
    )
    opening = SituationOpened(title="Exampleland", nature="emergency", countries=(), summary="")
    by = seat_of(cast["alice"])
    raised = raise_call(by=by, call=call, to=("IT", "CA"), status="test", opening=opening)
    acknowledge_call(by=seat_of(cast["bruno"]), call=raised.thing, way="page")
    yield cast
    keys.forget_keys()


@pytest.fixture
def made(node: Any, tmp_path: Path) -> BackedUp:
    return back_up(tmp_path / "a.backup", with_keys=False)


@pytest.fixture
def emptied(made: BackedUp, tmp_path: Path) -> Path:
    """The backup, and then a store that is empty."""
    empty_the_store()
    return tmp_path / "a.backup"


def empty_the_store() -> None:
    call_command("flush", verbosity=0, interactive=False)
    keys.forget_keys()


def rewrite(path: Path, member: str, change: Callable[[Lines], Any], **header: Any) -> None:
    """Change the lines of a member, and let the header say that all is well: as somebody would who forges it."""
    with zipfile.ZipFile(path) as zipped:
        held = {name: zipped.read(name) for name in zipped.namelist()}
    lines = [json.loads(line) for line in held[member].splitlines()]
    change(lines)
    held[member] = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    said = json.loads(held.pop(HEADER))
    said["members"][member] = sha256(held[member]).hexdigest()
    if member == ENTRIES:
        said["counts"] |= {"entries": len(lines), "parts": sum(len(line["parts"]) for line in lines)}
    said |= header
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in (held | {HEADER: json.dumps(said).encode()}).items():
            zipped.writestr(name, content)


def line_of(lines: Lines, kind: str) -> dict[str, Any]:
    return next(line for line in lines if kind in said_in(line["raw"]))


def said_in(raw: str) -> str:
    payload = raw.split(".")[1]
    return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()


def rows_kept() -> dict[str, list[Any]]:
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values()) for model in kept_models()
    }


def is_empty() -> bool:
    models: list[Any] = [Entry, Part, Officer, *kept_models()]
    return not any(model._default_manager.exists() for model in models)


def faults_of(path: Path) -> str:
    """What restoring says is wrong; and nothing is in the store."""
    with pytest.raises(Unsound) as caught:
        restore(path, reason="the disk broke")
    assert is_empty()
    return "\n".join(caught.value.faults)


def header_of(path: Path) -> Any:
    with zipfile.ZipFile(path) as zipped:
        return json.loads(zipped.read(HEADER))


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def members_of_bytes(whole: bytes, beside: Path) -> dict[str, bytes]:
    other = beside.with_suffix(".whole")
    other.write_bytes(whole)
    return members_of(other)
