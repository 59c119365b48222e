"""The link in a ring's mail, and the two digits beside it. Neither is stored: both follow from the ring and a secret.

The link alone does nothing: mail scanners open and even post what they find. A person copies the two digits, which
stand in the mail's text and nowhere on the page.
"""

from typing import Protocol

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "redphone.calls.ring"
DIGITS_ALLOWED = 5
"""How many wrong pairs of digits one link takes before it asks for a sign-in."""


class Rung(Protocol):
    """What a link belongs to: a row's number comes again after a restore, what it stands for does not."""

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
    return _signer(ring).sign(str(ring.pk))


def number_in(token: str) -> int | None:
    """The row number that a token claims to be of, not checked; None for what is no token."""
    number = token.partition(".")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None


def is_token_of(ring: Rung, token: str) -> bool:
    """Whether a token was made here, for this ring."""
    return _is_signed(_signer(ring), ring, token)


def receipt_token_of(ring: Rung) -> str:
    """What its provider says a text's receipt with: it opens nothing else, least of all the link's page."""
    return _signer(ring, door=" receipt").sign(str(ring.pk))


def is_receipt_token_of(ring: Rung, token: str) -> bool:
    """Whether a receipt's token was made here, for this ring."""
    return _is_signed(_signer(ring, door=" receipt"), ring, token)


def digits_of(ring: Rung) -> str:
    """The two digits of a ring, "10" to "99"."""
    digest = salted_hmac(f"{_SALT}.digits", _what(ring), algorithm="sha256").digest()
    return str(10 + int.from_bytes(digest[:8], "big") % 90)


def are_digits_of(ring: Rung, typed: str) -> bool:
    """Whether these are the ring's digits, compared in constant time."""
    return constant_time_compare(digits_of(ring), typed.strip())


def _signer(ring: Rung, *, door: str = "") -> Signer:
    return Signer(salt=f"{_SALT}{door} {_what(ring)}", sep=".")


def _is_signed(signer: Signer, ring: Rung, token: str) -> bool:
    try:
        return signer.unsign(token) == str(ring.pk)
    except BadSignature:
        return False


def _what(ring: Rung) -> str:
    return f"{ring.pk} {ring.call} {ring.cause} {ring.officer}"
