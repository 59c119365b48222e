"""A roster as a calendar file (iCalendar, RFC 5545), and somebody's leave taken from one.

What stands in a calendar is private: of each entry only its span is kept, and its title is shown once, to whoever
brings it, so that they know which is which.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event
from icalendar.parser import Contentlines

from redphone.officers.reads_roster import Watch
from redphone.officers.rules import LONGEST_SPAN
from redphone.refused import Refused

LARGEST_BYTES = 1_000_000
MOST_ENTRIES = 200
MAKER = "-//Resettlement Diplomacy Network//Red Phone//EN"
_MARK = re.compile(r"(BEGIN|END)(?:;[^:]*)?:\s*([A-Z0-9-]+)\s*", re.IGNORECASE)
_TOLD = re.compile(
    r"(DTSTART|DTEND|DURATION|SUMMARY|STATUS|TRANSP|X-MICROSOFT-CDO-BUSYSTATUS)[;:]", re.IGNORECASE
)
_REPEATS = re.compile(r"(RRULE|RDATE)[;:]", re.IGNORECASE)


@dataclass(frozen=True)
class Leave:
    """A span in somebody's calendar, both ends UTC. `repeats`: only its first time is here, the others are not;
    `is_likely`: as long as a day, and taken as busy, so that it is leave rather than a meeting or a birthday."""

    begins_at: datetime
    ends_at: datetime
    title: str
    repeats: bool
    is_likely: bool


@dataclass(frozen=True)
class Found:
    """What a calendar holds that is still to come, the first first; `unread` is how many entries could not be read."""

    leave: list[Leave]
    unread: int


def write_roster(watches: Iterable[Watch], *, party: str, name: str, now: datetime) -> bytes:
    """Who is rung when, an entry a span, as a file for any calendar. Where nobody is on duty the entry says so.

    An entry is known by its end: the first has begun already, and each export would cut it elsewhere.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Red Phone roster, %(party)s") % {"party": name})
    for watch in watches:
        entry = Event()
        entry.add("uid", f"{watch.ends_at:%Y%m%dT%H%M%SZ}-{party}@redphone")
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


def read_leave(raw: bytes, *, zone: str, now: datetime) -> Found:
    """The spans of a calendar that are not over. Whole days, and times that name no zone, are read by the clocks of
    `zone`. Raises Refused.

    Of the file only the lines of its entries are read, each entry by itself. The time zones that a file may define are
    not: one that never ends would keep this process from ringing, and one that lies would be believed ever after.
    """
    if len(raw) > LARGEST_BYTES:
        raise Refused("This calendar is too large. Export only the weeks that you need.", field="file")
    leave, unread = list[Leave](), 0
    for lines in _entries(raw):
        try:
            found = _leave(lines, ZoneInfo(zone))
        except Exception:  # whatever a stranger's entry breaks, the others are read
            unread += 1
        else:
            leave += [found] if found is not None and found.ends_at > now else []
    if not leave and not unread:
        raise Refused("This calendar holds nothing that is still to come.", field="file")
    return Found(sorted(leave, key=lambda one: one.begins_at)[:MOST_ENTRIES], unread)


def _entries(raw: bytes) -> Iterator[list[str]]:
    """The lines of each entry, without those of what is nested in it. Raises Refused for what is no calendar."""
    try:
        lines = [str(line) for line in Contentlines.from_ical(raw)]  # type: ignore[no-untyped-call]
    except ValueError:
        lines = []
    within: list[str] = []
    entry: list[str] = []
    marks = [_MARK.fullmatch(line) for line in lines]
    if not any(mark and mark[2].upper() == "VCALENDAR" for mark in marks):
        raise Refused("This is not a calendar file (.ics).", field="file")
    for line, mark in zip(lines, marks, strict=True):
        if mark is None:
            entry += [line] if within[-1:] == ["VEVENT"] else []
        elif mark[1].upper() == "BEGIN":
            within.append(mark[2].upper())
            entry = [] if within[-1] == "VEVENT" else entry
        elif within and within.pop() == "VEVENT":
            yield entry


def _leave(lines: list[str], zone: ZoneInfo) -> Leave | None:
    """An entry as leave; None for one that was called off, or has no length. Raises whatever its lines break."""
    told = [line for line in lines if _TOLD.match(line)]
    entry: Any = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *told, "END:VEVENT", ""]))
    begins_at, ends_at = (
        _instant(entry, "dtstart", entry.start, zone),
        _instant(entry, "dtend", entry.end, zone),
    )
    if str(entry.get("status", "")).upper() == "CANCELLED" or ends_at <= begins_at:
        return None
    if ends_at - begins_at > LONGEST_SPAN:
        raise ValueError("longer than anybody is away")
    repeats = any(map(_REPEATS.match, lines))
    is_whole_day = not isinstance(entry.start, datetime)
    lasts = (
        is_whole_day or (ends_at - begins_at).total_seconds() >= 23 * 3600
    )  # the night the clocks go forward
    return Leave(
        begins_at, ends_at, str(entry.get("summary", "")), repeats, lasts and not repeats and _is_busy(entry)
    )


def _is_busy(entry: Any) -> bool:
    """Whether its owner is not there: birthdays and holidays stand in calendars as free."""
    is_free = str(entry.get("transp", "")).upper() == "TRANSPARENT"
    return not is_free and str(entry.get("x-microsoft-cdo-busystatus", "")).upper() not in (
        "FREE",
        "TENTATIVE",
    )


def _instant(entry: Any, name: str, at: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    elif at.tzinfo is None and name in entry and "TZID" in entry[name].params:
        raise ValueError("a time zone that is not known here")
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
