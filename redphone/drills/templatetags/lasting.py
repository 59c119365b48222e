"""Spans in templates."""

from datetime import UTC, datetime, timedelta

from django import template

from redphone.look.times import took_text

register = template.Library()
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)


@register.simple_tag
def lasting(seconds: int) -> str:
    """How long so many seconds are: "40 s", "9 min"."""
    return took_text(_BEGIN, _BEGIN + timedelta(seconds=seconds))
