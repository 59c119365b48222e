"""The shapes beside the words: drawn, not typed, so that each is the same on every machine and on paper.

A circle fills up as somebody takes a call over; what goes wrong has corners. Each also has a plain character,
for mails in plain text.
"""

from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe


class Shape(NamedTuple):
    """`drawing` is the inside of a 16 by 16 SVG, `character` its stand-in in plain text."""

    drawing: str
    character: str


_RING = '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2"{}/>'
_BROKEN = ' stroke-dasharray="1.9 1.87"'

SHAPES = {
    "waiting": Shape(_RING.format(_BROKEN), "◌"),
    "ringing": Shape(_RING.format(""), "○"),
    "delivered": Shape(_RING.format("") + '<circle cx="8" cy="8" r="2.2" fill="currentColor"/>', "◉"),
    "opened": Shape(_RING.format(_BROKEN) + '<path d="M8 8V2a6 6 0 0 1 6 6z" fill="currentColor"/>', "◔"),
    "acknowledged": Shape(_RING.format("") + '<path d="M8 2a6 6 0 0 0 0 12z" fill="currentColor"/>', "◐"),
    "answered": Shape('<circle cx="8" cy="8" r="7" fill="currentColor"/>', "●"),
    "nobody": Shape('<path d="M8 1l7.5 13.5H.5z" fill="currentColor"/>', "▲"),
    "late": Shape('<path d="M2 1h12L8 8l6 7H2l6-7z" fill="currentColor"/>', "△"),
    "cancelled": Shape('<path d="M3 3l10 10M13 3L3 13" stroke="currentColor" stroke-width="2.6"/>', "✕"),
    "stood_down": Shape('<path d="M3 3h10v10H3z" fill="currentColor"/>', "■"),
}


def shape(name: str) -> SafeString:
    """The drawing of a state, hidden from screen readers because its word stands beside it."""
    return _DRAWN[name]


_DRAWN = {
    name: mark_safe(  # noqa: S308  (constants of this module only)
        '<svg class="shape" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
        f"{shape.drawing}</svg>"
    )
    for name, shape in SHAPES.items()
}
