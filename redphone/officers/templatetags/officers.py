"""Filters of this room's pages."""

from django import template

register = template.Library()


@register.filter
def in_fours(secret: str) -> str:
    """ "JBSW Y3DP EHPK": a key that is typed by hand, in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
