"""What is said of the network itself: its parties and its chair."""

import uuid
from datetime import timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from redphone.wire.kinds import Message, kind
from redphone.wire.policy import Role
from redphone.wire.words import Instant, Line, PartyCode, Text

_FOR_GOOD = timedelta(days=3650)
_REGISTER = uuid.UUID("0192f0c0-0000-7000-8000-000000000001")
CHAIR = str(uuid.uuid5(_REGISTER, "chair"))
"""The thing that stands for the chair: the same on every node."""
Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]{2})?$")]


@kind("network.party_entered.v1")
class PartyEntered(Message):
    """A party's entry in the register; said again, it replaces what was said before.

    `names` by language, English always; `zone` the IANA zone of its capital; `active` False for a dormant party,
    which is still rung but is not waited for.
    """

    lasts: ClassVar[timedelta] = _FOR_GOOD
    code: PartyCode
    names: dict[Language, Line]
    role: Role
    zone: Line
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    active: bool = True

    @model_validator(mode="after")
    def _has_an_english_name(self) -> Self:
        if "en" not in self.names:
            raise ValueError("a party has a name in English")
        return self


def thing_of_party(code: str) -> str:
    """The thing that stands for a party in the log: the same on every node."""
    return str(uuid.uuid5(_REGISTER, code))


@kind("network.chair_set.v1")
class ChairSet(Message):
    """Who holds the chair (None: vacant) and who stands in for it, in this order."""

    lasts: ClassVar[timedelta] = _FOR_GOOD
    chair: PartyCode | None
    substitutes: tuple[PartyCode, ...]
    reason: Text


def thing_of_reach(code: str) -> str:
    """The thing that stands for how a party's duty desk is reached: the same on every node."""
    return str(uuid.uuid5(_REGISTER, f"reach {code}"))


def thing_of_cover(code: str) -> str:
    """The thing that stands for whether a party's duty desk can be reached: the same on every node."""
    return str(uuid.uuid5(_REGISTER, f"cover {code}"))


DutyNumber = Annotated[str, Field(pattern=r"^\+[1-9][0-9 ]{6,24}$")]
"""A telephone number as one dials it from abroad: +44 20 7946 0000 (ITU-T E.123)."""
ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


@kind("network.reachable.v1")
class Reachable(Message):
    """How the author's duty desk is reached by telephone; said again, it replaces what was said before.

    `seat` is who answers; `opens_at` and `closes_at` are clock times of `zone`, both None for day and night;
    `weekdays` with Monday as 0, empty for every day; `proven_at` when it was last rung and answered, None for never.
    """

    lasts: ClassVar[timedelta] = timedelta(days=30)
    seat: Literal["duty_desk", "desk_officer", "senior_official"]
    number: DutyNumber
    opens_at: ClockTime | None
    closes_at: ClockTime | None
    weekdays: Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(max_length=7)]
    zone: Line
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=20)]
    proven_at: Instant | None


@kind("network.cover_told.v1")
class CoverTold(Message):
    """Whether the author's duty desk can be reached, without the number: for whoever helps to run the network.

    `proven_at` as in `network.reachable.v1`; `hole_at` when, in the two weeks after it was said, nobody is on duty.
    """

    lasts: ClassVar[timedelta] = timedelta(days=30)
    proven_at: Instant | None
    hole_at: Instant | None
