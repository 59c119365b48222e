"""The link in a mail that somebody has to answer, and the two digits beside it. Neither is stored: both follow from
what the mail was sent for and this node's secret.

The link alone does nothing: mail scanners open and even post what they find. A person copies the two digits, which
stand in the mail's text and nowhere on the page.
"""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS_ALLOWED = 5
"""How many wrong pairs of digits one link takes."""


@dataclass(frozen=True)
class Link:
    """The link of a row: `salt` is its kind's own, `what` what the row stands for.

    A row's number comes again after a restore, what it stands for does not.
    """

    salt: str
    row: int
    what: str

    @property
    def token(self) -> str:
        return self._signer().sign(str(self.row))

    @property
    def digits(self) -> str:
        """The two digits, "10" to "99"."""
        digest = salted_hmac(f"{self.salt}.digits", f"{self.row} {self.what}", algorithm="sha256").digest()
        return str(10 + int.from_bytes(digest[:8], "big") % 90)

    def has_token(self, token: str) -> bool:
        """Whether a token was made here, for this row."""
        try:
            return self._signer().unsign(token) == str(self.row)
        except BadSignature:
            return False

    def has_digits(self, typed: str) -> bool:
        """Whether these are its digits, compared in constant time."""
        return constant_time_compare(self.digits, typed.strip())

    def _signer(self) -> Signer:
        return Signer(salt=f"{self.salt} {self.row} {self.what}", sep=".")


def number_in(token: str) -> int | None:
    """The row number that a token claims to be of, not checked; None for what is no token."""
    number = token.partition(".")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None
