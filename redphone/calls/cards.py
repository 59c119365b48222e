"""What the window shows: calls, and each party's line in them, as a seat may see them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from redphone.calls.cards_line import Line, figures_in
from redphone.calls.cards_quorum import QuorumCard, quorum_card
from redphone.calls.models import Call
from redphone.wire.policy import Seat, Sight, sight


@dataclass(frozen=True)
class CallCard:
    """A call as a seat may see it. With sight ENVELOPE `words` and `what_happened` are empty.

    `needed` is how many of the lines that count have to acknowledge; None: everybody is rung on.
    """

    thing: str
    number: str
    situation: str
    status: str
    mark: str
    national: str
    by: str
    to: tuple[str, ...]
    what_happened: str
    urgency: str
    decides: str
    answer_by_at: datetime | None
    needed: int | None
    words: dict[str, Any]
    happened_at: datetime
    raised_at: datetime
    state: str
    ended_at: datetime | None
    sight: Sight

    @property
    def is_open(self) -> bool:
        return self.state == Call.State.OPEN

    @property
    def country(self) -> str | None:
        return self.words.get("country")


@dataclass(frozen=True)
class News:
    """An update, correction or end of a call, for a seat that may read it."""

    kind: str
    said_at: datetime
    words: dict[str, Any]


@dataclass(frozen=True)
class Stop:
    """That the ringing was stopped for everybody: by whom as chair, and why if it is read."""

    by: str
    why: str
    stopped_at: datetime


@dataclass(frozen=True)
class WhoHasIt:
    """A call with a line for each party, what its raiser said since, and who stopped its ringing."""

    call: CallCard
    lines: list[Line]
    news: list[News]
    stops: list[Stop]

    @property
    def doubters(self) -> list[Line]:
        """The parties that believe the call to be wrong."""
        return [line for line in self.lines if line.doubted_at is not None]

    @property
    def addressed(self) -> list[Line]:
        return [line for line in self.lines if not line.is_author]

    @property
    def quorum(self) -> QuorumCard | None:
        """How far the quorum is; None where everybody is rung on."""
        if self.call.needed is None:
            return None
        return quorum_card(self.call.needed, self.addressed, rings=self.call.is_open and not self.stops)

    @property
    def have_it(self) -> int:
        return sum(line.acknowledged_at is not None for line in self.addressed)

    @property
    def reported(self) -> int:
        """Parties of which only a voice said that they have it."""
        return sum(line.reported is not None for line in self.addressed)

    @property
    def answered(self) -> int:
        return sum(line.answered_at is not None for line in self.addressed)

    @property
    def first_acknowledged_at(self) -> datetime | None:
        return min((line.acknowledged_at for line in self.addressed if line.acknowledged_at), default=None)

    @property
    def reached_nobody(self) -> bool:
        return bool(self.addressed) and all(line.state == "nobody" for line in self.addressed)

    def line_of(self, party: str) -> Line | None:
        return next((line for line in self.lines if line.party == party), None)

    def plain(self) -> dict[str, Any]:
        """The same as plain data, for JSON at every door."""
        return {
            "call": plain_card(self.call),
            "lines": [asdict(line) for line in self.addressed],
            "news": [asdict(item) for item in self.news],
            "stops": [asdict(item) for item in self.stops],
            "have_it": self.have_it,
            "reported": self.reported,
            "answered": self.answered,
            "reached_nobody": self.reached_nobody,
            "quorum": asdict(self.quorum) if self.quorum else None,
        }


def plain_card(card: CallCard) -> dict[str, Any]:
    """A call as plain data; its sight by name."""
    return asdict(card) | {"sight": card.sight.name.lower()}


@dataclass(frozen=True)
class Open:
    """A call on the desk with one's own line in it, and how many have it of how many; `counted` of those needed."""

    call: CallCard
    own: Line
    have_it: int
    answered: int
    addressed: int
    counted: int = 0

    @property
    def has_enough(self) -> bool:
        """Whether it asked for a quorum and has it."""
        return self.call.needed is not None and self.counted >= self.call.needed

    @property
    def is_expected(self) -> bool:
        """Whether something is expected of this seat's party: an acknowledgement, then an answer."""
        return not self.own.is_author and self.own.answered_at is None


@dataclass(frozen=True)
class AsChair:
    """A call of whose unreached party a seat's own party is told as acting chair, and has not said yet that it knows.

    It need not be named in that call: this is what the asking itself says.
    """

    call: str
    number: str
    status: str
    urgency: str
    answer_by_at: datetime | None
    by: str
    unreached: str
    asked_at: datetime


def card_of(row: Call, for_: Seat) -> CallCard | None:
    """The call as a seat may see it; None if it may not know of it."""
    seen = sight(row, for_=for_)
    if seen is Sight.NOTHING:
        return None
    reads = seen is Sight.CONTENT
    return CallCard(
        thing=row.thing,
        number=row.number,
        situation=row.situation,
        status=row.status,
        mark=row.mark,
        national=row.national if reads else "",
        by=row.by,
        to=row.to,
        what_happened=row.what_happened if reads else "",
        urgency=row.urgency,
        decides=row.words["decides"],
        answer_by_at=row.answer_by_at,
        needed=row.needed,
        words=readable(row.words) if reads else {},
        happened_at=row.happened_at,
        raised_at=row.raised_at,
        state=row.state,
        ended_at=row.ended_at,
        sight=seen,
    )


def readable(words: dict[str, Any]) -> dict[str, Any]:
    """The words of a call as pages and mails take them: figures as figures."""
    return {**words, "figures": figures_in(words.get("figures", ()))}
