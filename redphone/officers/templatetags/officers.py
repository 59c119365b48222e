"""Filters and notices of this room's pages."""

from datetime import datetime
from typing import Any

from django import template

from redphone.look.times import day_text
from redphone.officers import reads_departures, reads_paths, words
from redphone.wire.policy import Seat

register = template.Library()


@register.filter
def in_fours(secret: str) -> str:
    """ "JBSW Y3DP EHPK": a key that is typed by hand, in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


register.filter("day", day_text)


@register.inclusion_tag("officers/before_it_hurts.html")
def before_it_hurts(seat: Seat, now: datetime) -> dict[str, Any]:
    """What of the seat's own party will hurt soon: ways to whom is rung that nobody proved, posts without successor."""
    leaving = reads_departures.departures_ahead(for_=seat, now=now)
    return {
        "unproven": reads_paths.not_proven_ahead(for_=seat, now=now),
        "leaving": [(one, words.departure_words(one)) for one in leaving if one.loose],
    }
