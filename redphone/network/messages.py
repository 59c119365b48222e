"""What is said of the network itself: its parties and its chair."""

import uuid
from datetime import timedelta
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from redphone.wire.kinds import Message, kind
from redphone.wire.policy import Role
from redphone.wire.words import Line, PartyCode, Text

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
