"""Parties that have moved to a node of their own: what they say is signed there, and heard here in any order."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from redphone.calls.models import Call
from redphone.log.post import hear as hear_raw
from redphone.log.post import new_thing
from redphone.network import keys
from redphone.wire.kinds import Message, write_body
from redphone.wire.manifest import BODY_MEDIA, Manifest, PartNote, Ref, hash_part
from redphone.wire.seal import Key, Sealed, seal
from redphone.wire.words import Mark, Status
from tests.calls.words import NIGHT, first_message


@dataclass(frozen=True)
class Said:
    """A sealed dispatch and its one part, not heard here yet."""

    sealed: Sealed
    part: tuple[bytes, bytes]

    @property
    def hash(self) -> str:
        return self.sealed.hash

    @property
    def thing(self) -> str:
        return self.sealed.manifest.thing

    @property
    def dispatch(self) -> str:
        return self.sealed.manifest.id


@dataclass
class Stranger:
    """A party as it speaks on another node. Its numbers are in an epoch of their own, so that they are free here."""

    party: str
    key: Key
    epoch: int = 7
    status: Status = "actual"
    mark: Mark = "GREEN"
    number: int = 0
    previous: str = ""
    said: list[Said] = field(default_factory=list)

    def raises(self, to: Sequence[str], **words: Any) -> Said:
        message = first_message(**{"number": f"{self.party}-7", "key": "stranger", **words})
        return self.says(message, to=to)

    def says(
        self,
        message: Message,
        *,
        to: Collection[str],
        about: Said | Call | None = None,
        rel: Any = "answers",
        refs: Sequence[Said | Call] = (),
        thing: str = "",
        cause: tuple[str, str] | None = None,
        at: datetime = NIGHT,
    ) -> Said:
        """Say something about a thing (a new one for a raise), presupposing what it is about.

        `thing` and `cause` (a dispatch and its hash) name by hand what `about` would.
        """
        causes = [(one.dispatch, one.hash) for one in ([about] if about else []) + list(refs)]
        causes += [cause] if cause else []
        salt, content = os.urandom(32), write_body(message)
        note = PartNote(
            number=0, role="body", media=BODY_MEDIA, length=len(content), hash=hash_part(salt, content)
        )
        self.number += 1
        manifest = self._manifest(
            message,
            at=at,
            to=tuple(sorted(set(to) - {self.party})),
            thing=about.thing if about is not None else thing or new_thing(),
            refs=tuple(Ref(id=dispatch, hash=hash_, rel=rel) for dispatch, hash_ in causes),
            parts=(note,),
        )
        sealed = seal(manifest, self.key)
        self.previous = sealed.hash
        said = Said(sealed, (salt, content))
        self.said.append(said)
        return said

    def _manifest(self, message: Message, *, at: datetime, **what: Any) -> Manifest:
        return Manifest(
            v=1,
            net=settings.REDPHONE_NETWORK,
            status=self.status,
            id=new_thing(),
            kind=message.kind,
            by=self.party,
            seat="duty_desk",
            epoch=self.epoch,
            number=self.number,
            previous=self.previous,
            mark=self.mark,
            national="",
            happened_at=at,
            said_at=at + timedelta(seconds=self.number),
            expires_at=at + message.lasts,
            crit=(),
            **what,
        )


def moved_away(party: str) -> Stranger:
    """Let a party take its private key to a node of its own: from now on this node only hears it."""
    key = keys.key_of(party)
    (Path(settings.KEYS) / f"{party}.json").unlink()
    keys.forget_keys()
    return Stranger(party, key)


def hear(said: Said) -> str:
    """Let this node hear it."""
    return hear_raw(raw=said.sealed.raw, parts=(said.part,))
