"""One consistent copy of all that this node keeps, in one file, with every signature, part and chain checked first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from redphone.log import clock, keys
from redphone.log.archive import ENTRIES, KEPT, SECRET, Header, Writer, digest_of, new_archive, write_entry
from redphone.log.chain import Link, faults_of_chain
from redphone.log.checking import check_entry
from redphone.log.dispatch import Broken
from redphone.log.models import Drawn, Entry, Part
from redphone.wire.seal import BadSeal

BATCH = 500
NOT_KEPT = {"contenttypes", "auth", "sessions", "usersessions"}
"""Made by migrations, or ended by a restore: who signs in signs in again."""


class Unsound(Exception):
    """What was to be backed up, or restored, has faults: all of them in `faults`."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} faults, the first: {faults[0]}")


@dataclass(frozen=True)
class BackedUp:
    """What stands in the file, and the SHA-256 of the file, to be noted apart from it."""

    header: Header
    sha256: str
    bytes: int


def back_up(path: Path, *, with_keys: bool) -> BackedUp:
    """Write a backup. Raises Unsound if what is kept here has faults, FileExistsError, OSError."""
    with one_snapshot():
        header = _begin()
        with new_archive(path, header) as writer:
            _write_entries(writer)
            _write_kept(writer)
            if with_keys:
                _write_keys(writer)
    return BackedUp(header, digest_of(path), path.stat().st_size)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Everything read within is from one moment; nobody who writes has to wait."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own transactions take the turn of those who write
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def kept_models() -> list[type[models.Model]]:
    """Every table that is neither log nor picture: this node's own, in an order in which they can be filled."""
    lists = []
    for config in apps.get_app_configs():
        own = [model for model in config.get_models() if config.label not in NOT_KEPT and _is_kept(model)]
        lists.append((config, own))
    return serializers.sort_dependencies(lists)


def applied_migrations() -> list[list[str]]:
    """The migrations of this store, as [room, name]."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def _is_kept(model: type[models.Model]) -> bool:
    return not issubclass(model, (Drawn, Entry, Part)) and model._meta.managed and not model._meta.proxy


def _begin() -> Header:
    return Header(
        network=settings.REDPHONE_NETWORK,
        made_at=clock.now().isoformat(timespec="seconds"),
        software=version("redphone"),
        store=connection.vendor,
        migrations=applied_migrations(),
    )


def _write_entries(writer: Writer) -> None:
    chains: dict[str, list[Link]] = {}
    faults: list[str] = []
    parts = 0
    with writer.member(ENTRIES) as out:
        for entry in Entry.objects.order_by("position").prefetch_related("parts").iterator(chunk_size=BATCH):
            faults += faults_of_entry(entry)
            chains.setdefault(entry.by, []).append(
                Link(entry.epoch, entry.number, entry.previous, entry.hash)
            )
            parts += len(entry.parts.all())
            out.write(write_entry(entry))
    header = writer.header
    header.whole = _who_speaks_here()
    faults += faults_of_chains(chains, whole=header.whole)
    if faults:
        raise Unsound(faults)
    header.heads = heads_of(chains)
    header.counts = {"entries": sum(map(len, chains.values())), "parts": parts}


def _who_speaks_here() -> list[str]:
    """Also those who have said nothing yet: after the backup they may."""
    return sorted(path.stem for path in Path(settings.KEYS).glob("*.json") if keys.speaks_for(path.stem))


def faults_of_entry(entry: Entry) -> list[str]:
    """What is wrong with an entry's seal, columns or parts: nothing, or one thing."""
    try:
        check_entry(entry, entry.parts.all())
    except (BadSeal, Broken) as problem:
        return [f"{entry.by} {entry.epoch}.{entry.number}: {problem}"]
    except Exception:  # a body that is not understood is no fault of the log
        return []
    return []


def faults_of_chains(chains: dict[str, list[Link]], *, whole: list[str]) -> list[str]:
    """What is wrong with the authors' chains."""
    return [
        fault
        for party, links in sorted(chains.items())
        for fault in faults_of_chain(party, links, is_whole=party in whole)
    ]


def heads_of(chains: dict[str, list[Link]]) -> dict[str, list[int | str]]:
    """The last thing each author said: [epoch, number, hash]."""
    return {
        party: [head.epoch, head.number, head.hash]
        for party, links in chains.items()
        for head in [max(links)]
    }


class _Exactly(DjangoJSONEncoder):
    """Django's own rounds instants to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _write_kept(writer: Writer) -> None:
    with writer.member(KEPT) as out:
        for model in kept_models():
            rows = model._default_manager.order_by("pk")
            serializers.serialize("jsonl", rows.iterator(chunk_size=BATCH), stream=out, cls=_Exactly)
            writer.header.counts[model._meta.label] = rows.count()


def _write_keys(writer: Writer) -> None:
    """Private keys, and the secret by which the links in mails already sent are known."""
    for path in sorted(Path(settings.KEYS).glob("*.json")):
        with writer.member(f"keys/{path.name}") as out:
            out.write(path.read_text())
    with writer.member(SECRET) as out:
        out.write(settings.SECRET_KEY)
