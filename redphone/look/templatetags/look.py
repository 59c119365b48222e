"""The tags pages are written in: clocks, states, marks, figures, fields. Examples are in README.md."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import cast

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from redphone.look import fields, menu, page, times, words
from redphone.look.shapes import shape

register = template.Library()


@register.simple_tag(takes_context=True)
def clock(context: Context, at: datetime | None, zone: str = "", label: str = "") -> str:
    """`at` in UTC, in the officer's zone, and where it happens (this row's `zone`, else the page's site)."""
    if at is None:
        return ""
    parts = times.clock_parts(at, now=_now(context), zones=_zones(context, zone, label))
    rest = format_html_join("", " · <span>{}</span>", ((part,) for part in parts[1:]))
    return format_html('<time class="clock" datetime="{}"><b>{}</b>{}</time>', _iso(at), parts[0], rest)


@register.simple_tag(takes_context=True)
def utc(context: Context, at: datetime | None) -> str:
    """`at` in UTC only, for timelines and dense rows."""
    if at is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', _iso(at), times.utc_text(at, now=_now(context)))


@register.simple_tag
def since(at: datetime | None, now: datetime) -> str:
    """ "24 min ago"; clock.js keeps it fresh."""
    return _ticking("since", at, times.since_text(at, now)) if at else ""


@register.simple_tag
def within(at: datetime | None, now: datetime) -> str:
    """ "in 1 h 56" or, with its shape, "40 min late"; clock.js keeps it fresh."""
    if at is None:
        return ""
    return _ticking("within late" if at < now else "within", at, times.within_text(at, now))


@register.simple_tag
def took(start: datetime | None, end: datetime | None) -> str:
    """ "1 min 40 s"; nothing while either end is not known."""
    return times.took_text(start, end) if start and end else ""


@register.simple_tag(takes_context=True)
def page_clock(context: Context) -> str:
    """The clock in the band, in as many zones as the page knows; clock.js keeps it fresh."""
    now = times.aware(_now(context))
    rows = [("UTC", "UTC", f"{times.weekdays()[now.weekday()]} {now:%H:%M} UTC")]
    zones = times.real_zones(_zones(context))
    texts = times.clock_parts(now, now=now, zones=_zones(context))[1:]
    rows += [(zone.key, place, text) for (zone, place), text in zip(zones, texts, strict=True)]
    spans = format_html_join(" ", '<span data-zone="{}" data-place="{}">{}</span>', rows)
    days = "|".join(times.weekdays())
    return format_html('<time class="clocks" datetime="{}" data-days="{}">{}</time>', _iso(now), days, spans)


@register.simple_tag(takes_context=True)
def page_stamp(context: Context) -> str:
    """Date and time of the page, whole, for its foot and for paper."""
    now = _now(context)
    return format_html('<time datetime="{}">{}</time>', _iso(now), times.stamp_text(now))


@register.simple_tag(takes_context=True)
def rooms(context: Context) -> SafeString:
    """The rooms of the menu, as items of a list that stands twice on a page: in its head and in its drawer."""
    lines = cast("list[menu.Line]", page.read(context, "menu", []))
    entry = '<li><a href="{}"{}{}>{}{}</a></li>'
    return format_html_join(
        "", entry, ((line.url, _current(line), _key(line), line.label, _open(line)) for line in lines)
    )


@register.simple_tag
def clock_words() -> dict[str, str]:
    """The wordings clock.js counts with, in the language in use."""
    return times.patterns()


@register.simple_tag
def state(name: str, word: str = "") -> str:
    """Shape and word; `word` says it more closely ("Ringing the deputy"). KeyError for no such state."""
    return _state(name, word or words.state_word(name))


@lru_cache(maxsize=200)  # a list says the same few over and over
def _state(name: str, word: str) -> SafeString:
    return format_html('<span class="state {}">{}{}</span>', name, shape(name), word)


@register.simple_tag
def status_word(status: str) -> str:
    """ACTUAL, EXERCISE, TEST or SYSTEM in its box; nothing without a status."""
    if not status:
        return ""
    return _status_word(status, words.status_word(status))


@lru_cache(maxsize=50)
def _status_word(status: str, word: str) -> SafeString:
    return format_html('<strong class="status {}">{}</strong>', status, word)


@register.simple_tag
def status_plain(status: str) -> str:
    """The same word without any box, for titles and mails."""
    return words.status_word(status) if status else ""


@register.simple_tag
def mark(label: str, national: str = "") -> str:
    """TLP:AMBER in its box, with the national mark it came with."""
    if not label:
        return ""
    beside = format_html('<span class="mark">{}</span>', national) if national else ""
    return format_html('<span class="mark" translate="no">{}</span>{}', words.mark_text(label), beside)


@register.simple_tag
def mark_plain(label: str) -> str:
    """TLP:AMBER as text, for mails."""
    return words.mark_text(label) if label else ""


@register.simple_tag
def mail_stamp(at: datetime) -> str:
    """ "Fri 22 Nov 2024 17:04 UTC" as text, for mails."""
    return times.stamp_text(at)


@register.simple_tag
def number(value: int) -> str:
    """1 150, grouped the same way in every language."""
    return words.number_text(value)


@register.simple_tag
def colon() -> str:
    """What stands between a name and what is said of it: French puts a space before it that doesn't break."""
    return pgettext("between a name and what is said of it", ": ")


@register.simple_tag(takes_context=True)
def figure(context: Context, given: object) -> str:
    """A figure with its unit, and in small type its source, as-of time and certainty."""
    small = format_html_join(" · ", "{}", ((note,) for note in _origin(context, given)))
    return format_html('<span class="figure"><b>{}</b> <small>{}</small></span>', _amount(given), small)


@register.simple_tag
def figure_plain(given: object) -> str:
    """A figure in one line of plain text, for mails: number, unit, source, as-of, certainty."""
    notes = [_amount(given), str(_part(given, "source") or "")]
    if as_of := _as_of(given):
        notes.append(gettext("as of {time}").format(time=times.stamp_text(as_of)))
    if confidence := _part(given, "confidence"):
        notes.append(words.confidence_text(str(confidence)))
    return " · ".join(note for note in notes if note)


@register.inclusion_tag("look/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Label, hint, error and input of one form field, and "Not known yet" when the form offers it."""
    return fields.field_parts(bound)


@register.inclusion_tag("look/statuses.html")
def statuses(bound: BoundField) -> dict[str, object]:
    """The statuses of a choice field as big rows that differ in word, shape and colour."""
    rows, texts = fields.status_rows(bound), fields.error_texts(bound)
    return {"bound": bound, "rows": rows, "texts": texts, "described": fields.described_by(bound)}


@register.inclusion_tag("look/errors.html")
def errors(*given: "BaseForm | BaseFormSet[BaseForm] | None") -> dict[str, object]:
    """What has to be put right before this can be sent, each line a link to its field."""
    return {"mistakes": fields.all_mistakes(given)}


def _origin(context: Context, given: object) -> list[SafeString]:
    notes = []
    if source := _part(given, "source"):
        notes.append(conditional_escape(str(source)))
    if as_of := _as_of(given):
        notes.append(format_html(gettext("as of {time}"), time=utc(context, as_of)))
    if confidence := _part(given, "confidence"):
        notes.append(conditional_escape(words.confidence_text(str(confidence))))
    return notes


def _amount(given: object) -> str:
    value = cast("int | None", _part(given, "value"))
    return words.figure_text(value, str(_part(given, "unit")), str(_part(given, "quantifier")))


def _as_of(given: object) -> datetime | None:
    # The wire says `as_of`, tables end their times in `_at`; a row kept as JSON holds the wire's own text.
    as_of = _part(given, "as_of") or _part(given, "as_of_at")
    return datetime.fromisoformat(as_of) if isinstance(as_of, str) else cast("datetime | None", as_of)


def _part(given: object, name: str) -> object:
    return given.get(name) if isinstance(given, Mapping) else getattr(given, name, None)


def _now(context: Context) -> datetime:
    return cast(datetime, page.read(context, "now")) or timezone.now()


def _zones(context: Context, zone: str = "", label: str = "") -> list[tuple[str, str]]:
    own = (str(page.read(context, "zone", "UTC")), str(page.read(context, "zone_label", "")))
    if zone:
        return [own, (zone, label)]
    return [own, (str(page.read(context, "site_zone", "UTC")), str(page.read(context, "site_label", "")))]


def _iso(at: datetime) -> str:
    return f"{times.aware(at):%Y-%m-%dT%H:%M:%SZ}"


def _current(line: menu.Line) -> SafeString:
    return format_html(' aria-current="{}"', line.current) if line.current else SafeString()


def _key(line: menu.Line) -> SafeString:
    return format_html(' data-key="{}"', line.key) if line.key else SafeString()


def _open(line: menu.Line) -> SafeString:
    if not line.count:
        return SafeString()
    return format_html(' <b class="count">{}<span class="unseen"> {}</span></b>', line.count, gettext("open"))


def _ticking(kind: str, at: datetime, text: str) -> str:
    return format_html('<time class="{}" datetime="{}">{}</time>', kind, _iso(at), text)
