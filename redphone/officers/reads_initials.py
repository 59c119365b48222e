"""The window on whose hand did what: on a desk that several share, each act has its initials, for their own party."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from redphone.officers.models import Officer, SatAt
from redphone.wire.policy import Seat


@dataclass(frozen=True)
class Hand:
    """Who sat there: their name, and how it is shown in a line."""

    name: str
    initials: str


def hands_at(hashes: Iterable[str], *, for_: Seat) -> dict[str, Hand]:
    """Who sat there when the seat's own party said these dispatches, by their hashes; of others' dispatches nobody."""
    sat = dict(SatAt.objects.filter(hash__in=list(hashes), party=for_.party).values_list("hash", "officer"))
    if not sat:
        return {}
    names = dict(Officer.objects.filter(party=for_.party).values_list("pk", "name"))
    known = Counter(map(initials_of, names.values()))
    return {hash_: _hand(names[officer], known) for hash_, officer in sat.items() if officer in names}


def _hand(name: str, known: Counter[str]) -> Hand:
    """Initials that two officers share name neither: then the name stands there."""
    initials = initials_of(name)
    return Hand(name, initials if known[initials] == 1 else name)


def initials_of(name: str) -> str:
    """The first letter of each part of a name: "Anne-Marie Example" is AME."""
    return "".join(part[0] for part in name.replace("-", " ").split()).upper()
