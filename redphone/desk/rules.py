"""Who may hand over a watch and take one, and that nothing is left without an owner."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from redphone.refused import Refused
from redphone.situations.rules import MAY_SPEAK
from redphone.wire.policy import Seat

TAKE_WITHIN = timedelta(minutes=15)
"""How long an offered watch may wait for somebody before the desk says so: as long as a call waits for its deputy."""


def may_keep_watch(*, by: Seat) -> None:
    """Who has the watch speaks for the party: an officer of an office that does."""
    if by.officer is None or by.office not in MAY_SPEAK:
        raise Refused("This seat may not speak for its party, so it can't have the watch.")


def may_offer(*, by: Seat, holder: int | None, is_offered: bool) -> None:
    """Whoever has the watch hands it over, once at a time."""
    may_keep_watch(by=by)
    if holder != by.officer:
        raise Refused("You do not have the watch, so you can't hand it over.")
    if is_offered:
        raise Refused("You have offered the watch already. Take the offer back to write another note.")


def may_take_back(*, by: Seat, offered_by: int | None) -> None:
    """Whoever offered the watch takes the offer back, until somebody has taken it."""
    if offered_by is None or offered_by != by.officer:
        raise Refused("You have offered no watch that still waits for somebody.")


def may_take(*, by: Seat, holder: int | None) -> None:
    """Two officers sign: nobody takes the watch over from themselves."""
    may_keep_watch(by=by)
    if by.officer == holder:
        raise Refused("You have the watch already. Whoever takes it over signs in as themselves.")


def check_owners(*, items: Collection[str], owners: Mapping[str, int], people: Collection[int]) -> None:
    """Each open item has an owner who is an officer of the party and may speak for it. Raises Refused for the first."""
    for key in items:
        if key not in owners:
            raise Refused("Name who has this from now on: nothing is left without an owner.", field=key)
        if owners[key] not in people:
            raise Refused("Choose among the officers of your party who speak for it.", field=key)
