"""The window on how the open calls of a party stand, all at once: for whoever hands over a watch, or takes one."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from redphone.calls.cards import Open
from redphone.calls.models import CallLine, RingingStop
from redphone.calls.reads import count_open, open_calls
from redphone.network import reads as network
from redphone.wire.policy import Seat


@dataclass(frozen=True)
class Standing:
    """An open call with its parties by their codes: `waits` have not said that they have it, `doubts` believe that it
    is wrong, `stopped_by` stopped its ringing as chair."""

    open: Open
    waits: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    stopped_by: tuple[str, ...] = ()

    @property
    def is_ringing(self) -> bool:
        """Whether somebody is still rung for it: who believes it wrong is not."""
        return not self.stopped_by and bool(set(self.waits) - set(self.doubts))


def standing_calls(*, for_: Seat) -> list[Standing]:
    """Every open call of this seat's party, the newest first: none is left out, however many there are."""
    found = open_calls(for_=for_, limit=count_open(for_=for_))
    things = [item.call.thing for item in found]
    waits, doubts, stops = _waits(things), _doubts(things), _stops(things)
    return [
        Standing(item, tuple(waits[thing]), tuple(doubts[thing]), tuple(stops[thing]))
        for item, thing in zip(found, things, strict=True)
    ]


def _waits(things: Collection[str]) -> defaultdict[str, list[str]]:
    lines = CallLine.objects.filter(is_author=False, acknowledged_at=None, answered_at=None)
    return _by_thing(lines.filter(thing__in=things).order_by("party").values_list("thing", "party"))


def _doubts(things: Collection[str]) -> defaultdict[str, list[str]]:
    lines = CallLine.objects.filter(thing__in=things, doubted_at__isnull=False)
    return _by_thing(lines.order_by("doubted_at", "party").values_list("thing", "party"))


def _stops(things: Collection[str]) -> defaultdict[str, list[str]]:
    rows = RingingStop.objects.filter(thing__in=things, by__in=network.chair().line)
    return _by_thing(rows.order_by("stopped_at", "pk").values_list("thing", "by"))


def _by_thing(rows: Collection[tuple[str, str]]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for thing, party in rows:
        if party not in found[thing]:
            found[thing].append(party)
    return found
