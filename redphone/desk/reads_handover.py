"""The window on the watch of a party: who has it, what is open and who has that, what to know before taking it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from redphone.calls import reads as calls
from redphone.calls.cards import AsChair, CallCard, Open
from redphone.calls.messages import CallEscalated, CallRung
from redphone.calls.reads_standing import Standing, standing_calls
from redphone.desk import rules
from redphone.desk.models import Handover
from redphone.log.reads import Told, said_since
from redphone.look.times import zone_named
from redphone.network.reads_reach import ReachCard, reach_cards
from redphone.officers import reads as officers
from redphone.officers.reads_roster import Watch
from redphone.situations import reads as situations
from redphone.situations.reads import SituationCard
from redphone.situations.rules import MAY_SPEAK
from redphone.wire.policy import Seat, Sight, may_read
from redphone.wire.words import MARKS

NEWS_SHOWN = 20
"""As many lines as are read within a minute: the rest stands on the pages of the calls."""
RINGING = (CallRung.kind, CallEscalated.kind)
"""What nodes say by themselves: who is still rung stands in the brief as it is now."""
COMING = timedelta(hours=24)
ASLEEP_FROM, ASLEEP_UNTIL = 22, 7
"""Hours of the clock of a capital between which its people are thought to sleep."""
Kind = Literal[
    "not_acknowledged", "promised", "not_answered", "needs_until", "unread", "raised", "chair", "owned"
]


@dataclass(frozen=True)
class Item:
    """Something open that somebody has to have: `name` says which in any company, `words` only what this seat reads.

    `mark` is that of the words, "" where there are none. `owed_to` is a party's code; `about` the party that is not
    reached, where we act as chair. `owner` is an officer's number, None where nobody has it.
    """

    key: str
    kind: Kind
    thing: str
    name: str
    words: str
    status: str
    mark: str
    owed_to: str
    due_at: datetime | None
    call: Open | None = None
    about: str = ""
    owner: int | None = None


@dataclass(frozen=True)
class Past:
    """A watch as it was handed over, by names of one's own party; `signed` is whether whoever had it offered it.

    `owners` are the open items with who had each from then on.
    """

    outgoing: str
    incoming: str
    offered_at: datetime | None
    taken_at: datetime
    signed: bool
    note: str
    owners: list[tuple[str, str]]

    @property
    def mark(self) -> str:
        """The mark of its note, "" where none is read."""
        return Handover.mark if self.note else ""


@dataclass(frozen=True)
class WatchState:
    """Who has the watch of a party, and whether it is offered; officers by their numbers, None for nobody."""

    holder: int | None
    since: datetime | None
    position: int
    offered_at: datetime | None
    note: str

    @property
    def mark(self) -> str:
        """The mark of its note, "" where none is read."""
        return Handover.mark if self.note else ""

    @property
    def due_at(self) -> datetime | None:
        """By when an offered watch should have been taken."""
        return self.offered_at + rules.TAKE_WITHIN if self.offered_at else None


@dataclass(frozen=True)
class Capital:
    """A party's own time, and whether its desk answers: None where its hours are not told, or not read."""

    card: ReachCard
    is_asleep: bool
    is_open: bool | None


@dataclass(frozen=True)
class Brief:
    """What whoever takes the watch has to know, from the log, as far as this seat reads it."""

    changed: list[Told]
    has_more: bool
    items: list[Item]
    ringing: list[Standing]
    doubted: list[Standing]
    situations: list[SituationCard]
    capitals: list[Capital]
    roster: list[Watch]

    @property
    def mark(self) -> str:
        """The strictest mark of all that can be read in it; "" if nothing can."""
        told = [line.mark for line in self.changed if line.sight is Sight.CONTENT]
        return strictest([*told, *map(_read_mark, self.situations), *(item.mark for item in self.items)])


def strictest(marks: Iterable[str]) -> str:
    """The mark of a page on which all of these stand; "" stands for nothing that is read."""
    return max(filter(None, marks), key=MARKS.index, default="")


def _read_mark(card: CallCard | SituationCard) -> str:
    return card.mark if card.sight is Sight.CONTENT else ""


def watch_of(*, for_: Seat, people: Mapping[int, str] | None = None) -> WatchState:
    """Who of the seat's own party has the watch. Whoever has left has it no more; no other party ever sees this.

    `people`: what `people_of` gave, where it was asked already.
    """
    taken, offered = _taken(for_.party), _offered(for_.party)
    people = people_of(for_=for_) if people is None else people
    holder = taken.incoming if taken and taken.incoming in people else None
    return WatchState(
        holder=holder,
        since=taken.taken_at if taken else None,
        position=taken.position if taken else 0,
        offered_at=offered.offered_at if offered else None,
        note=offered.note if offered and may_read(offered, for_=for_) else "",
    )


def people_of(*, for_: Seat) -> dict[int, str]:
    """The officers of the seat's own party who may have the watch, or an item in it, by number and name."""
    found = officers.officers_of(for_.party, for_=for_)
    return {one.officer: one.name for one in found if one.is_active and one.office in MAY_SPEAK}


def _taken(party: str) -> Handover | None:
    return Handover.objects.filter(party=party, taken_at__isnull=False).order_by("-taken_at", "-pk").first()


def _offered(party: str) -> Handover | None:
    return Handover.objects.filter(party=party, taken_at=None, withdrawn_at=None).first()


def open_items(*, for_: Seat, standing: list[Standing] | None = None) -> list[Item]:
    """All that is open for the seat's own party, the one due first first. What was named to nobody is the watch's."""
    found = standing_calls(for_=for_) if standing is None else standing
    items = [item for one in found if (item := _of_call(one.open))]
    items += [_of_chair(asked) for asked in calls.asked_as_chair(for_=for_)]
    cards = situations.situations(for_=for_)
    items += [_of_situation(card) for card in cards if card.owner == for_.party]
    items = list(_with_owners(items, for_))
    return sorted(items, key=lambda item: (item.due_at or calls.NEVER, item.name, item.key))


def _with_owners(items: list[Item], for_: Seat) -> Iterator[Item]:
    taken, people = _taken(for_.party), people_of(for_=for_)
    named = {key: officer for key, _name, officer in taken.owners} if taken else {}
    for item in items:
        owner = named.get(item.key, taken.incoming if taken else None)
        yield replace(item, owner=owner if owner in people else None)


def _of_call(found: Open) -> Item | None:
    """What is open in a call; nothing where it is answered for good. What a seat does not read may hold a promise."""
    call, own = found.call, found.own
    kind: Kind
    due_at = call.answer_by_at
    if own.is_author:
        kind = "raised"
    elif own.answered_at is not None:
        if call.sight is Sight.CONTENT and own.need_until_at is None:
            return None
        kind, due_at = ("needs_until", own.need_until_at) if own.need_until_at else ("unread", None)
    elif own.acknowledged_at is None:
        kind = "not_acknowledged"
    elif own.answer_promised_at is not None:
        kind, due_at = "promised", own.answer_promised_at
    else:
        kind = "not_answered"
    return Item(
        key=f"call-{call.thing}",
        kind=kind,
        thing=call.thing,
        name=call.number,
        words=call.what_happened,
        status=call.status,
        mark=_read_mark(call),
        owed_to=call.by,
        due_at=due_at,
        call=found,
    )


def _of_chair(asked: AsChair) -> Item:
    return Item(
        key=f"chair-{asked.call}-{asked.unreached}",
        kind="chair",
        thing=asked.call,
        name=asked.number,
        words="",
        status=asked.status,
        mark="",
        owed_to=asked.by,
        due_at=asked.answer_by_at,
        about=asked.unreached,
    )


def _of_situation(card: SituationCard) -> Item:
    return Item(
        key=f"situation-{card.thing}",
        kind="owned",
        thing=card.thing,
        name="",
        words=card.title,
        status=card.status,
        mark=_read_mark(card),
        owed_to="",
        due_at=card.review_at,
    )


def brief(*, for_: Seat, watch: WatchState, now: datetime) -> Brief:
    """All of it, at an instant."""
    standing = standing_calls(for_=for_)
    rooms = ("call", "situation")
    told = said_since(watch.position, for_=for_, rooms=rooms, besides=RINGING, limit=NEWS_SHOWN + 1)
    return Brief(
        changed=told[:NEWS_SHOWN],
        has_more=len(told) > NEWS_SHOWN,
        items=open_items(for_=for_, standing=standing),
        ringing=[one for one in standing if one.is_ringing],
        doubted=[one for one in standing if one.doubts or one.stopped_by],
        situations=situations.situations(for_=for_),
        capitals=[_capital(card, now) for card in reach_cards(for_=for_)],
        roster=officers.watches(for_=for_, since=now, until=now + COMING),
    )


def _capital(card: ReachCard, now: datetime) -> Capital:
    there = zone_named(card.zone)
    hour = now.astimezone(there).hour if there else now.hour
    is_open = card.hours.is_open(now) if card.hours else None
    return Capital(card, not ASLEEP_UNTIL <= hour < ASLEEP_FROM, is_open)


def past_watches(*, for_: Seat, limit: int = 50) -> list[Past]:
    """How the watch of the seat's own party was handed over, the latest first."""
    names: Mapping[int, str] = {one.officer: one.name for one in officers.officers_of(for_.party, for_=for_)}
    rows = Handover.objects.filter(party=for_.party, taken_at__isnull=False).order_by("-taken_at", "-pk")
    return [
        Past(
            outgoing=names.get(row.outgoing or 0, ""),
            incoming=names.get(row.incoming or 0, ""),
            offered_at=row.offered_at,
            taken_at=row.taken_at,
            signed=row.offered_at is not None,
            note=row.note if may_read(row, for_=for_) else "",
            owners=[(name, names.get(officer, "")) for _key, name, officer in row.owners],
        )
        for row in rows[:limit]
        if row.taken_at
    ]
