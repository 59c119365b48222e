"""The link in a ring's mail, and the two digits beside it. Neither is stored: both follow from the ring and a secret.

The link alone does nothing: mail scanners open and even post what they find. A person copies the two digits, which
stand in the mail's text and nowhere on the page.
"""

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "redphone.calls.ring"
DIGITS_ALLOWED = 5
"""How many wrong pairs of digits one link takes before it asks for a sign-in."""


def token_of(ring: int) -> str:
    """The link's token for a ring, by its row number."""
    return Signer(salt=_SALT, sep=".").sign(str(ring))


def ring_of(token: str) -> int | None:
    """The ring a token belongs to; None for a token that was not made here."""
    try:
        return int(Signer(salt=_SALT, sep=".").unsign(token))
    except (BadSignature, ValueError):
        return None


def digits_of(ring: int) -> str:
    """The two digits of a ring, "10" to "99"."""
    digest = salted_hmac(_SALT + ".digits", str(ring), algorithm="sha256").digest()
    return str(10 + int.from_bytes(digest[:8], "big") % 90)


def are_digits_of(ring: int, typed: str) -> bool:
    """Whether these are the ring's digits, compared in constant time."""
    return constant_time_compare(digits_of(ring), typed.strip())
