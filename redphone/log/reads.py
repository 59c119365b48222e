"""The log's window: what was said of a thing, for a seat, in its order here."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from redphone.log.dispatch import Dispatch, parts_of, read_entry
from redphone.log.models import Entry, Part, Quarantined
from redphone.log.nudge import News
from redphone.wire.kinds import Message
from redphone.wire.manifest import Manifest, read_manifest
from redphone.wire.policy import Seat, Sight, sight
from redphone.wire.seal import take_apart
from redphone.wire.strict import Malformed

M = TypeVar("M", bound=Message)
Tell = Callable[[Any, Manifest], str]
_sentences: dict[str, Tell] = {}
_quiet: set[str] = set()


def sentence(
    kind: type[M], *, quiet: bool = False
) -> Callable[[Callable[[M, Manifest], str]], Callable[[M, Manifest], str]]:
    """Register how a kind is told in a timeline: one translated sentence, without the author's name.

    A `quiet` kind is a detail of which there are many: pages keep it apart from what people said.
    """

    def register(say: Callable[[M, Manifest], str]) -> Callable[[M, Manifest], str]:
        _sentences[kind.kind] = say
        if quiet:
            _quiet.add(kind.kind)
        return say

    return register


@dataclass(frozen=True)
class Told:
    """One line of a timeline: when, by whom, about what, in words as far as this seat may read them."""

    position: int
    hash: str
    at: datetime
    by: str
    seat: str
    kind: str
    thing: str
    status: str
    mark: str
    words: str
    sight: Sight

    @property
    def is_quiet(self) -> bool:
        return self.kind in _quiet


def timeline(things: Iterable[str], *, for_: Seat, limit: int = 200) -> list[Told]:
    """What was said of these things and `for_` may know of, the newest first."""
    return _tell(Entry.objects.filter(thing__in=list(things)), for_, limit)


def said_since(
    position: int, *, for_: Seat, rooms: Collection[str] = (), besides: Collection[str] = (), limit: int = 30
) -> list[Told]:
    """What was said after a position to or by this seat's party, the newest first; only kinds of `rooms` if given, and
    none of the kinds `besides`."""
    entries = Entry.objects.filter(position__gt=position).exclude(kind__in=list(besides))
    if rooms:
        # A regex would call Python for every row on SQLite, and for a party seldom named that is most of the log.
        entries = entries.filter(reduce(or_, (Q(kind__startswith=f"{room}.") for room in rooms)))
    # Found first by the index `who_said_to_whom` alone: to look through whole entries was most of the desk's time for
    # a party seldom named.
    named = entries.filter(_names(for_)).order_by("-position").values_list("position", flat=True)
    return _tell(Entry.objects.filter(position__in=list(named[:limit])), for_, limit)


def last_position() -> int:
    """The position of the newest entry; 0 in an empty log."""
    return Entry.objects.order_by("-position").values_list("position", flat=True).first() or 0


def network_of_store() -> str:
    """The network in which the newest entry was said; "" in an empty log, and where its bytes can't be read."""
    raw = Entry.objects.order_by("-position").values_list("raw", flat=True).first()
    try:
        return read_manifest(take_apart(bytes(raw))[1]).net if raw else ""
    except Malformed:
        return ""


def last_heard_at() -> datetime | None:
    """When this node took in its newest entry; None in an empty log."""
    return Entry.objects.order_by("-position").values_list("heard_at", flat=True).first()


def news_since(position: int, *, limit: int = 500) -> list[News]:
    """That something was said after a position, oldest first, drawn or not: for whoever missed a nudge."""
    columns = ("position", "thing", "kind", "by", "to", "mark")
    rows = Entry.objects.filter(position__gt=position).order_by("position").values_list(*columns)[:limit]
    return [
        News(position, thing, kind, by, tuple(to.strip(",").split(",")), mark)
        for position, thing, kind, by, to, mark in rows
    ]


def dispatches_about(thing: str, *, for_: Seat, kinds: Collection[str] = ()) -> list[Dispatch]:
    """The dispatches about one thing whose content this seat may read, oldest first."""
    entries = (
        Entry.objects.filter(thing=thing, fate=Entry.Fate.DRAWN)
        .prefetch_related("parts")
        .order_by("position")
    )
    if kinds:
        entries = entries.filter(kind__in=kinds)
    read = (read_entry(entry) for entry in entries)
    return [dispatch for dispatch in read if sight(dispatch.manifest, for_=for_) is Sight.CONTENT]


HEARD_AT_ONCE = 500


def heard_since(position: int, *, kinds: str, limit: int = HEARD_AT_ONCE) -> list[tuple[int, Dispatch]]:
    """What this node itself has to act upon: dispatches drawn after a position, of kinds that begin so, in order."""
    entries = Entry.objects.filter(position__gt=position, kind__startswith=kinds, fate=Entry.Fate.DRAWN)
    return _read(entries.order_by("position")[:limit])


def not_drawn_since(position: int, *, kinds: str) -> list[int]:
    """Where this node keeps what it can't act upon yet: positions after this one, of kinds that begin so."""
    entries = Entry.objects.filter(position__gt=position, kind__startswith=kinds).exclude(
        fate=Entry.Fate.DRAWN
    )
    return list(entries.order_by("position").values_list("position", flat=True))


def drawn_among(positions: Collection[int]) -> list[tuple[int, Dispatch]]:
    """Which of these positions hold a dispatch that is drawn by now, in order."""
    entries = Entry.objects.filter(position__in=list(positions), fate=Entry.Fate.DRAWN)
    return _read(entries.order_by("position")) if positions else []


def heard_at(hashes: Collection[str]) -> dict[str, datetime]:
    """When this node took in each of these dispatches, by their hashes."""
    return dict(Entry.objects.filter(hash__in=list(hashes)).values_list("hash", "heard_at"))


def dispatches_of(things: Collection[str], *, kinds: Collection[str]) -> list[Dispatch]:
    """What was said of these things, in its order here: for what this node itself has to act upon, and for no seat."""
    entries = Entry.objects.filter(thing__in=list(things), kind__in=list(kinds), fate=Entry.Fate.DRAWN)
    return [said for _, said in _read(entries.order_by("position"))] if things else []


def _read(entries: Iterable[Entry]) -> list[tuple[int, Dispatch]]:
    rows = list(entries)
    parts = parts_of(rows) if rows else {}
    return [(entry.position, read_entry(entry, parts[entry.position])) for entry in rows]


@dataclass(frozen=True)
class Health:
    """How the log is: entries kept, not drawn with the reasons, waiting for a cause, and in quarantine."""

    entries: int
    undrawn: list[tuple[str, str]]
    waiting: int
    quarantined: int


def health() -> Health:
    """The state of the log, for the health page; says nothing of any content."""
    undrawn = Entry.objects.filter(fate=Entry.Fate.UNDRAWN).values_list("kind", "why")[:20]
    return Health(
        entries=Entry.objects.count(),
        undrawn=[(kind, why) for kind, why in undrawn],
        waiting=Entry.objects.filter(fate=Entry.Fate.WAITING).count(),
        quarantined=Quarantined.objects.count(),
    )


def store() -> tuple[str, bool]:
    """The store that the log is kept in, with its version, and whether it is one that can't corrupt what it holds."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            version = str(cursor.execute("SELECT sqlite_version()").fetchone()[0])
            return f"SQLite {version}", tuple(map(int, version.split("."))) >= settings.NEEDS_SQLITE
        cursor.execute("SHOW server_version")
        return (
            f"PostgreSQL {cursor.fetchone()[0].split()[0]}",
            True,
        )  # some distributions add their own number


def _tell(entries: Any, for_: Seat, limit: int) -> list[Told]:
    rows = list(entries.filter(_names(for_)).order_by("-position")[:limit])
    parts = parts_of(rows)
    told = (_told(entry, parts[entry.position], for_) for entry in rows)
    return [line for line in told if line.sight is not Sight.NOTHING]


def _names(seat: Seat) -> Q:
    """Said by this seat's party, or to it."""
    return Q(by=seat.party) | Q(to__contains=f",{seat.party},")


def _told(entry: Entry, parts: Sequence[Part], for_: Seat) -> Told:
    try:
        dispatch = read_entry(entry, parts)
    except Malformed:
        seen, words = (
            _sight_of_columns(entry, for_),
            _("Something was said that this version cannot show yet."),
        )
    else:
        seen = sight(dispatch.manifest, for_=for_)
        words = (
            _words(dispatch)
            if seen is Sight.CONTENT
            else _("Something was said that this seat does not read.")
        )
    return Told(
        position=entry.position,
        hash=entry.hash,
        at=entry.said_at,
        by=entry.by,
        seat=entry.seat,
        kind=entry.kind,
        thing=entry.thing,
        status=entry.status,
        mark=entry.mark,
        words=words,
        sight=seen,
    )


@dataclass(frozen=True)
class _Columns:
    by: str
    to: tuple[str, ...]
    mark: str


def _sight_of_columns(entry: Entry, for_: Seat) -> Sight:
    return sight(_Columns(entry.by, tuple(entry.to.strip(",").split(",")), entry.mark), for_=for_)


def _words(dispatch: Dispatch) -> str:
    say = _sentences.get(dispatch.manifest.kind)
    if dispatch.message is None:
        return _("What was said here has been erased.")
    return say(dispatch.message, dispatch.manifest) if say else dispatch.manifest.kind
