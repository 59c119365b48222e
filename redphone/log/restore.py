"""Loading a backup into an empty store: whole and checked, or not at all.

Whoever restores says what for. To go on, a new epoch is opened for each party that spoke here, so that no number is
said a second time in other words. As evidence, to look at: then there are no keys here and nobody can speak.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, connection, models

from redphone.log import archive
from redphone.log.archive import BadArchive, Header
from redphone.log.backup import Unsound, applied_migrations, faults_of_chains, heads_of, kept_models
from redphone.log.chain import Link
from redphone.log.dispatch import entry_of
from redphone.log.models import Entry, Part
from redphone.log.post import open_epoch
from redphone.log.redraw import Redrawn, redraw
from redphone.log.turn import Turn, act
from redphone.refused import Refused
from redphone.wire.manifest import read_manifest
from redphone.wire.seal import Sealed, hash_of, take_apart
from redphone.wire.strict import Malformed

BATCH = 500
_KEY = re.compile(r"keys/[A-Z]{2,8}\.json")
EVIDENCE = "as-evidence"
"""A file in the home of a store that was restored only to be looked at."""


@dataclass(frozen=True)
class Restored:
    """What stands in the store now; `epochs` by party, none where it was restored as evidence."""

    header: Header
    sha256: str
    redrawn: Redrawn
    epochs: dict[str, int]
    without_key: list[str]


def restore(path: Path, *, reason: str) -> Restored:
    """Load a backup, draw its picture, and put its keys in place. With a reason it goes on in a new epoch of each
    party that spoke here; without one it is evidence.

    Raises BadArchive and Unsound for what is wrong with the file, Refused where the store or the home is not fit.
    """
    archive.check_members(path)
    header = archive.read_header(path)
    _check_fits(header, is_evidence=not reason)
    try:
        redrawn, epochs = _load_all(path=path, header=header, reason=reason)
    except IntegrityError as problem:
        raise BadArchive(f"it says something twice: {problem}") from problem
    without = [party for party in header.whole if not _key_file(party).exists()]
    return Restored(header, archive.digest_of(path), redrawn, epochs, without if reason else [])


def _check_fits(header: Header, *, is_evidence: bool) -> None:
    if header.network != settings.REDPHONE_NETWORK:
        raise Refused(
            "This is a backup of the network %(theirs)s, and this node is set up for %(ours)s (REDPHONE_NETWORK).",
            theirs=header.network,
            ours=settings.REDPHONE_NETWORK,
        )
    ours = applied_migrations()
    if unknown := [f"{app} {name}" for app, name in header.migrations if [app, name] not in ours]:
        raise Refused("This backup was made by another version: %(what)s is not known here.", what=unknown[0])
    tables: list[type[models.Model]] = [Entry, *kept_models()]
    filled = [model._meta.label for model in tables if model._default_manager.exists()]
    if filled:
        raise Refused(
            "A backup goes into an empty store only, and here is something in %(table)s. Set REDPHONE_HOME to a new"
            " directory, or REDPHONE_STORE to a new database.",
            table=filled[0],
        )
    if is_evidence and any(Path(settings.KEYS).glob("*.json")):
        raise Refused("Keys lie in this home: what is restored as evidence must not be able to speak.")


@act
def _load_all(turn: Turn, *, path: Path, header: Header, reason: str) -> tuple[Redrawn, dict[str, int]]:
    """In one transaction: rows, entries, checks, the picture, the epochs. A fault leaves nothing behind."""
    _load_kept(path)
    chains = _load_entries(path, header)
    faults = _faults_of_counts(header)
    redrawn = redraw()
    faults += redrawn.faults + faults_of_chains(chains, whole=header.whole)
    if heads_of(chains) != header.heads:
        faults.append("the last thing that an author said is not what the backup's header says")
    if faults:
        raise Unsound(faults)
    _set_row_numbers()
    at_least = int(turn.now.timestamp())  # higher than any epoch opened after this backup was made
    spoke = header.whole if reason else []
    if reason:
        _put_keys(path, header)
    else:
        (Path(settings.HOME) / EVIDENCE).write_text(f"{header.made_at}\n")
    return redrawn, {
        party: open_epoch(party=party, reason=reason[:200], at_least=at_least) for party in spoke
    }


def _load_kept(path: Path) -> None:
    known = set(kept_models())
    try:
        lines = (line.decode() for _, line in archive.read_lines(path, archive.KEPT))
        for row in serializers.deserialize("jsonl", lines):
            if type(row.object) not in known:
                raise BadArchive(f"{row.object._meta.label} is not among a node's own rows")
            row.save(force_insert=True)
    except (DeserializationError, ValueError) as problem:
        raise BadArchive(f"{archive.KEPT}: {problem.__cause__ or problem}") from problem


def _load_entries(path: Path, header: Header) -> dict[str, list[Link]]:
    chains: dict[str, list[Link]] = {}
    batch: list[tuple[Entry, list[Part]]] = []
    for number, line in archive.read_lines(path, archive.ENTRIES):
        entry, parts = _read(line, number, header)
        chains.setdefault(entry.by, []).append(Link(entry.epoch, entry.number, entry.previous, entry.hash))
        batch.append((entry, parts))
        if len(batch) == BATCH:
            _insert(batch)
            batch = []
    _insert(batch)
    return chains


def _read(line: bytes, number: int, header: Header) -> tuple[Entry, list[Part]]:
    """An entry as its signed bytes say it. Whether they are rightly signed is checked when it is drawn."""
    try:
        kept = archive.read_entry_line(line)
        manifest = read_manifest(take_apart(kept.raw)[1])
    except (BadArchive, Malformed) as problem:
        raise BadArchive(f"{archive.ENTRIES}, line {number}: {problem}") from problem
    if manifest.net != header.network:
        raise BadArchive(f"{archive.ENTRIES}, line {number}: of another network: {manifest.net}")
    entry = entry_of(Sealed(kept.raw, manifest, hash_of(kept.raw)), heard_at=kept.heard_at)
    entry.position = kept.position
    return entry, kept.parts


def _insert(batch: Sequence[tuple[Entry, list[Part]]]) -> None:
    Entry.objects.bulk_create(entry for entry, _ in batch)
    for entry, parts in batch:
        for part in parts:
            part.entry = entry
    Part.objects.bulk_create(part for _, parts in batch for part in parts)


def _faults_of_counts(header: Header) -> list[str]:
    tables = {"entries": Entry, "parts": Part} | {model._meta.label: model for model in kept_models()}
    found = {name: model._default_manager.count() for name, model in tables.items()}
    return [
        f"{name}: {found[name]} here, {header.counts.get(name, 0)} in the backup's header"
        for name in tables
        if found[name] != header.counts.get(name, 0)
    ]


def _set_row_numbers() -> None:
    """PostgreSQL counts rows apart from them: go on after the last."""
    statements = connection.ops.sequence_reset_sql(no_style(), [Entry, Part, *kept_models()])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _key_file(party: str) -> Path:
    return Path(settings.KEYS) / f"{party}.json"


def _keys_in(header: Header) -> Iterator[tuple[str, Path]]:
    for member in header.members:
        if _KEY.fullmatch(member):
            yield member, Path(settings.KEYS) / member.removeprefix("keys/")
    if archive.SECRET in header.members and "REDPHONE_SECRET" not in os.environ:
        yield archive.SECRET, Path(settings.HOME) / "secret"


def _put_keys(path: Path, header: Header) -> None:
    """Put the keys that the backup holds where they belong. A party's key that is here already stays."""
    for member, place in _keys_in(header):
        if member.startswith("keys/") and place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = place.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(archive.read_member(path, member))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
