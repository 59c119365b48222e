"""Filters of this room's pages."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def in_fours(secret: str) -> str:
    """ "JBSW Y3DP EHPK": a key that is typed by hand, in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute, which the template escapes."""
    return json.dumps(value, cls=DjangoJSONEncoder)
