"""Pictures as they must not be, to be planted: each draws by who spoke last, and claims a line of its own."""

from typing import Any

import pytest

from redphone.calls.models import Call, ChairAsked
from redphone.log.picture import PICTURES, Picture
from redphone.log.rows import put_row


def anybodys_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever spoke last changes the call."""

    def draw(message: Any, said: Any) -> None:
        Call.objects.filter(thing=said.thing).update(what_happened=message.what_changed)

    monkeypatch.setitem(PICTURES, "call.updated.v1", Picture(draw, own_line=True))


def one_row_a_chair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that ask the same chair for the same party share a row: this room once had it so."""

    def draw(message: Any, said: Any) -> None:
        asking = {"thing": said.thing, "unreached": message.unreached, "asked_party": message.asked_party}
        put_row(ChairAsked, asking, dispatch=said.manifest.id, hash=said.hash, asked_at=said.said_at)

    monkeypatch.setitem(PICTURES, "call.escalated.v1", Picture(draw, own_line=True))
