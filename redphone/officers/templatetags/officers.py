"""Filters and notices of this room's pages."""

import json
from datetime import datetime
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.template import Context

from redphone.look.times import day_text
from redphone.officers import reads_departures, reads_paths, reads_roster, words
from redphone.wire.policy import Seat

register = template.Library()


@register.filter
def in_fours(secret: str) -> str:
    """ "JBSW Y3DP EHPK": a key that is typed by hand, in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


register.filter("day", day_text)


@register.inclusion_tag("officers/before_it_hurts.html", takes_context=True)
def before_it_hurts(context: Context, seat: Seat, now: datetime) -> dict[str, Any]:
    """What of the seat's own party will hurt soon: nobody on duty, ways of ringing that nobody proved, posts that
    nobody takes over."""
    held = reads_roster.own_rosters(for_=seat, since=now)
    leaving = reads_departures.departures_ahead(for_=seat, now=now, held=held)
    return {
        **{str(name): value for name, value in context.flatten().items()},
        "holes": reads_roster.holes_ahead(for_=seat, now=now, held=held),
        "unproven": reads_paths.not_proven_ahead(for_=seat, now=now, held=held),
        "leaving": [(one, words.departure_words(one)) for one in leaving if one.loose],
    }


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute, which the template escapes."""
    return json.dumps(value, cls=DjangoJSONEncoder)
