"""Who may open a situation and set its mode."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from redphone.refused import Refused
from redphone.situations.messages import MODES
from redphone.wire.policy import Role, Seat, may_read, may_receive
from redphone.wire.words import MARKS

MAY_SPEAK = ("duty_desk", "desk_officer", "senior_official")
FAR = timedelta(days=3650)
"""Nobody means a day so far off: it was mistyped."""


@dataclass(frozen=True)
class _Said:
    """What policy looks at."""

    by: str
    to: tuple[str, ...]
    mark: str


def may_speak(*, by: Seat) -> None:
    """Whoever speaks for a party sits at its duty desk, is a desk officer or a senior official."""
    if by.office not in MAY_SPEAK:
        raise Refused("This seat may not speak for its party. The duty desk or a desk officer may.")


def may_open(*, by: Seat, to: Collection[str], roles: dict[str, Role], mark: str) -> None:
    """Members and the secretariat open situations, to parties the register knows, under a mark each may receive."""
    may_speak(by=by)
    if by.role not in ("member", "secretariat"):
        raise Refused("Only members and the secretariat open situations. You can ask one of them to.")
    check_audience(by=by, to=to, roles=roles, mark=mark)


def check_audience(*, by: Seat, to: Collection[str], roles: dict[str, Role], mark: str) -> None:
    """Somebody is addressed, everybody addressed exists, and everybody may receive the mark."""
    if mark not in MARKS:
        raise Refused("Choose one of the five marks.", field="mark")
    if not may_read(_Said(by.party, tuple(to), mark), for_=by):
        raise Refused(
            "This seat does not read TLP:%(mark)s, so it can't speak under it.", field="mark", mark=mark
        )
    if not set(to) - {by.party}:
        raise Refused("Choose at least one party besides your own.", field="to")
    if strangers := sorted(set(to) - set(roles)):
        raise Refused("%(party)s is not a party of this network.", field="to", party=strangers[0])
    barred = sorted(code for code in to if not may_receive(role=roles[code], mark=mark))
    if barred:
        raise Refused(
            "TLP:%(mark)s goes to members only. Leave out %(party)s, or mark it TLP:GREEN.",
            field="to",
            mark=mark,
            party=", ".join(barred),
        )


def may_set_mode(
    *,
    by: Seat,
    mode: str,
    owner: str,
    new_owner: str,
    audience: Collection[str],
    chair: str | None,
    now: datetime,
    review_at: datetime,
) -> None:
    """Who may set which mode (after the EU's IPCR arrangements).

    The chair, or who acts as chair, sets any mode. The owner of the situation may set information sharing and may
    step down. Nobody else sets a mode. The owner from then on is one of the parties of the situation.
    """
    may_speak(by=by)
    if by.party not in (chair, owner):
        raise Refused("Only the chair and the owner of the situation set its mode. Ask them to, by a call.")
    if mode == "full" and by.party != chair:
        raise Refused("Full activation is set by the chair, or by its substitute while the chair is vacant.")
    if mode not in MODES:
        raise Refused("Choose one of the three modes.", field="mode")
    if new_owner not in audience:
        raise Refused("The owner has to be one of the parties of this situation.", field="owner")
    check_is_to_come(review_at, now=now, field="review_at")


def check_is_to_come(at: datetime | None, *, now: datetime, field: str) -> None:
    """A time that is given lies ahead, and not beyond all planning."""
    if at is not None and at <= now:
        raise Refused("This time has passed. Give a time to come.", field=field)
    if at is not None and at > now + FAR:
        raise Refused("This is years away. Check the date.", field=field)


def check_has_been(at: datetime | None, *, now: datetime, field: str) -> None:
    """A time that is given lies behind us, and not before all memory."""
    if at is not None and at > now:
        raise Refused("This lies in the future. Say when it happened, or leave it empty.", field=field)
    if at is not None and at < now - FAR:
        raise Refused("This is years ago. Check the date.", field=field)


def may_close(*, by: Seat, mode: str, owner: str, chair: str | None, is_closed: bool) -> None:
    """The chair or the owner closes a situation, after it has stepped down to monitoring."""
    may_speak(by=by)
    if is_closed:
        raise Refused("This situation is closed already.")
    if by.party not in (chair, owner):
        raise Refused("Only the chair and the owner of the situation close it.")
    if mode != "monitoring":
        raise Refused("Step down to monitoring first: a situation is closed from there.")
