"""Who may see what: one function, asked by pages, JSON, the live line, mails and exports alike.

`to` is the machine's rule and the TLP mark is the rule for people; here both are applied to a seat. The mapping of
marks to circles is the field's: GREEN the whole network, AMBER members only, AMBER+STRICT the named members, RED
named persons, which on the wire are the duty desk and the senior official of the parties named.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, Protocol

from redphone.wire.words import MARKS, Mark

Role = Literal["member", "participant", "partner", "secretariat"]
Office = Literal["duty_desk", "desk_officer", "senior_official", "administrator", "node"]
OFFICES: tuple[Office, ...] = ("duty_desk", "desk_officer", "senior_official", "administrator")

_READING: tuple[Office, ...] = ("duty_desk", "desk_officer", "senior_official", "node")
"""Who reads what a party said or was told; an administrator keeps the party's people and rights, and sees envelopes."""

OPEN_TO_ALL: Mark = "GREEN"
"""The highest mark whose content may go to every role, and into an ordinary mail."""


class Sight(IntEnum):
    """How much a seat sees: nothing, that it is there and who has it, or what it says."""

    NOTHING = 0
    ENVELOPE = 1
    CONTENT = 2


@dataclass(frozen=True)
class Seat:
    """An office of a party, as policy sees it. `officer` is this node's own number for who sits there, or None."""

    party: str
    role: Role
    office: Office
    officer: int | None = None


class Addressed(Protocol):
    """Anything that was said by someone, to someone, under a mark: a manifest, or a row drawn from one."""

    @property
    def by(self) -> str: ...
    @property
    def to(self) -> Collection[str]: ...
    @property
    def mark(self) -> str: ...


def sight(of: Addressed, *, for_: Seat) -> Sight:
    """What `for_` may see of `of`. Whoever is not named sees nothing, whatever the mark.

    A party reads what it said itself, whatever its role. An office, role or mark that is not known here reads nothing.
    """
    if isinstance(of.to, str):
        raise TypeError("`to` is a collection of codes: in a text, any piece of a code would be found")
    if for_.party != of.by and for_.party not in of.to:
        return Sight.NOTHING
    if for_.office not in _READING or of.mark not in MARKS:
        return Sight.ENVELOPE
    if is_above(of.mark, "AMBER+STRICT") and for_.office == "desk_officer":
        return Sight.ENVELOPE
    if is_above(of.mark, OPEN_TO_ALL) and for_.role != "member" and for_.party != of.by:
        return Sight.ENVELOPE
    return Sight.CONTENT


def may_read(of: Addressed, *, for_: Seat) -> bool:
    """Whether a seat may read the content."""
    return sight(of, for_=for_) is Sight.CONTENT


def may_be_mailed(mark: str) -> bool:
    """Whether content under this mark may stand in an ordinary mail at all, whoever reads it."""
    return not is_above(mark, OPEN_TO_ALL)


def may_receive(*, role: Role, mark: str) -> bool:
    """Whether a party of this role may be named in `to` under this mark.

    Above GREEN only members are: but the secretariat may be, since it helps to run the call and sees its envelope.
    """
    return not is_above(mark, OPEN_TO_ALL) or role in ("member", "secretariat")


def is_above(mark: str, other: str) -> bool:
    """Whether `mark` is stricter than `other`. An unknown mark is stricter than all."""
    return _rank(mark) > _rank(other)


def _rank(mark: str) -> int:
    return MARKS.index(mark) if mark in MARKS else len(MARKS)
