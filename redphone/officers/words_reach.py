"""How a desk is reached, in words: its hours by its own clock and in UTC, its languages."""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.look.times import day_text
from redphone.network.hours import Hours
from redphone.network.reads import PartyCard

DAY = timedelta(days=1)
SPOKEN = {
    "en": gettext_lazy("English"),
    "fr": gettext_lazy("French"),
    "es": gettext_lazy("Spanish"),
    "it": gettext_lazy("Italian"),
    "de": gettext_lazy("German"),
    "pt-br": gettext_lazy("Portuguese"),
    "ar": gettext_lazy("Arabic"),
    "fa": gettext_lazy("Persian"),
}
"""Languages offered to a duty desk: those of the parties, and of those who ring them most."""


def language_names(codes: Iterable[str]) -> str:
    """Languages in a row, by the names that the reader has for them."""
    return ", ".join(str(SPOKEN.get(code, code)) for code in codes)


def fold(text: str) -> str:
    """Letters without case and accents, words apart by single spaces: "Royaume-Uni" is "royaume uni"."""
    plain = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return " ".join(plain.casefold().replace("-", " ").split())


def found_by(card: PartyCard) -> str:
    """What a party is found by: its names in every language and its code, folded, parted by |."""
    return "|".join(dict.fromkeys(map(fold, (*card.names.values(), card.code))))


def begins(found_by: str, typed: str) -> bool:
    """Whether any word that something is found by begins with the letters that were typed. find.js asks the same."""
    return any(f" {fold(typed)}" in f" {name}" for name in found_by.split("|"))


def hours_in_words(hours: Hours) -> str:
    """When a desk answers, in a few words."""
    if hours.opens_at is None or hours.closes_at is None:
        times = _("day and night")
    else:
        times = f"{hours.opens_at:%H:%M} – {hours.closes_at:%H:%M}"
    days = days_in_words(hours.weekdays)
    return f"{times}, {days}" if days else times


def days_in_words(weekdays: Collection[int]) -> str:
    """ "Fri, Sat"; three and more that follow each other are "Mon – Fri"."""
    runs: list[list[int]] = []
    for day in sorted(weekdays):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [[str(WEEKDAYS_ABBR[day]) for day in run] for run in runs]
    return ", ".join(f"{run[0]} – {run[-1]}" if len(run) > 2 else ", ".join(run) for run in names)


def hours_in_utc(hours: Hours, *, since: datetime, until: datetime) -> str:
    """The same in UTC, on the day of `since`; and how it is after the clocks there have changed, if they do meanwhile.

    Days of the week stay those of the place.
    """
    if hours.opens_at is None or hours.closes_at is None:
        return _("day and night")
    first = shown = _in_utc(hours, since)
    at = since + DAY
    while at <= until:
        if (now := _in_utc(hours, at)) != shown:
            first += "; " + _("from %(day)s: %(hours)s") % {"day": day_text(at), "hours": now}
            shown = now
        at += DAY
    return first


def _in_utc(hours: Hours, at: datetime) -> str:
    zone = ZoneInfo(hours.zone)
    day = at.astimezone(zone).date()
    times = [hours.opens_at, hours.closes_at]
    shown = [datetime.combine(day, time, zone).astimezone(UTC) for time in times if time]
    return " – ".join(f"{instant:%H:%M}" for instant in shown)
