"""The line of rooms at the top of each page; rooms enter themselves."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

Count = Callable[[HttpRequest], int | None]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A room in the menu, as entered: where it leads and how many things wait there."""

    order: int
    name: str
    url_name: str
    label: str | Promise
    count: Count | None = None
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry as one page prints it; `current` is the value of aria-current, or empty; `key` as keys.js reads it."""

    label: str
    url: str
    count: int
    current: str
    key: str = ""


_entries: dict[str, Entry] = {}


def add_entry(
    order: int, name: str, url_name: str, label: str | Promise, count: Count | None = None, key: str = ""
) -> None:
    """Enter a room. `label` is lazy; `count(request)` gives what is open there; None or 0 print nothing. `key` is the
    letter that after "g" goes there, the same in every language."""
    _entries[name] = Entry(order=order, name=name, url_name=url_name, label=label, count=count, key=key)


def note_counts(request: HttpRequest, **counts: int) -> None:
    """For a view that has counted already what the menu counts, by the names of its entries."""
    request.counted = counts  # type: ignore[attr-defined]


def entries(request: HttpRequest) -> list[Line]:
    """The menu for this request, in order. Raises NoReverseMatch when a room gave a url that is not there."""
    return [_line(entry, request) for entry in sorted(_entries.values(), key=lambda e: (e.order, e.name))]


def _line(entry: Entry, request: HttpRequest) -> Line:
    return Line(
        label=str(entry.label),
        url=reverse(entry.url_name),
        count=_count(entry, request),
        current=_current(entry, request),
        key=entry.key,
    )


def _count(entry: Entry, request: HttpRequest) -> int:
    counted: dict[str, int] = getattr(request, "counted", {})
    if entry.name in counted:
        return counted[entry.name]
    return (entry.count(request) if entry.count else 0) or 0


def _current(entry: Entry, request: HttpRequest) -> str:
    here = request.resolver_match
    if here is None:
        return ""
    if here.view_name == entry.url_name:
        return "page"
    of_room = [other for other in _entries.values() if _room(other) == _room(entry)]
    is_first = entry == min(of_room, key=lambda other: (other.order, other.name))
    has_own_entry = any(other.url_name == here.view_name for other in of_room)
    in_room = ":" in entry.url_name and here.namespace.split(":")[0] == _room(entry)
    return "true" if in_room and is_first and not has_own_entry else ""


def _room(entry: Entry) -> str:
    return entry.url_name.partition(":")[0]
