"""A small world to test the log with: four kinds, two Drawn tables, and authors who speak from elsewhere.

A board is begun; notes are pinned to it in the order in which they fold; everybody has one vote, on a line of one's
own; and it is ended. The tables stand in a registry of their own, so that no room meets them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import uuid_utils
from django.apps.registry import Apps
from django.db import models

from redphone.log.dispatch import Dispatch
from redphone.log.models import Drawn
from redphone.log.picture import Picture
from redphone.wire.kinds import Message, write_body
from redphone.wire.manifest import BODY_MEDIA, Manifest, Ref, hash_part
from redphone.wire.policy import Seat
from redphone.wire.seal import Key, Sealed, new_key, seal
from redphone.wire.words import Line, write_instant

NOW = datetime(2024, 11, 21, 10, 0, tzinfo=UTC)
GB = Seat(party="GB", role="member", office="duty_desk")
BOARD = "0193464a-7a00-7000-8000-0000000000b0"
SALT = bytes(range(32))
_apart = Apps()


class Board(Drawn):
    """A board and what is pinned to it, in order."""

    title = models.CharField(max_length=100)
    by = models.CharField(max_length=8)
    notes = models.JSONField(default=list)
    is_ended = models.BooleanField(default=False)
    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "log"
        apps = _apart


class Vote(Drawn):
    """One author's line of a board: there from when it is begun, as a call's lines are."""

    by = models.CharField(max_length=8)
    value = models.IntegerField(null=True)
    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "log"
        apps = _apart


class Begun(Message):
    kind: ClassVar[str] = "test.begun.v1"
    title: Line


class Noted(Message):
    kind: ClassVar[str] = "test.noted.v1"
    words: Line


class Voted(Message):
    kind: ClassVar[str] = "test.voted.v1"
    value: int


class Ended(Message):
    kind: ClassVar[str] = "test.ended.v1"


def draw_begun(message: Begun, said: Dispatch) -> None:
    board, _ = Board.objects.get_or_create(thing=said.thing, defaults={"title": message.title, "by": said.by})
    if board.by == said.by:
        board.title = message.title
        board.save()
    for party in sorted(said.manifest.audience):
        Vote.objects.get_or_create(thing=said.thing, by=party, defaults={"value": None})


def draw_noted(message: Noted, said: Dispatch) -> None:
    if message.words == "unbearable":
        raise ZeroDivisionError("of secret content")
    board = Board.objects.get(thing=said.thing)  # fails without its board: a note has to refer to it
    board.notes = [*board.notes, f"{said.by}: {message.words}"]
    board.save()


def draw_voted(message: Voted, said: Dispatch) -> None:
    Vote.objects.filter(thing=said.thing, by=said.by).update(value=message.value)


def draw_ended(message: Ended, said: Dispatch) -> None:
    Board.objects.filter(thing=said.thing).update(is_ended=True)


KINDS: dict[str, type[Message]] = {cls.kind: cls for cls in (Begun, Noted, Voted, Ended)}
PICTURES: dict[str, Picture] = {
    "test.begun.v1": Picture(draw_begun, own_line=False),
    "test.noted.v1": Picture(draw_noted, own_line=False),
    "test.voted.v1": Picture(draw_voted, own_line=True),
    "test.ended.v1": Picture(draw_ended, own_line=False),
}


@dataclass(frozen=True)
class Utterance:
    """A sealed dispatch with its parts, as it comes in over a link."""

    sealed: Sealed
    parts: tuple[tuple[bytes, bytes], ...]

    @property
    def raw(self) -> bytes:
        return self.sealed.raw

    @property
    def hash(self) -> str:
        return self.sealed.hash

    def ref(self, rel: Any = "answers") -> Ref:
        return Ref(id=self.sealed.manifest.id, hash=self.hash, rel=rel)


@dataclass
class Voice:
    """An author on a node of its own, with its own key and chain."""

    party: str
    key: Key = field(init=False)
    number: int = 0
    previous: str = ""

    def __post_init__(self) -> None:
        self.key = new_key(kid=f"{self.party}-node-1", party=self.party)

    def say(
        self, message: Message, *, refs: Sequence[Ref] = (), to: Sequence[str] = ("GB",), **changed: Any
    ) -> Utterance:
        """Say something to GB about the board; `changed` are members of the manifest said otherwise."""
        body = changed.pop("body", None) or write_body(message)
        self.number += 1
        words: dict[str, Any] = {
            "v": 1,
            "net": "rdn-test",
            "status": "test",
            "id": str(uuid_utils.uuid7()),
            "kind": message.kind,
            "thing": BOARD,
            "by": self.party,
            "seat": "duty_desk",
            "epoch": 1,
            "number": self.number,
            "previous": self.previous,
            "to": sorted(set(to) - {self.party}),
            "mark": "GREEN",
            "national": "",
            "refs": list(refs),
            "happened_at": write_instant(NOW),
            "said_at": write_instant(NOW),
            "expires_at": write_instant(NOW + timedelta(days=1)),
            "parts": [_note(0, body)],
            "crit": [],
            **changed,
        }
        sealed = seal(Manifest.model_validate(words), self.key)
        self.previous = sealed.hash
        return Utterance(sealed, ((SALT, body),))


def _note(number: int, content: bytes) -> dict[str, Any]:
    hash_ = hash_part(SALT, content)
    return {"number": number, "role": "body", "media": BODY_MEDIA, "length": len(content), "hash": hash_}
