"""Drawing: from what was said to what people look at, the same on every node and after every redraw.

A thing is folded in the order of its causes, then of author and number, never of arrival. A new entry that sorts
last is simply drawn; one that does not refolds its thing, unless everything it could have come before commutes
with it: kinds drawn as `own_line` touch only their author's line of the thing, whatever the others say. The line
itself may be begun by what has no cause, such as a raise; with that they commute only where they name it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.apps import apps
from django.db import connection, transaction

from redphone.log.dispatch import Dispatch, read_entry
from redphone.log.gathering import gathering
from redphone.log.models import Drawn, Entry
from redphone.log.order import causes_of, in_order, rank
from redphone.log.rows import add_rows
from redphone.wire.kinds import KINDS, Message
from redphone.wire.manifest import Ref
from redphone.wire.seal import BadSeal
from redphone.wire.strict import Malformed

M = TypeVar("M", bound=Message)
Problems = dict[str, Exception]
"""By the hash of an entry: why it is not drawn."""


class Waits(Malformed):
    """An entry whose cause is not here yet."""


@dataclass(frozen=True)
class Picture:
    """How one kind is drawn."""

    draw: Callable[[Any, Dispatch], None]
    own_line: bool


PICTURES: dict[str, Picture] = {}


def draws(
    kind: type[M], *, own_line: bool = False
) -> Callable[[Callable[[M, Dispatch], None]], Callable[..., None]]:
    """Register the picture of a kind. It writes Drawn rows of the dispatch's own thing and nothing else."""

    def register(draw: Callable[[M, Dispatch], None]) -> Callable[..., None]:
        if kind.kind in PICTURES:
            raise ValueError(f"{kind.kind} has a picture already")
        PICTURES[kind.kind] = Picture(draw, own_line)
        return draw

    return register


def ref_to(dispatch: Dispatch, rel: Any) -> Ref:
    """A reference to a dispatch, as a cause of the next one."""
    return Ref(id=dispatch.manifest.id, hash=dispatch.hash, rel=rel)


def draw_said(entry: Entry, dispatch: Dispatch) -> None:
    """Draw an entry of our own, already stored. Raises what its picture raises, and Waits without its cause."""
    if _sorts_last(entry, dispatch, _others_of_its_thing(entry)):
        draw_one(dispatch)
    elif problem := refold(entry.thing).get(entry.hash):
        raise problem


def draw_heard(entry: Entry) -> None:
    """Draw an entry that came from elsewhere: what cannot be drawn is kept, marked undrawn, and shown."""
    others = _others_of_its_thing(entry)
    dispatch = read_or_why_not(entry)
    if isinstance(dispatch, Exception):
        mark_undrawn(entry, dispatch)
        if any(other.fate == Entry.Fate.WAITING for other in others):
            refold(entry.thing)
    elif _sorts_last(entry, dispatch, others):
        if problem := _draw_alone(dispatch):
            mark_undrawn(entry, problem)
    else:
        refold(entry.thing)


def read_or_why_not(entry: Entry) -> Dispatch | Exception:
    """The dispatch in a stored entry, or why it can't be read here."""
    try:
        return read_entry(entry)
    except Malformed as problem:
        return problem


def draw_one(dispatch: Dispatch) -> None:
    """Let the picture of its kind draw one dispatch; a tombstone draws nothing."""
    picture = PICTURES.get(dispatch.manifest.kind)
    if picture is not None and dispatch.message is not None:
        picture.draw(dispatch.message, dispatch)


def refold(thing: str) -> Problems:
    """Wipe what is drawn of one thing and fold all its entries again."""
    for model in drawn_models():
        model._default_manager.filter(thing=thing).delete()
    entries = Entry.objects.filter(thing=thing).prefetch_related("parts").order_by("position")
    return fold({entry.hash: (entry, read_or_why_not(entry)) for entry in entries})


def fold(entries: Mapping[str, tuple[Entry, Dispatch | Exception]]) -> Problems:
    """Draw all entries of one thing, of which nothing is drawn yet, and set their fates.

    `entries` gives by its hash each entry and its dispatch, or why it can't be read: it is held, so nothing waits
    for it, but it draws nothing.
    """
    problems = {hash_: read for hash_, (_, read) in entries.items() if isinstance(read, Exception)}
    readable = [read for _, read in entries.values() if isinstance(read, Dispatch)]
    ready, waiting = in_order(readable, held=problems.keys())
    problems |= {dispatch.hash: Waits("its cause is not here yet") for dispatch in waiting}
    problems |= _draw_in_order(ready)
    for hash_, (entry, _) in entries.items():
        _settle(entry, problems.get(hash_))
    return problems


def _draw_in_order(dispatches: Sequence[Dispatch]) -> Problems:
    """Draw all in one savepoint; only where that fails, each in its own, to find which ones can't be drawn."""
    thing = dispatches[0].thing if dispatches else ""
    try:
        with transaction.atomic(), gathering(thing, add_rows):
            for dispatch in dispatches:
                draw_one(dispatch)
    except Exception:
        problems = ((dispatch.hash, _draw_alone(dispatch)) for dispatch in dispatches)
        return {hash_: problem for hash_, problem in problems if problem is not None}
    return {}


def _draw_alone(dispatch: Dispatch) -> Exception | None:
    try:
        with transaction.atomic():
            draw_one(dispatch)
    except Exception as problem:  # whatever a stranger's words break, the log goes on
        return problem
    return None


def mark_undrawn(entry: Entry, problem: Exception) -> None:
    """Remember that an entry is kept but not drawn, and why."""
    _settle(entry, problem)


def _settle(entry: Entry, problem: Exception | None) -> None:
    fate, why = _fate(entry.kind, problem)
    if (entry.fate, entry.why) != (fate, why):
        Entry.objects.filter(pk=entry.pk).update(fate=fate, why=why)
        entry.fate, entry.why = fate, why


def _fate(kind: str, problem: Exception | None) -> tuple[str, str]:
    """What became of an entry. A picture's own exception could quote content, so only its type is kept."""
    if problem is None:
        return Entry.Fate.DRAWN, ""
    if isinstance(problem, Waits):
        return Entry.Fate.WAITING, ""
    if isinstance(problem, Malformed | BadSeal):
        return Entry.Fate.UNDRAWN, str(problem)[:200]
    return Entry.Fate.UNDRAWN, f"{kind}: its picture fails: {type(problem).__name__}"[:200]


class Other(NamedTuple):
    """Of another entry about the same thing what its place needs: whole rows cost each act more the longer a call."""

    position: int
    hash: str
    by: str
    epoch: int
    number: int
    kind: str
    fate: str


def _others_of_its_thing(entry: Entry) -> list[Other]:
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, [entry.thing, entry.position])
        return list(map(Other._make, cursor.fetchall()))


# Asked in every act, like the head of a chain.
_OTHERS = """
SELECT position, hash, "by", epoch, number, kind, fate FROM log_entry WHERE thing = %s AND position <> %s
"""


def _sorts_last(entry: Entry, dispatch: Dispatch, others: Sequence[Other]) -> bool:
    """Whether drawing this entry after all others gives what folding all of them in their order would give."""
    causes = causes_of(dispatch)
    held = {other.hash for other in others if other.fate != Entry.Fate.WAITING}
    return causes <= held and all(_comes_before(other, entry, causes) for other in others)


def _comes_before(other: Other, entry: Entry, causes: set[str]) -> bool:
    if other.fate == Entry.Fate.UNDRAWN and other.kind not in KINDS:
        return True  # it takes no part in any fold until it is known
    if other.fate != Entry.Fate.DRAWN:
        return False  # this entry may be what it lacked
    if other.by == entry.by:
        return rank(other) < rank(entry)
    return other.hash in causes or _commute(other, entry, causes)


def _commute(other: Other, entry: Entry, causes: set[str]) -> bool:
    """Whether the order of two entries that know nothing of each other makes no difference."""
    if _is_own_line(entry.kind):
        return _is_own_line(other.kind) or _has_cause(other)
    return _is_own_line(other.kind) and bool(causes)


def _has_cause(other: Other) -> bool:
    dispatch = read_or_why_not(Entry.objects.get(pk=other.position))
    return isinstance(dispatch, Dispatch) and bool(causes_of(dispatch))


def _is_own_line(kind: str) -> bool:
    picture = PICTURES.get(kind)
    return picture is None or picture.own_line


def drawn_models() -> list[type[Drawn]]:
    """Every table of the picture, in a stable order."""
    found = [model for model in apps.get_models() if issubclass(model, Drawn)]
    return sorted(found, key=lambda model: model._meta.label)
