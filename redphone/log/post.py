"""Saying something, and hearing what others said: number, sign, keep, draw, nudge. All in the caller's one turn."""

import os
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Literal

import uuid_utils
from django.conf import settings
from django.db import connection
from django.db.models import Max

from redphone.log import keys
from redphone.log.dispatch import Dispatch, check_part, entry_of
from redphone.log.models import Entry, Epoch, Part, Quarantined
from redphone.log.nudge import News
from redphone.log.picture import draw_heard, draw_said
from redphone.log.rows import add_row
from redphone.log.turn import Turn, act
from redphone.refused import Refused
from redphone.wire.kinds import Message, read_body, write_body
from redphone.wire.manifest import BODY_MEDIA, Manifest, PartNote, Ref, hash_part
from redphone.wire.policy import Seat
from redphone.wire.seal import BadSeal, Sealed, seal, unseal
from redphone.wire.strict import Malformed
from redphone.wire.words import Mark, Status, to_milliseconds

Witness = Callable[[Dispatch, Seat], None]
_witnesses: list[Witness] = []


def witness(look: Witness) -> Witness:
    """Register who keeps a row of this node's own about each thing said here, in the same transaction."""
    _witnesses.append(look)
    return look


def new_thing() -> str:
    """A name for a new thing: UUIDv7."""
    return str(uuid_utils.uuid7())


def post(
    turn: Turn,
    message: Message,
    *,
    by: Seat,
    to: Collection[str],
    thing: str,
    status: Status,
    mark: Mark = "GREEN",
    national: str = "",
    refs: Sequence[Ref] = (),
    happened_at: datetime | None = None,
) -> Dispatch:
    """Say `message` about `thing` as the seat `by`, to the parties `to` (the author is left out of them).

    Raises Refused when nobody is addressed, LookupError when this node holds no key of the author, Malformed when
    the wire can't carry it, and whatever the picture raises: an act of our own that cannot be drawn is not done.
    """
    addressed = tuple(sorted(set(to) - {by.party}))
    if not addressed:
        raise Refused("Nobody is addressed: choose at least one party.", field="to")
    salt, content = os.urandom(32), write_body(message)
    said = read_body(message.kind, content)  # what is drawn now is what a redraw will read
    what: dict[str, Any] = {"thing": thing, "status": status, "mark": mark, "national": national}
    what |= {"to": addressed, "refs": tuple(refs), "part": _note_body(salt, content)}
    said_at = to_milliseconds(turn.now)
    manifest = _manifest(message, by=by, said_at=said_at, happened_at=happened_at or said_at, **what)
    sealed = seal(manifest, keys.key_of(by.party))
    entry = _keep(sealed, ((salt, content),), heard_at=turn.now)
    dispatch = Dispatch(manifest, sealed.hash, said, turn.now)
    draw_said(entry, dispatch)
    for look in _witnesses:
        look(dispatch, by)
    turn.news.append(_news(entry, manifest))
    return dispatch


def _manifest(message: Message, *, by: Seat, said_at: datetime, part: PartNote, **said: Any) -> Manifest:
    """What is signed: `said` by the author's next number, under a name of its own."""
    epoch, number, previous = next_number(by.party)
    return Manifest(
        v=1,
        net=settings.REDPHONE_NETWORK,
        id=new_thing(),
        kind=message.kind,
        by=by.party,
        seat=by.office,
        epoch=epoch,
        number=number,
        previous=previous,
        said_at=said_at,
        expires_at=said_at + message.lasts,
        parts=(part,),
        crit=(),
        **said,
    )


def _note_body(salt: bytes, content: bytes) -> PartNote:
    return PartNote(
        number=0, role="body", media=BODY_MEDIA, length=len(content), hash=hash_part(salt, content)
    )


def _news(entry: Entry, manifest: Manifest) -> News:
    return News(entry.position, manifest.thing, manifest.kind, manifest.by, manifest.to, manifest.mark)


def next_number(party: str) -> tuple[int, int, str]:
    """The epoch, number and previous hash of an author's next dispatch."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [party, party])
        head = cursor.fetchone()
    if head is None:
        return Epoch.objects.filter(by=party).aggregate(last=Max("epoch"))["last"] or 1, 1, ""
    epoch, number, previous, opened = head
    return (opened, 1, previous) if opened is not None and opened > epoch else (epoch, number + 1, previous)


# Asked in every act: as one plain statement it takes a third of what Django's two took.
_HEAD = """
SELECT epoch, number, hash, (SELECT MAX(epoch) FROM log_epoch WHERE "by" = %s)
FROM log_entry WHERE "by" = %s ORDER BY epoch DESC, number DESC LIMIT 1
"""


def _keep(sealed: Sealed, parts: Sequence[tuple[bytes, bytes]], *, heard_at: datetime) -> Entry:
    entry = entry_of(sealed, heard_at=heard_at)
    add_row(entry)
    for number, (salt, content) in enumerate(parts):
        add_row(Part(entry=entry, number=number, salt=salt, content=content))
    return entry


@act
def hear(
    turn: Turn, *, raw: bytes, parts: Sequence[tuple[bytes, bytes]]
) -> Literal["kept", "again", "quarantined"]:
    """Take in a dispatch from elsewhere: `raw` as signed, `parts` as (salt, content) in order. Never raises for it.

    Known bytes are taken once. Bad bytes, bad seals, missing parts, what is for others or for another network, and a
    second story under one number go to quarantine.
    """
    try:
        sealed = unseal(raw, find_key=keys.find_key)
        _check_parts(sealed.manifest, parts)
        if Entry.objects.filter(hash=sealed.hash).exists():
            return "again"
        _check_is_for_here(sealed.manifest)
    except (Malformed, BadSeal) as problem:
        Quarantined.objects.create(raw=raw[:100_000], why=str(problem)[:300], heard_at=turn.now)
        return "quarantined"
    entry = _keep(sealed, parts, heard_at=turn.now)
    draw_heard(entry)
    turn.news.append(_news(entry, sealed.manifest))
    return "kept"


def _check_parts(manifest: Manifest, parts: Sequence[tuple[bytes, bytes]]) -> None:
    if len(parts) != len(manifest.parts):
        raise Malformed(f"came with {len(parts)} of its {len(manifest.parts)} parts")
    for note, (salt, content) in zip(manifest.parts, parts, strict=True):
        check_part(note, salt=salt, content=content)


def _check_is_for_here(manifest: Manifest) -> None:
    if manifest.net != settings.REDPHONE_NETWORK:
        raise Malformed(f"of another network: {manifest.net}")
    if not any(keys.speaks_for(party) for party in manifest.audience):
        raise Malformed("it names no party of this node")
    if Entry.objects.filter(by=manifest.by, epoch=manifest.epoch, number=manifest.number).exists():
        raise Malformed(f"{manifest.by} {manifest.epoch}.{manifest.number} was said before, in other words")


@act
def open_epoch(turn: Turn, *, party: str, reason: str, at_least: int = 1) -> int:
    """Begin an author's numbering again, after a restore and by its operator's word. Returns the new epoch.

    `at_least` is for who can't know which epochs were opened since the backup: an epoch is never opened twice.
    """
    epoch = max(next_number(party)[0] + 1, at_least)
    Epoch.objects.create(by=party, epoch=epoch, opened_at=turn.now, reason=reason)
    return epoch
