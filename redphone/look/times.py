"""Clocks in words: UTC first, then the officer's own time, then the time where it happens.

Formatted by hand: Django's date filters were most of a page's cost when fifty rows were measured.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.dates import MONTHS_AP, WEEKDAYS_ABBR
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext_lazy, pgettext

from redphone.places import zone_label

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Lazy

Zones = Iterable[tuple[str, str]]  # (IANA name, how to call the place; empty: the zone's city)

MINUTE, HOUR, DAY = 60, 3600, 86400

# Each manner of counting, by size: below a minute, minutes, hours, days and hours, days.
SINCE: "dict[str, Lazy]" = {
    "now": gettext_lazy("just now"),
    "m": gettext_lazy("%(m)s min ago"),
    "h": gettext_lazy("%(h)s h %(mm)s ago"),
    "dh": ngettext_lazy("%(d)s day %(h)s h ago", "%(d)s days %(h)s h ago", "d"),
    "d": ngettext_lazy("%(d)s day ago", "%(d)s days ago", "d"),
}
AHEAD: "dict[str, Lazy]" = {
    "now": gettext_lazy("in less than a minute"),
    "m": gettext_lazy("in %(m)s min"),
    "h": gettext_lazy("in %(h)s h %(mm)s"),
    "dh": ngettext_lazy("in %(d)s day %(h)s h", "in %(d)s days %(h)s h", "d"),
    "d": ngettext_lazy("in %(d)s day", "in %(d)s days", "d"),
}
LATE: "dict[str, Lazy]" = {
    "now": gettext_lazy("due now"),
    "m": gettext_lazy("%(m)s min late"),
    "h": gettext_lazy("%(h)s h %(mm)s late"),
    "dh": ngettext_lazy("%(d)s day %(h)s h late", "%(d)s days %(h)s h late", "d"),
    "d": ngettext_lazy("%(d)s day late", "%(d)s days late", "d"),
}
TOOK: "dict[str, Lazy]" = {
    "m": gettext_lazy("%(m)s min"),
    "h": gettext_lazy("%(h)s h %(mm)s"),
    "dh": ngettext_lazy("%(d)s day %(h)s h", "%(d)s days %(h)s h", "d"),
    "d": ngettext_lazy("%(d)s day", "%(d)s days", "d"),
}


def utc_text(at: datetime, *, now: datetime) -> str:
    """ "16:40 UTC", with the day in front when it isn't today, with the year when it isn't this year."""
    utc = aware(at)
    return f"{_day(utc.date(), now=aware(now).date())}{utc:%H:%M} UTC"


def stamp_text(at: datetime) -> str:
    """ "Fri 22 Nov 2024 17:04 UTC": whole, for a foot that must still be read in ten years."""
    utc = aware(at)
    return f"{_day(utc.date(), now=date.min)}{utc:%H:%M} UTC"


def day_text(day: date) -> str:
    """ "Fri 22 Nov 2024": whole; of an instant it is the day in UTC."""
    return _day(aware(day).date() if isinstance(day, datetime) else day, now=date.min).strip()


def clock_parts(at: datetime, *, now: datetime, zones: Zones) -> list[str]:
    """ "16:40 UTC", "17:40 Rome", "Sat 03:40 Canberra": a place names its weekday only if it isn't UTC's."""
    utc = aware(at)
    parts = [utc_text(at, now=now)]
    for zone, place in real_zones(zones):
        try:
            local = utc.astimezone(zone)
        except OverflowError:  # the first and the last day there are: UTC says enough
            continue
        day = "" if local.date() == utc.date() else f"{weekdays()[local.weekday()]} "
        parts.append(f"{day}{local:%H:%M} {place}")
    return parts


def clock_text(at: datetime, *, now: datetime, zones: Zones = ()) -> str:
    """The parts of a clock in one line, for mails and exports."""
    return " · ".join(clock_parts(at, now=now, zones=zones))


def dated_clock_text(at: datetime, *, zones: Zones = ()) -> str:
    """The same with its whole day, for what may be read on another day than it was written."""
    return " · ".join([stamp_text(at), *clock_parts(at, now=at, zones=zones)[1:]])


def since_text(at: datetime, now: datetime) -> str:
    """ "just now", "24 min ago", "1 h 05 ago", "2 days 4 h ago"; what lies ahead as in `within_text`."""
    seconds = _seconds(now - at)
    if seconds < -MINUTE:
        return within_text(at, now)
    return _spell(seconds, SINCE)


def within_text(at: datetime, now: datetime) -> str:
    """ "in 1 h 56", "in 3 days", "40 min late"."""
    seconds = _seconds(at - now)
    return _spell(seconds, AHEAD) if seconds >= 0 else _spell(-seconds, LATE)


def took_text(start: datetime, end: datetime) -> str:
    """How long it took: "40 s", "1 min 40 s", "9 min", "1 h 05"; seconds only below five minutes."""
    seconds = max(0, _seconds(end - start))
    if seconds < MINUTE:
        return gettext("%(s)s s") % {"s": seconds}
    if seconds < 5 * MINUTE and seconds % MINUTE:
        return gettext("%(m)s min %(s)s s") % {"m": seconds // MINUTE, "s": seconds % MINUTE}
    return _spell(seconds, TOOK)


def patterns() -> dict[str, str]:
    """The wordings below a day, for clock.js: {h}, {m}, {mm} stand for hours, minutes, two-digit minutes."""
    hole = {"h": "{h}", "m": "{m}", "mm": "{mm}"}
    kinds = {"since": SINCE, "ahead": AHEAD, "late": LATE}
    return {
        f"{kind}-{size}": str(wordings[size]) % hole
        for kind, wordings in kinds.items()
        for size in ("now", "m", "h")
    }


def aware(at: datetime) -> datetime:
    """`at` in UTC. Raises ValueError for a datetime without zone: guessing one would move a deadline."""
    if at.tzinfo is None:
        raise ValueError("a time without zone cannot be shown")
    return at.astimezone(UTC)


def real_zones(zones: Zones) -> list[tuple[ZoneInfo, str]]:
    """The zones that exist, each once, UTC left out as it is always shown, with the name of the place."""
    found: dict[str, tuple[ZoneInfo, str]] = {}
    for name, place in zones:
        zone = zone_named(name)
        if zone is not None and name not in ("UTC", "Etc/UTC"):
            found.setdefault(name, (zone, place or city(name)))
    return list(found.values())


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo | None:
    """The IANA zone, or None: a mistyped zone must not take the page down."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def city(zone: str) -> str:
    """What a zone is called in the language in use: "Europe/London" is "London", in French "Londres"."""
    return zone_label(zone, get_language() or "en")


def weekdays() -> list[str]:
    """Short names, Monday first, in the language in use."""
    return _names(get_language() or "en")[0]


def _day(day: date, *, now: date) -> str:
    if day == now:
        return ""
    days, months = _names(get_language() or "en")
    words = {"weekday": days[day.weekday()], "day": day.day, "month": months[day.month - 1], "year": day.year}
    if day.year == now.year:
        return pgettext("date before a time", "%(weekday)s %(day)d %(month)s ") % words
    return pgettext("date before a time", "%(weekday)s %(day)d %(month)s %(year)d ") % words


@lru_cache(maxsize=64)
def _names(language: str) -> tuple[list[str], list[str]]:
    return [str(WEEKDAYS_ABBR[n]) for n in range(7)], [str(MONTHS_AP[n]).rstrip(".") for n in range(1, 13)]


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds() // 1)


def _spell(seconds: int, wordings: "dict[str, Lazy]") -> str:
    if seconds < MINUTE:
        return str(wordings["now"])
    if seconds < HOUR:
        return str(wordings["m"]) % {"m": seconds // MINUTE}
    if seconds < DAY:
        return str(wordings["h"]) % {"h": seconds // HOUR, "mm": f"{seconds % HOUR // MINUTE:02d}"}
    days, hours = seconds // DAY, seconds % DAY // HOUR
    size = "dh" if days < 3 and hours else "d"
    return wordings[size] % {"d": days, "h": hours}
