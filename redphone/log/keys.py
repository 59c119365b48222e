"""Whose key signs and whose key checks: the network registers how to look them up, for the log knows no room."""

from collections.abc import Callable

from redphone.wire.seal import Key

Signer = Callable[[str], Key]
Finder = Callable[[str], Key | None]

_signer: Signer | None = None
_finder: Finder | None = None


def look_up_keys(*, signer: Signer, finder: Finder) -> None:
    """Register how a party's own key is found, and how any key is found by its id."""
    global _signer, _finder
    _signer, _finder = signer, finder


def key_of(party: str) -> Key:
    """The private key with which this node speaks for a party. Raises LookupError where it holds none."""
    if _signer is None:
        raise LookupError("no room has registered where keys are kept")
    return _signer(party)


def speaks_for(party: str) -> bool:
    """Whether this node holds a party's private key, and so keeps all that it says."""
    try:
        return key_of(party).party == party
    except LookupError:
        return False


def find_key(kid: str) -> Key | None:
    """The key with this id, as pinned here; None if unknown. It is never fetched from the sender."""
    return _finder(kid) if _finder else None
