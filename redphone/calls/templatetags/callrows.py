"""The small print of a call in a list. In Python, since a desk has many rows and a template took most of its time."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from redphone.calls.cards import Open
from redphone.look.templatetags.look import since, state, within
from redphone.network.reads import PartyCard
from redphone.network.templatetags.named import party_name

register = template.Library()


@register.simple_tag
def call_facts(item: Open, parties: Mapping[str, PartyCard], now: datetime) -> SafeString:
    """Number, who raised it and when, where it stands, and when to answer, in one line."""
    raiser = party_name(item.call.by, parties)
    raised = format_html("{} · {}, {}", item.call.number, raiser, since(item.call.raised_at, now))
    return format_html_join("", "{}", ((part,) for part in (raised, *_facts(item, now))))


def _facts(item: Open, now: datetime) -> Iterator[SafeString]:
    if not item.call.is_open:
        yield format_html(" · {}", state(item.call.state))
        return
    if not item.own.is_author:
        yield format_html(" · {}", _own_state(item.own.state))
    yield format_html(" · {}", _tally(item))
    if item.call.answer_by_at:
        yield format_html(" · {} {}", gettext("answer"), within(item.call.answer_by_at, now))


def _tally(item: Open) -> str:
    have = {"have": item.have_it, "all": item.addressed}
    if item.call.needed is None:
        return gettext("%(have)s of %(all)s have it") % have
    if item.has_enough:
        return gettext("enough have it: %(have)s of %(all)s") % have
    return gettext("%(have)s of %(needed)s needed have it") % {
        "have": item.counted,
        "needed": item.call.needed,
    }


def _own_state(known: str) -> str:
    if known in ("answered", "acknowledged"):
        return state(known)
    return state("late", gettext("Not acknowledged by us"))
