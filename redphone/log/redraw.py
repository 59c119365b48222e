"""Checking the whole log and drawing the whole picture again from it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import transaction

from redphone.log import keys
from redphone.log.chain import Link, faults_of_chain
from redphone.log.checking import check_entry
from redphone.log.dispatch import Broken, Dispatch, parts_of
from redphone.log.models import Entry, Part
from redphone.log.picture import drawn_models, fold, refold
from redphone.log.turn import Turn, act
from redphone.wire.kinds import KINDS
from redphone.wire.seal import BadSeal
from redphone.wire.strict import Malformed

Rows = dict[str, list[tuple[Any, ...]]]
FATES = "what became of each entry"
BATCH = 1000


@dataclass
class Redrawn:
    """What came of it: how many entries, what is wrong with seals and chains, which tables came out different.

    `contradictions` are in the chains of authors elsewhere: evidence against them, and no fault of this log.
    """

    entries: int = 0
    faults: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    undrawn: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults and not self.differences


@act
def redraw(turn: Turn) -> Redrawn:
    """Wipe every Drawn table and draw it again, checking every seal, part and chain on the way."""
    return _draw_everything()


@act
def check(turn: Turn) -> Redrawn:
    """Redraw beside the live picture and compare; changes nothing."""
    with transaction.atomic():
        live = rows_of_the_picture()
        found = _draw_everything()
        found.differences = list(_compare(live, rows_of_the_picture()))
        transaction.set_rollback(True)
    return found


@act
def draw_the_undrawn(turn: Turn) -> int:
    """After an upgrade: draw what could not be drawn before and is known now. Returns how many entries are drawn."""
    before = _count_undrawn()
    known = Entry.objects.filter(fate=Entry.Fate.UNDRAWN, kind__in=list(KINDS))
    for thing in sorted(set(known.values_list("thing", flat=True))):
        refold(thing)
    return before - _count_undrawn()


def rows_of_the_picture() -> Rows:
    """Every row of every Drawn table, without the store's own row numbers, and every entry's fate; sorted."""
    picture: Rows = {FATES: list(Entry.objects.order_by("position").values_list("position", "fate"))}
    for model in drawn_models():
        columns = [column.attname for column in model._meta.concrete_fields if column.attname != "id"]
        rows = model._default_manager.values_list(*columns)
        picture[model._meta.label] = sorted((tuple(row) for row in rows), key=repr)
    return picture


def _compare(live: Rows, drawn: Rows) -> Iterator[str]:
    for label, rows in live.items():
        here, there = Counter(map(repr, rows)), Counter(map(repr, drawn[label]))
        for row in sorted((here - there).elements())[:5]:
            yield f"{label}: live only: {row}"
        for row in sorted((there - here).elements())[:5]:
            yield f"{label}: redrawn only: {row}"


def _draw_everything() -> Redrawn:
    found = Redrawn()
    for model in drawn_models():
        model._default_manager.all().delete()
    chains: dict[str, list[Link]] = {}
    for _, of_thing in groupby(_entries_by_thing(), key=lambda pair: pair[0].thing):
        read = {entry.hash: (entry, _checked(entry, parts, found)) for entry, parts in of_thing}
        fold(read)
        for entry, _ in read.values():
            chains.setdefault(entry.by, []).append(
                Link(entry.epoch, entry.number, entry.previous, entry.hash)
            )
        found.entries += len(read)
    for party, links in chains.items():
        is_ours = keys.speaks_for(party)
        wrong = found.faults if is_ours else found.contradictions
        wrong.extend(faults_of_chain(party, links, is_whole=is_ours))
    found.undrawn = _count_undrawn()
    return found


def _count_undrawn() -> int:
    return Entry.objects.exclude(fate=Entry.Fate.DRAWN).count()


def _checked(entry: Entry, parts: Sequence[Part], found: Redrawn) -> Dispatch | Exception:
    """The dispatch of an entry, or why it can't be drawn; noted as a fault, unless it is merely not understood here."""
    try:
        return check_entry(entry, parts)
    except (BadSeal, Broken) as problem:
        found.faults.append(f"{entry.by} {entry.epoch}.{entry.number}: {problem}")
        return problem
    except Malformed as problem:
        return problem


def _entries_by_thing() -> Iterator[tuple[Entry, Sequence[Part]]]:
    """All entries with their parts, thing by thing, read in batches: no cursor stays open while pictures write."""
    rows = Entry.objects.order_by("thing", "position")
    batch = list(rows[:BATCH])
    while batch:
        parts = parts_of(batch)
        yield from ((entry, parts[entry.position]) for entry in batch)
        last = batch[-1]
        rest = rows.filter(thing__gte=last.thing).exclude(thing=last.thing, position__lte=last.position)
        batch = list(rest[:BATCH])
