"""The window on calls: who has it, what is open, what is asked of whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from redphone.calls.models import Call, CallLine, CallNews, ChairAsked, Ring, RingerMark
from redphone.wire.policy import Seat, Sight, sight
from redphone.wire.words import Figure

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


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
    chair_asked: tuple["Asked", ...] = ()


@dataclass(frozen=True)
class Asked:
    """Who was asked as chair in place of a party, when, and since when it knows."""

    unreached: str
    asked_party: str
    asked_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class News:
    """An update, correction or end of a call, for a seat that may read it."""

    kind: str
    said_at: datetime
    words: dict[str, Any]


@dataclass(frozen=True)
class WhoHasIt:
    """A call with a line for each party, and what its raiser said since."""

    call: CallCard
    lines: list[Line]
    news: list[News]

    @property
    def addressed(self) -> list[Line]:
        return [line for line in self.lines if not line.is_author]

    @property
    def have_it(self) -> int:
        return sum(line.acknowledged_at is not None for line in self.addressed)

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


def who_has_it(call: str, *, for_: Seat) -> WhoHasIt | None:
    """A call by its thing or its number, with all its lines; None if there is none that this seat may know of."""
    row = Call.objects.filter(Q(thing=call) | Q(number=call.upper())).first()
    card = _card(row, for_) if row else None
    if card is None:
        return None
    reads = card.sight is Sight.CONTENT
    asked = _asked(card.thing)
    lines = [_line(line, asked, reads=reads) for line in CallLine.objects.filter(thing=card.thing)]
    lines.sort(key=lambda line: (_LATE_FIRST.get(line.state, 9), line.acknowledged_at or NEVER, line.party))
    news = CallNews.objects.filter(thing=card.thing).order_by("-number") if reads else ()
    return WhoHasIt(card, lines, [News(item.kind, item.said_at, item.words) for item in news])


_LATE_FIRST = {
    "nobody": 0,
    "late": 1,
    "waiting": 2,
    "ringing": 3,
    "delivered": 4,
    "opened": 5,
    "acknowledged": 6,
}


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


def open_calls(*, for_: Seat, offset: int = 0, limit: int = 20, state: str = "open") -> list[Open]:
    """The calls of this seat's party, newest first: open ones, or ended ones."""
    own = CallLine.objects.filter(party=for_.party, is_open=state == "open").order_by("-raised_at")
    rows = {line.thing: line for line in own[offset : offset + limit]}
    return _opens(rows, for_)


def calls_of_situation(situation: str, *, for_: Seat) -> list[Open]:
    """The calls of a situation that this seat may know of, newest first."""
    things = Call.objects.filter(situation=situation).values_list("thing", flat=True)
    own = CallLine.objects.filter(party=for_.party, thing__in=list(things)).order_by("-raised_at")[:100]
    return _opens({line.thing: line for line in own}, for_)


def expected_of(*, for_: Seat, limit: int = 20) -> list[Open]:
    """Open calls that this party has not answered, the one due first first."""
    waiting = CallLine.objects.filter(party=for_.party, is_open=True, is_author=False, answered_at=None)
    rows = {line.thing: line for line in waiting.order_by("-raised_at")[:200]}
    due = sorted(
        _opens(rows, for_), key=lambda item: (item.call.answer_by_at or item.call.raised_at, item.call.thing)
    )
    return due[:limit]


def count_open(*, for_: Seat) -> int:
    """How many calls of this party are open."""
    return CallLine.objects.filter(party=for_.party, is_open=True).count()


def count_expected(*, for_: Seat) -> int:
    """How many open calls this party has not answered."""
    return CallLine.objects.filter(party=for_.party, is_open=True, is_author=False, answered_at=None).count()


def likely_twins(*, for_: Seat, situation: str, status: str, since: datetime) -> list[CallCard]:
    """Open calls about the same situation raised lately, by anyone: perhaps the one somebody is about to raise."""
    rows = Call.objects.filter(
        situation=situation, status=status, state=Call.State.OPEN, raised_at__gte=since
    )
    cards = (_card(row, for_) for row in rows.order_by("-raised_at")[:5])
    return [card for card in cards if card is not None]


def things_of_situation(situation: str) -> list[str]:
    """The calls of a situation, as things for its timeline."""
    return list(Call.objects.filter(situation=situation).values_list("thing", flat=True))


@dataclass(frozen=True)
class RungOfficer:
    """How one of one's own officers was rung: for one's own party only."""

    officer: int
    step: str
    notice: str
    state: str
    attempts: int
    may_be_twice: bool
    made_at: datetime
    delivered_at: datetime | None
    opened_at: datetime | None
    refusal: str


def rung_officers(call: str, *, for_: Seat) -> list[RungOfficer]:
    """Whom this node rang of the seat's own party in a call, oldest first. Other parties never see it."""
    rings = Ring.objects.filter(call=call, party=for_.party).order_by("made_at", "pk")
    return [
        RungOfficer(
            officer=ring.officer,
            step=ring.step,
            notice=ring.notice,
            state=ring.state,
            attempts=ring.attempts,
            may_be_twice=ring.may_be_twice,
            made_at=ring.made_at,
            delivered_at=ring.delivered_at,
            opened_at=ring.opened_at,
            refusal=ring.refusal,
        )
        for ring in rings
    ]


def ringer_alive_at() -> datetime | None:
    """When this node's ringer last went round."""
    return RingerMark.objects.values_list("alive_at", flat=True).first()


def _opens(own: dict[str, CallLine], for_: Seat) -> list[Open]:
    calls = {row.thing: row for row in Call.objects.filter(thing__in=list(own))}
    tallies = _tallies(own)
    found = []
    for thing, line in own.items():
        card = _card(calls[thing], for_) if thing in calls else None
        if card is not None:
            found.append(Open(card, _line(line, {}, reads=card.sight is Sight.CONTENT), *tallies[thing]))
    return found


def _tallies(things: Iterable[str]) -> dict[str, tuple[int, int, int]]:
    """For each call: how many of those addressed have it, have answered, and are addressed."""
    tally = {thing: [0, 0, 0] for thing in things}
    lines = CallLine.objects.filter(thing__in=list(tally), is_author=False)
    for thing, acknowledged, answered in lines.values_list("thing", "acknowledged_at", "answered_at"):
        tally[thing][0] += acknowledged is not None
        tally[thing][1] += answered is not None
        tally[thing][2] += 1
    return {thing: (have, answered, addressed) for thing, (have, answered, addressed) in tally.items()}


def _card(row: Call, for_: Seat) -> CallCard | None:
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
        national=row.national,
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


def _asked(thing: str) -> dict[str, list[Asked]]:
    asked: dict[str, list[Asked]] = {}
    for row in ChairAsked.objects.filter(thing=thing).order_by("asked_at"):
        one = Asked(row.unreached, row.asked_party, row.asked_at, row.acknowledged_at)
        asked.setdefault(row.unreached, []).append(one)
    return asked


def _line(row: CallLine, asked: dict[str, list[Asked]], *, reads: bool) -> Line:
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
    )


def _state_of(row: CallLine) -> tuple[str, datetime | None]:
    """The strongest thing known of a line. "Opened" is weaker than "acknowledged" and never counts as it."""
    if row.is_author:
        return "author", row.raised_at
    if row.answered_at:
        return "answered", row.answered_at
    if row.acknowledged_at:
        return "acknowledged", row.acknowledged_at
    if row.nobody_at:
        return "nobody", row.nobody_at
    if row.opened_at:
        return "opened", row.opened_at
    if row.delivered_at and (not row.rung_at or row.delivered_at >= row.rung_at):
        return "delivered", row.delivered_at
    if row.rung_at:
        return "ringing", row.rung_at
    return "waiting", None
