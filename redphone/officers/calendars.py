"""A roster as a calendar file (iCalendar, RFC 5545), and somebody's leave taken from one.

What stands in a calendar is private: of each entry only its span is kept, and its title is shown once, to whoever
brings it, so that they know which is which.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from redphone.officers.reads_roster import Watch
from redphone.refused import Refused

LARGEST_BYTES = 1_000_000
MOST_ENTRIES = 200
MAKER = "-//Resettlement Diplomacy Network//Red Phone//EN"


@dataclass(frozen=True)
class Leave:
    """A span in somebody's calendar, both ends UTC. `repeats`: only its first time is here, the others are not."""

    begins_at: datetime
    ends_at: datetime
    title: str
    repeats: bool


def write_roster(watches: Iterable[Watch], *, party: str, now: datetime) -> bytes:
    """Who is rung when, an entry a span, as a file for any calendar. Where nobody is on duty the entry says so."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Red Phone roster, %(party)s") % {"party": party})
    for watch in watches:
        entry = Event()
        entry.add("uid", f"{watch.begins_at:%Y%m%dT%H%M%SZ}-{party}@redphone")
        entry.add("dtstamp", now)
        entry.add("dtstart", watch.begins_at)
        entry.add("dtend", watch.ends_at)
        entry.add("summary", _said(watch))
        calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written


def _said(watch: Watch) -> str:
    if not watch.duty:
        return _("Red Phone: NOBODY on duty")
    duty = _("Red Phone: %(names)s") % {"names": ", ".join(watch.duty)}
    return f"{duty} ({', '.join(watch.deputy)})" if watch.deputy else duty


def read_leave(raw: bytes, *, zone: str, now: datetime) -> list[Leave]:
    """The spans of a calendar that are not over, the first first. Whole days, and times that name no zone, are read by
    the clocks of `zone`. Raises Refused."""
    if len(raw) > LARGEST_BYTES:
        raise Refused("This calendar is too large. Export only the weeks that you need.", field="file")
    try:
        found = [leave for entry in _entries(raw) if (leave := _leave(entry, ZoneInfo(zone))) is not None]
    except ValueError as problem:
        raise Refused("This is not a calendar file (.ics).", field="file") from problem
    ahead = sorted((leave for leave in found if leave.ends_at > now), key=lambda leave: leave.begins_at)
    if not ahead:
        raise Refused("This calendar holds nothing that is still to come.", field="file")
    return ahead[:MOST_ENTRIES]


def _entries(raw: bytes) -> Iterator[Any]:
    """A file may hold several calendars. Raises ValueError for what is none."""
    for calendar in Calendar.from_ical(raw, multiple=True):
        yield from calendar.walk("VEVENT")


def _leave(entry: Any, zone: ZoneInfo) -> Leave | None:
    """An entry as leave; None for one that was called off, or has no length."""
    begins_at, ends_at = _instant(entry.start, zone), _instant(entry.end, zone)
    if str(entry.get("status", "")).upper() == "CANCELLED" or ends_at <= begins_at:
        return None
    return Leave(begins_at, ends_at, str(entry.get("summary", "")), "rrule" in entry or "rdate" in entry)


def _instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
