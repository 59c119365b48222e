"""The window on calls: who has it, what is open, what is asked of whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from redphone.calls.cards import AsChair, CallCard, News, Open, Stop, WhoHasIt, card_of
from redphone.calls.cards_line import Asked, Line, Report, line_of
from redphone.calls.models import (
    Acknowledgement,
    Call,
    CallLine,
    CallNews,
    CallReport,
    ChairAsked,
    Ring,
    RingerMark,
    RingingStop,
)
from redphone.calls.sights import marks_read_by, reads_escalation
from redphone.network import reads as network
from redphone.officers.reading import Read
from redphone.wire.policy import Seat, Sight, sight
from redphone.wire.words import MARKS

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def known_call(call: str, *, for_: Seat) -> CallCard | None:
    """A call by its thing or its number, alone; None if there is none that this seat may know of."""
    row = _find(call)
    return card_of(row, for_) if row else None


def who_has_it(call: str, *, for_: Seat) -> WhoHasIt | None:
    """A call by its thing or its number, with all its lines; None if there is none that this seat may know of."""
    card = known_call(call, for_=for_)
    if card is None:
        return None
    reads = card.sight is Sight.CONTENT
    asked, reports = _asked(card.thing), _reports(card.thing, reads=reads)
    rows = CallLine.objects.filter(thing=card.thing)
    lines = [line_of(line, asked, reports, reads=reads) for line in rows]
    place = {code: number for number, code in enumerate(network.parties())}
    lines.sort(key=lambda line: (_rank(line), place.get(line.party, len(place)), line.party))
    news = CallNews.objects.filter(thing=card.thing).order_by("-number") if reads else ()
    stops = RingingStop.objects.filter(thing=card.thing, by__in=network.chair().line)
    stopped = stops.order_by("stopped_at", "pk")
    return WhoHasIt(
        card,
        lines,
        [News(item.kind, item.said_at, item.words) for item in news],
        [Stop(item.by, item.why if reads else "", item.stopped_at) for item in stopped],
    )


def _rank(line: Line) -> tuple[int, datetime]:
    """Whoever is not reached comes first; those who have it in the order in which they took it."""
    return _LATE_FIRST.get(line.state, 9), line.acknowledged_at or NEVER


def _find(call: str) -> Call | None:
    """By its thing, or by its number: numbers belong to whoever raised, so GB-14 is GB's, whoever else says so."""
    if not call.isprintable():
        return None
    number = call.upper()
    by = number.partition("-")[0]
    return Call.objects.filter(Q(thing=call) | Q(number=number, by=by)).first()


_LATE_FIRST = {
    "nobody": 0,
    "late": 1,
    "waiting": 2,
    "ringing": 3,
    "delivered": 4,
    "opened": 5,
    "acknowledged": 6,
}


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
    return expected_and_open(for_=for_, limit=limit)[0]


def expected_and_open(*, for_: Seat, limit: int) -> tuple[list[Open], list[Open]]:
    """What `expected_of` and `open_calls` give, for a page that shows both: most calls stand in both."""
    # In the order of the index `calls_that_wait`.
    soonest = _waiting(for_).order_by("answered_at", "due_at", "thing")
    due = {line.thing: line for line in soonest[:limit]}
    own = CallLine.objects.filter(party=for_.party, is_open=True)
    newest = {line.thing: line for line in own.order_by("-raised_at")[:limit]}
    found = {item.call.thing: item for item in _opens(newest | due, for_)}
    return [found[thing] for thing in due if thing in found], [
        found[thing] for thing in newest if thing in found
    ]


def count_open(*, for_: Seat) -> int:
    """How many calls of this party are open."""
    return CallLine.objects.filter(party=for_.party, is_open=True).count()


def count_expected(*, for_: Seat) -> int:
    """How many open calls this party has not answered."""
    return _waiting(for_).count()


def _waiting(for_: Seat) -> QuerySet[CallLine]:
    """One's own lines in open calls that wait for an answer: the words of the index `calls_that_wait`.

    Nobody is expected to answer what their seat does not read.
    """
    lines = CallLine.objects.filter(party=for_.party, is_open=True, is_author=False, answered_at=None)
    marks = marks_read_by(for_)
    if len(marks) < len(MARKS):
        lines = lines.filter(Exists(Call.objects.filter(thing=OuterRef("thing"), mark__in=marks)))
    return lines


def asked_as_chair(*, for_: Seat) -> list[AsChair]:
    """Where this seat's party is told as acting chair that a party is not reached, until it says that it knows."""
    if not reads_escalation(for_):
        return []
    asked = list(ChairAsked.objects.filter(asked_party=for_.party, acknowledged_at=None).order_by("asked_at"))
    still_open = Call.objects.filter(thing__in={row.thing for row in asked}, state=Call.State.OPEN)
    calls = {row.thing: row for row in still_open}
    return [
        AsChair(
            call=call.thing,
            number=call.number,
            status=call.status,
            urgency=call.urgency,
            answer_by_at=call.answer_by_at,
            by=call.by,
            unreached=row.unreached,
            asked_at=row.asked_at,
        )
        for row in asked
        if (call := calls.get(row.thing))
    ]


def may_know_of(things: Iterable[str], *, for_: Seat) -> set[str]:
    """Which of these things are calls that this seat may look at: of the others it knows only what was said to it."""
    rows = Call.objects.filter(thing__in=list(things)).only("thing", "by", "to_text", "mark")
    return {row.thing for row in rows if sight(row, for_=for_) is not Sight.NOTHING}


def likely_twins(
    *, for_: Seat, situation: str, country: str | None, status: str, since: datetime
) -> list[CallCard]:
    """Open calls raised lately by anyone about the same situation or country: perhaps what is to be raised now.

    By country only those that this seat reads: else the warning would say where they are about.
    """
    same = Q(situation=situation) | (Q(words__country=country) if country else Q())
    rows = Call.objects.filter(same, status=status, state=Call.State.OPEN, raised_at__gte=since)
    cards = (card_of(row, for_) for row in rows.order_by("-raised_at")[:50])
    known = (card for card in cards if card is not None)
    return [card for card in known if card.situation == situation or card.sight is Sight.CONTENT][:5]


def things_of_situation(situation: str) -> list[str]:
    """The calls of a situation, as things for its timeline."""
    return list(Call.objects.filter(situation=situation).values_list("thing", flat=True))


@dataclass(frozen=True)
class RungOfficer:
    """How one of one's own officers was rung: for one's own party only."""

    officer: int
    channel: str
    step: str
    notice: str
    state: str
    attempts: int
    may_be_twice: bool
    made_at: datetime
    delivered_at: datetime | None
    received_at: datetime | None
    opened_at: datetime | None
    refusal: str


def rung_officers(call: str, *, for_: Seat) -> list[RungOfficer]:
    """Whom this node rang of the seat's own party in a call, oldest first. Other parties never see it."""
    rings = Ring.objects.filter(call=call, party=for_.party).order_by("made_at", "pk")
    return [
        RungOfficer(
            officer=ring.officer,
            channel=ring.channel,
            step=ring.step,
            notice=ring.notice,
            state=ring.state,
            attempts=ring.attempts,
            may_be_twice=ring.may_be_twice,
            made_at=ring.made_at,
            delivered_at=ring.delivered_at,
            received_at=ring.received_at,
            opened_at=ring.opened_at,
            refusal=ring.refusal,
        )
        for ring in rings
    ]


@dataclass(frozen=True)
class OwnAcknowledgement:
    """That one of one's own officers has a call: for one's own party only. `way` also "answer"."""

    officer: int
    office: str
    way: str
    at: datetime


def own_acknowledgements(call: str, *, for_: Seat) -> list[OwnAcknowledgement]:
    """Which officers of the seat's own party said at this node that they have a call, the first first."""
    rows = Acknowledgement.objects.filter(call=call, party=for_.party).order_by("at", "pk")
    return [OwnAcknowledgement(row.officer, row.office, row.way, row.at) for row in rows]


def ringer_alive_at() -> datetime | None:
    """When this node's ringer last went round."""
    return RingerMark.objects.values_list("alive_at", flat=True).first()


def _opens(own: dict[str, CallLine], for_: Seat) -> list[Open]:
    calls = {row.thing: row for row in Call.objects.filter(thing__in=list(own))}
    tallies = _tallies(own)
    found = []
    for thing, line in own.items():
        card = card_of(calls[thing], for_) if thing in calls else None
        if card is not None:
            found.append(Open(card, line_of(line, {}, reads=card.sight is Sight.CONTENT), *tallies[thing]))
    return found


def _tallies(things: Collection[str]) -> dict[str, tuple[int, int, int, int]]:
    """For each call: how many of those addressed have it, have answered, are addressed, and have it and count."""
    lines = CallLine.objects.filter(thing__in=list(things), is_author=False).order_by()
    counted = Count("acknowledged_at", filter=Q(counts=True))
    tallies = lines.values_list("thing").annotate(
        Count("acknowledged_at"), Count("answered_at"), Count("pk"), counted=counted
    )
    return dict.fromkeys(things, (0, 0, 0, 0)) | {thing: tuple(counts) for thing, *counts in tallies}


def _reports(thing: str, *, reads: bool) -> dict[str, list[Report]]:
    """What was said of each party by voice, in the order in which it was heard; in what words only if it is read."""
    reports: dict[str, list[Report]] = {}
    for row in CallReport.objects.filter(thing=thing).order_by("heard_at", "pk"):
        one = Report(
            by=row.by,
            way=row.way,
            said=row.said if reads else "",
            heard_at=row.heard_at,
            contradicted_at=row.contradicted_at,
            contradicted_note=row.contradicted_note if reads else "",
        )
        reports.setdefault(row.party, []).append(one)
    return reports


def _asked(thing: str) -> dict[str, list[Asked]]:
    asked: dict[str, list[Asked]] = {}
    for row in ChairAsked.objects.filter(thing=thing).order_by("asked_at"):
        one = Asked(row.unreached, row.asked_party, row.asked_at, row.acknowledged_at)
        asked.setdefault(row.unreached, []).append(one)
    return asked


def contents_of(cards: Iterable[CallCard]) -> list[Read]:
    """Which of these calls were shown with their content, to be kept in mind."""
    return [Read(card.thing, card.mark, card.number) for card in cards if card.sight is Sight.CONTENT]
