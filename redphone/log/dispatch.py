"""A dispatch as pictures and pages meet it: its manifest, its hash, and its message if the body is known and there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redphone.log.models import Entry, Part
from redphone.wire.kinds import Message, read_body
from redphone.wire.manifest import Manifest, PartNote, hash_part, read_manifest
from redphone.wire.seal import Sealed, take_apart
from redphone.wire.strict import Malformed


class Broken(Malformed):
    """What is kept is not what was signed: a fault of the store, or of whoever touched it."""


@dataclass(frozen=True)
class Dispatch:
    """What was said. `message` is None when its body was erased or withdrawn: what remains is a tombstone."""

    manifest: Manifest
    hash: str
    message: Message | None
    heard_at: datetime

    @property
    def thing(self) -> str:
        return self.manifest.thing

    @property
    def by(self) -> str:
        return self.manifest.by

    @property
    def said_at(self) -> datetime:
        return self.manifest.said_at


def read_message(manifest: Manifest, content: bytes | None) -> Message | None:
    """The message of a body part's bytes. Raises Malformed, also for a kind unknown here."""
    if content is None:
        return None
    message = read_body(manifest.kind, bytes(content))
    if message is None:
        raise Malformed(f"{manifest.kind} is not known here: upgrade needed")
    return message


def parts_of(entries: Iterable[Entry]) -> Mapping[int, list[Part]]:
    """The parts of each of these entries, by its position."""
    found = defaultdict[int, list[Part]](list)
    for part in Part.objects.filter(entry__in=[entry.position for entry in entries]).order_by("number"):
        found[part.entry_id].append(part)
    return found


def read_entry(entry: Entry, parts: Iterable[Part] | None = None) -> Dispatch:
    """The dispatch in a stored entry, without checking its seal again; `parts` if they were read. Raises Malformed."""
    _, payload = take_apart(bytes(entry.raw))
    return dispatch_of(entry, read_manifest(payload), entry.parts.all() if parts is None else parts)


def dispatch_of(entry: Entry, manifest: Manifest, parts: Iterable[Part]) -> Dispatch:
    """The dispatch of an entry whose manifest and parts were read already; its body is checked against it.

    Raises Broken for a body that is missing or other than signed, and Malformed for what can't be read here.
    """
    if manifest.not_understood:
        raise Malformed(f"needs {', '.join(manifest.not_understood)}: upgrade needed")
    body = next((note for note in manifest.parts if note.number == 0 and note.role == "body"), None)
    if body is None:
        raise Malformed("says nothing: its first part is no body")
    content = content_of(next((part for part in parts if part.number == 0), None), body)
    return Dispatch(manifest, entry.hash, read_message(manifest, content), entry.heard_at)


def check_all_parts(manifest: Manifest, parts: Iterable[Part]) -> None:
    """Raise Broken unless these are exactly the parts of the manifest, each as signed or erased."""
    kept = {part.number: part for part in parts}
    for note in manifest.parts:
        content_of(kept.pop(note.number, None), note)
    if kept:
        raise Broken(f"part {min(kept)} is none of its parts")


def content_of(part: Part | None, note: PartNote) -> bytes | None:
    """The content of a kept part as the manifest notes it, or None when it was erased. Raises Broken."""
    if part is None:
        raise Broken(f"part {note.number} is missing")
    if part.content is None:
        if part.erased_at is None:
            raise Broken(f"part {note.number} is empty and was not erased")
        return None
    content = bytes(part.content)
    check_part(note, salt=bytes(part.salt or b""), content=content)
    return content


def check_part(note: PartNote, *, salt: bytes, content: bytes) -> None:
    """Raise Broken unless these are the bytes the manifest commits to."""
    if note.length != len(content) or len(salt) != 32 or note.hash != hash_part(salt, content):
        raise Broken(f"part {note.number} is not what the manifest commits to")


def entry_of(sealed: Sealed, *, heard_at: datetime) -> Entry:
    """The row for a checked dispatch, not yet saved."""
    return Entry(raw=sealed.raw, heard_at=heard_at, **columns_of(sealed))


def columns_of(sealed: Sealed) -> dict[str, Any]:
    """What the columns of an entry repeat of what was signed, so that it can be found."""
    manifest = sealed.manifest
    return {
        "hash": sealed.hash,
        "dispatch": manifest.id,
        "kind": manifest.kind,
        "thing": manifest.thing,
        "by": manifest.by,
        "seat": manifest.seat,
        "epoch": manifest.epoch,
        "number": manifest.number,
        "previous": manifest.previous,
        "to": f",{','.join(manifest.to)},",
        "mark": manifest.mark,
        "status": manifest.status,
        "said_at": manifest.said_at,
    }
