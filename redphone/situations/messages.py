"""What can be said of a situation: that it is there, which mode it is in, that it is over."""

from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from redphone.wire.kinds import Message, kind
from redphone.wire.words import CountryCode, Instant, Line, PartyCode, Text

Mode = Literal["monitoring", "information_sharing", "full"]
MODES: tuple[Mode, ...] = ("monitoring", "information_sharing", "full")
"""The modes of the EU's IPCR arrangements, lowest first; one steps down to monitoring, not to nothing."""
_YEARS = timedelta(days=3650)


@kind("situation.opened.v1")
class SituationOpened(Message):
    """An emergency or a situation of shared concern is worked on from now; its mode is monitoring.

    `countries` are those where it happens, the first the main one.
    """

    lasts: ClassVar[timedelta] = _YEARS
    title: Annotated[Line, Field(min_length=1)]
    nature: Literal["emergency", "shared_concern"]
    countries: Annotated[tuple[CountryCode, ...], Field(max_length=20)]
    summary: Text


@kind("situation.mode_set.v1")
class ModeSet(Message):
    """The mode a situation is in from now on, who owns it, why, in what rhythm, and when that is looked at again.

    `report_hours` is how often a situation report is due (None: none is); `review_at` is mandatory.
    """

    lasts: ClassVar[timedelta] = _YEARS
    mode: Mode
    owner: PartyCode
    reason: Annotated[Text, Field(min_length=1)]
    report_hours: Annotated[int, Field(ge=1, le=720)] | None
    meeting_times: Line
    review_at: Instant


@kind("situation.closed.v1")
class SituationClosed(Message):
    """A situation is no longer worked on; what was said of it stays."""

    lasts: ClassVar[timedelta] = _YEARS
    reason: Annotated[Text, Field(min_length=1)]
