"""What is said of link tests: their schedule, how each went, whether a line stands; and that somebody is reminded."""

import uuid
from datetime import timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from redphone.wire.kinds import Message, kind
from redphone.wire.words import Instant, PartyCode

_DRILLS = uuid.UUID("0192f0c0-0000-7000-8000-000000000003")
SCHEDULE = str(uuid.uuid5(_DRILLS, "schedule"))
"""The thing that stands for the schedule of link tests: the same on every node."""
Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Result = Literal["passed", "failed"]
Way = Literal["mail", "telephone", "nobody"]
CallNumber = Annotated[str, Field(pattern=r"^[A-Z]{2,8}-[EST]?[1-9][0-9]{0,8}$")]
"""As in calls; it has no room for anything that somebody could write there."""
About = Literal["test_due", "test_failed", "hole", "number", "answer", "review"]


@kind("drill.schedule_set.v1")
class ScheduleSet(Message):
    """How often each member's line is tested, and how long each one asked has before the next is. By the register's
    keeper alone; said again, it replaces what was said before.

    `every_months` counts from January: 3 is January, April, July and October.
    """

    lasts: ClassVar[timedelta] = timedelta(days=3650)
    every_months: Literal[1, 2, 3, 6]
    wait_minutes: Annotated[int, Field(ge=5, le=240)]


@kind("drill.link_tested.v1")
class LinkTested(Message):
    """How a test of the author's own line went; to members. Who was asked stays on the author's node.

    `way` mail or telephone, nobody when it failed; `step` who was asked last; `seconds` from the first mail sent to
    the acknowledgement, None when it failed.
    """

    lasts: ClassVar[timedelta] = timedelta(days=366)
    month: Month
    result: Result
    step: Literal["duty", "deputy"]
    way: Way
    seconds: Annotated[int, Field(ge=0, le=7 * 86400)] | None

    @model_validator(mode="after")
    def _seconds_when_passed(self) -> Self:
        if (self.seconds is None) != (self.result == "failed") or (self.way == "nobody") != (
            self.result == "failed"
        ):
            raise ValueError("a test that passed has seconds and a way, one that failed has neither")
        return self


def thing_of_line(code: str) -> str:
    """The thing that stands for whether a party's line was tested: the same on every node."""
    return str(uuid.uuid5(_DRILLS, f"line {code}"))


@kind("drill.line_told.v1")
class LineTold(Message):
    """How the author's line stands, without how fast or by whom: for whoever helps to run the network.

    `repair_due_at` is by when a line that failed is to be repaired; None while nothing is to be repaired.
    """

    lasts: ClassVar[timedelta] = timedelta(days=92)
    month: Month
    result: Result
    tested_at: Instant
    repair_due_at: Instant | None


def thing_of_chase(party: str, about: str, number: str = "") -> str:
    """The thing that stands for reminding a party of one matter."""
    return str(uuid.uuid5(_DRILLS, f"chase {party} {about} {number}"))


@kind("drill.chased.v1")
class Chased(Message):
    """The secretariat reminds a party's duty desk, in closed words. `at` is the time that it is about, if it has one;
    `number` the call's, where an answer is owed."""

    party: PartyCode
    about: About
    at: Instant | None
    number: CallNumber | None
