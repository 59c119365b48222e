"""Checking what is stored against what was signed."""

from collections.abc import Iterable

from redphone.log import keys
from redphone.log.dispatch import Broken, Dispatch, check_all_parts, columns_of, dispatch_of
from redphone.log.models import Entry, Part
from redphone.wire.seal import unseal
from redphone.wire.strict import Malformed


def check_entry(entry: Entry, parts: Iterable[Part]) -> Dispatch:
    """The dispatch of an entry, with its seal, columns and parts checked.

    Raises BadSeal and Broken for faults, Malformed for what can't be read here.
    """
    try:
        sealed = unseal(bytes(entry.raw), find_key=keys.find_key)
    except Malformed as problem:
        raise Broken(str(problem)) from problem
    if any(getattr(entry, name) != signed for name, signed in columns_of(sealed).items()):
        raise Broken("its columns do not say what was signed")
    parts = list(parts)
    check_all_parts(sealed.manifest, parts)
    return dispatch_of(entry, sealed.manifest, parts)
