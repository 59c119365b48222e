"""Who may change the register."""

from collections.abc import Collection
from datetime import datetime

from redphone.network.messages import PartyEntered, Reachable
from redphone.places import is_zone
from redphone.refused import Refused
from redphone.wire.policy import Seat


def may_keep_register(*, by: Seat) -> None:
    """The secretariat keeps the register; it is its administrator's work."""
    if by.role != "secretariat" or by.office != "administrator":
        raise Refused("Only the secretariat's administrator may change the register.")


def may_enter_party(*, by: Seat, entry: PartyEntered) -> None:
    """The secretariat enters a party, with a time zone that exists: its officers are rung by their own clock."""
    may_keep_register(by=by)
    if not is_zone(entry.zone):
        raise Refused("%(zone)s is not a time zone.", field="zone", zone=entry.zone)


def may_set_chair(
    *, by: Seat, chair: str | None, substitutes: Collection[str], members: Collection[str]
) -> None:
    """The chair and its substitutes are members, and nobody stands in for themselves."""
    may_keep_register(by=by)
    if strangers := [code for code in (chair, *substitutes) if code and code not in members]:
        raise Refused("%(party)s is not a member of the network.", field="chair", party=strangers[0])
    if len(set(substitutes)) != len(substitutes):
        raise Refused("A party can stand in for the chair only once.", field="substitutes")
    if chair and chair in substitutes:
        raise Refused("%(party)s can't be its own substitute.", field="substitutes", party=chair)
    if not chair and not substitutes:
        raise Refused("While the chair is vacant somebody has to stand in for it.", field="substitutes")


def may_tell_reach(*, by: Seat) -> None:
    """Every officer of a party says how its duty desk is reached: at night nobody waits for an administrator."""
    if by.officer is None:
        raise Refused("Only an officer of the party may do this.")


def check_reachable(said: Reachable, *, now: datetime) -> None:
    """A zone that exists, hours with both ends, and a proof that lies behind us."""
    if not is_zone(said.zone):
        raise Refused("%(zone)s is not a time zone.", field="zone", zone=said.zone)
    if (said.opens_at is None) != (said.closes_at is None):
        raise Refused("Give both times, or neither for day and night.", field="closes_at")
    if said.opens_at is not None and said.opens_at == said.closes_at:
        raise Refused("Give two different times, or none for day and night.", field="closes_at")
    if said.proven_at is not None and said.proven_at > now:
        raise Refused("It can't have been answered in the future.", field="proven_at")
