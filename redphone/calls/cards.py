"""What the window shows: calls, and each party's line in them, as a seat may see them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from redphone.calls.models import Call, CallLine
from redphone.log.rows import NOTHING
from redphone.wire.policy import Seat, Sight, sight
from redphone.wire.words import Figure


@dataclass(frozen=True)
class CallCard:
    """A call as a seat may see it. With sight ENVELOPE `words` and `what_happened` are empty."""

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
class Asked:
    """Who was asked as chair in place of a party, when, and since when it knows."""

    unreached: str
    asked_party: str
    asked_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class Report:
    """That somebody at a party said by voice that it has the call; `said` only if it is read."""

    by: str
    way: str
    said: str
    heard_at: datetime
    contradicted_at: datetime | None
    contradicted_note: str


@dataclass(frozen=True)
class Line:
    """Where one party stands in a call: `state` is one word for it, `at` since when, `words` its answer if readable."""

    party: str
    is_author: bool
    state: str
    at: datetime | None
    step: str
    delivered_at: datetime | None
    opened_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_seat: str
    acknowledged_way: str
    answer_promised_at: datetime | None
    answered_at: datetime | None
    answer: str
    words: str
    need_until_at: datetime | None
    figures: list[Figure]
    chair_asked: tuple[Asked, ...] = ()
    reports: tuple[Report, ...] = ()
    doubted_at: datetime | None = None
    doubt: str = ""

    @property
    def reported(self) -> Report | None:
        """The last word by voice that this party has it, while it has neither confirmed nor contradicted it."""
        standing = (one for one in reversed(self.reports) if one.contradicted_at is None)
        return next(standing, None) if self.acknowledged_at is None else None


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
        }


def plain_card(card: CallCard) -> dict[str, Any]:
    """A call as plain data; its sight by name."""
    return asdict(card) | {"sight": card.sight.name.lower()}


@dataclass(frozen=True)
class Open:
    """A call on the desk with one's own line in it, and how many have it of how many."""

    call: CallCard
    own: Line
    have_it: int
    answered: int
    addressed: int

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
        words=readable(row.words) if reads else {},
        happened_at=row.happened_at,
        raised_at=row.raised_at,
        state=row.state,
        ended_at=row.ended_at,
        sight=seen,
    )


def readable(words: dict[str, Any]) -> dict[str, Any]:
    """The words of a call as pages and mails take them: figures as figures."""
    return {**words, "figures": _figures(words.get("figures", ()))}


def _figures(stored: Iterable[dict[str, Any]]) -> list[Figure]:
    return [Figure.model_validate(figure) for figure in stored]


def line_of(
    row: CallLine,
    asked: Mapping[str, Collection[Asked]],
    reports: Mapping[str, Collection[Report]] = NOTHING,
    *,
    reads: bool,
) -> Line:
    """Where a party stands; what it answered only if it is read."""
    state, at = _state_of(row)
    return Line(
        party=row.party,
        is_author=row.is_author,
        state=state,
        at=at,
        step=row.step,
        delivered_at=row.delivered_at,
        opened_at=row.opened_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_seat=row.acknowledged_seat,
        acknowledged_way=row.acknowledged_way,
        answer_promised_at=row.answer_promised_at,
        answered_at=row.answered_at,
        answer=row.answer if reads else "",
        words=row.words if reads else "",
        need_until_at=row.need_until_at if reads else None,
        figures=_figures(row.figures) if reads else [],
        chair_asked=tuple(asked.get(row.party, ())),
        reports=tuple(reports.get(row.party, ())),
        doubted_at=row.doubted_at,
        doubt=row.doubt if reads else "",
    )


def _state_of(row: CallLine) -> tuple[str, datetime | None]:
    """The strongest thing known of a line; of its ringing the latest, so that a deputy who is rung now is seen.

    "Opened" is weaker than "acknowledged" and never counts as it, nor does it hide that nobody was reached.
    """
    if row.is_author:
        return "author", row.raised_at
    if row.answered_at:
        return "answered", row.answered_at
    if row.acknowledged_at:
        return "acknowledged", row.acknowledged_at
    if row.nobody_at and not (row.delivered_at and row.delivered_at > row.nobody_at):
        return "nobody", row.nobody_at
    rung = ((row.rung_at, 0, "ringing"), (row.delivered_at, 1, "delivered"), (row.opened_at, 2, "opened"))
    known = [(at, weight, state) for at, weight, state in rung if at is not None]
    if not known:
        return "waiting", None
    at, _, state = max(known)
    return state, at
