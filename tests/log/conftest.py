"""The sketched kinds and tables, and a node that speaks for GB and hears CA, EC and IT."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from redphone.log import clock, keys, nudge, picture, redraw
from redphone.log.picture import ref_to
from redphone.log.post import hear
from redphone.wire.kinds import KINDS
from redphone.wire.seal import Key
from tests.log import sketch
from tests.log.restoring import emptied, made, node  # noqa: F401
from tests.log.saying import begin, note
from tests.log.sketch import NOW, Voice, Voted
from tests.people import cast, network, small_world  # noqa: F401


@pytest.fixture(scope="session")
def _sketched_tables(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(sketch.Board)
        editor.create_model(sketch.Vote)


class Voices(dict[str, Voice]):
    """Everybody who speaks in these tests, by code; GB's key is held here, the others' are pinned."""

    def signer(self, party: str) -> Key:
        if party != "GB":
            raise LookupError(f"this node holds no key of {party}")
        return self["GB"].key

    def finder(self, kid: str) -> Key | None:
        return next((voice.key for voice in self.values() if voice.key.kid == kid), None)


@pytest.fixture
def voices(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Voices:
    """The authors; their keys are found, and GB's signs here."""
    voices = Voices({party: Voice(party) for party in ("GB", "CA", "EC", "IT")})
    monkeypatch.setattr(keys, "_signer", voices.signer)
    monkeypatch.setattr(keys, "_finder", voices.finder)
    settings.REDPHONE_NETWORK = "rdn-test"
    return voices


@pytest.fixture
def sketched(
    db: None, _sketched_tables: None, voices: Voices, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Voices]:
    """The sketched world is known to the log; it is ten o'clock."""
    for name, cls in sketch.KINDS.items():
        monkeypatch.setitem(KINDS, name, cls)
    for name, drawing in sketch.PICTURES.items():
        monkeypatch.setitem(picture.PICTURES, name, drawing)
    drawn = [*picture.drawn_models(), sketch.Board, sketch.Vote]
    for module in (picture, redraw):
        monkeypatch.setattr(module, "drawn_models", lambda: drawn)
    monkeypatch.setattr(nudge, "_sleepers", [])
    with clock.standing_at(NOW):
        yield voices
    if not connection.in_atomic_block:  # the store is emptied, but these tables are unknown to it
        sketch.Board.objects.all().delete()
        sketch.Vote.objects.all().delete()


@pytest.fixture
def story(sketched):
    """A board by GB, with notes and votes from everywhere."""
    begun = begin()
    note(on=begun, words="one")
    note(on=begun, words="two")
    for party in ("CA", "IT"):
        said = sketched[party].say(Voted(value=3), refs=[ref_to(begun, "answers")])
        hear(raw=said.raw, parts=said.parts)
    return sketched
