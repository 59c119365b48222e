"""The link in a ring's mail, and the two digits beside it."""

from typing import Protocol

from redphone.officers.links import DIGITS_ALLOWED, Link, number_in

__all__ = [
    "DIGITS_ALLOWED",
    "are_digits_of",
    "digits_of",
    "is_receipt_token_of",
    "is_token_of",
    "number_in",
    "receipt_token_of",
    "token_of",
]


class Rung(Protocol):
    """What a link belongs to."""

    @property
    def pk(self) -> int: ...
    @property
    def call(self) -> str: ...
    @property
    def cause(self) -> str: ...
    @property
    def officer(self) -> int: ...


def token_of(ring: Rung) -> str:
    """The link's token for a ring."""
    return _link(ring).token


def is_token_of(ring: Rung, token: str) -> bool:
    """Whether a token was made here, for this ring."""
    return _link(ring).has_token(token)


def receipt_token_of(ring: Rung) -> str:
    """What its provider says a text's receipt with: it opens nothing else, least of all the link's page."""
    return _link(ring, door=" receipt").token


def is_receipt_token_of(ring: Rung, token: str) -> bool:
    """Whether a receipt's token was made here, for this ring."""
    return _link(ring, door=" receipt").has_token(token)


def digits_of(ring: Rung) -> str:
    """The two digits of a ring, "10" to "99"."""
    return _link(ring).digits


def are_digits_of(ring: Rung, typed: str) -> bool:
    """Whether these are the ring's digits."""
    return _link(ring).has_digits(typed)


def _link(ring: Rung, *, door: str = "") -> Link:
    what = f"{ring.call} {ring.cause} {ring.officer}"
    return Link(salt=f"redphone.calls.ring{door}", row=ring.pk, what=what)
