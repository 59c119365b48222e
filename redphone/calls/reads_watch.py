"""The window for the watchdog: of each open call what was said of it, and which rings are known to have gone out.

What is promised follows from the log and its picture. Of the ringer's own rows only its rings are read, as what it says
it did; never its clocks, which say what it means to do.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from redphone.calls.messages import CallReported, ReportContradicted
from redphone.calls.models import Call, CallLine, CallReport, ChairAsked, Ring, RingingStop
from redphone.log.dispatch import Dispatch
from redphone.log.reads import dispatches_of, heard_at
from redphone.network import reads as network

PROMISED = ("raised", "chair", "overdue")
"""The rings that a call promises; the others tell those who were rung how it goes on."""

OF_A_LINE = (
    *("thing", "party", "is_author", "nobody_at", "refused_at", "answered_at", "doubted_at"),
    *("acknowledged_at", "acknowledged_hash", "answer_promised_at"),
)
"""What is read of a line: there are eight a call, and their words are nobody's business here."""


@dataclass(frozen=True)
class Rung:
    """One ring to one officer. `went_out`: a mail server took it; `is_over`: it never will."""

    party: str
    in_place_of: str
    notice: str
    cause: str
    step: str
    officer: int
    made_at: datetime
    went_out: bool
    is_over: bool


@dataclass(frozen=True)
class Owed:
    """A party that has not answered yet: whether it has the call, and for when it promised an answer."""

    party: str
    acknowledged_at: datetime | None
    acknowledged_hash: str
    answer_promised_at: datetime | None
    nobody_at: datetime | None
    refused_at: datetime | None


@dataclass(frozen=True)
class ChairToRing:
    """That a party is to be rung as chair because another was not reached; in the order in which it was said."""

    unreached: str
    asked_party: str
    heard_at: datetime
    knows: bool


@dataclass(frozen=True)
class Held:
    """From `heard_at` on a party is rung no further until `until`; for a contradiction that is at once."""

    party: str
    heard_at: datetime
    until: datetime
    is_contradiction: bool


@dataclass(frozen=True)
class WatchedCall:
    """An open call, as far as it says what is to be rung when. Nothing of its content."""

    thing: str
    number: str
    status: str
    mark: str
    by: str
    to: tuple[str, ...]
    heard_at: datetime
    step: timedelta
    answer_by_at: datetime | None
    is_stopped: bool
    have_it: frozenset[str]
    owed: tuple[Owed, ...]
    asked: tuple[ChairToRing, ...]
    held: tuple[Held, ...]
    rung: tuple[Rung, ...]


def things_to_watch(*, hosted: Collection[str]) -> set[str]:
    """The open calls in which something may be promised to a party hosted here."""
    silent = {"is_open": True, "is_author": False, "answered_at": None, "doubted_at": None}
    lines = CallLine.objects.filter(party__in=list(hosted), **silent)
    asked = ChairAsked.objects.filter(asked_party__in=list(hosted), acknowledged_at=None)
    return {*lines.values_list("thing", flat=True), *asked.values_list("thing", flat=True)}


def calls_to_watch(things: Collection[str], *, hosted: Collection[str]) -> list[WatchedCall]:
    """These calls as they stand, without those that are over. What was said is read before what was rung."""
    calls = list(Call.objects.filter(thing__in=list(things), state=Call.State.OPEN))
    found = [call.thing for call in calls]
    lines, asked = _by_call(CallLine.objects.filter(thing__in=found).only(*OF_A_LINE)), _asked(found)
    stops = RingingStop.objects.filter(thing__in=found, by__in=network.chair().line)
    held, stopped = _held(found), set(stops.values_list("thing", flat=True))
    begun = heard_at([call.hash for call in calls])
    rung = _rung(found)
    return [
        WatchedCall(
            thing=call.thing,
            number=call.number,
            status=call.status,
            mark=call.mark,
            by=call.by,
            to=call.to,
            heard_at=begun[call.hash],
            step=timedelta(seconds=call.words["step_seconds"]),
            answer_by_at=call.answer_by_at,
            is_stopped=call.thing in stopped,
            have_it=frozenset(line.party for line in lines[call.thing] if _has_it(line)),
            owed=tuple(_owed(line) for line in lines[call.thing] if _owes(line, hosted)),
            asked=tuple(asked[call.thing]),
            held=tuple(held[call.thing]),
            rung=tuple(rung[call.thing]),
        )
        for call in calls
    ]


def rings_by_state() -> dict[str, int]:
    """How many rings this node has made, by how they went."""
    counts = Ring.objects.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(Ring.State.values, 0) | dict(counts)


def _by_call(lines: Iterable[CallLine]) -> dict[str, list[CallLine]]:
    found = defaultdict[str, list[CallLine]](list)
    for line in lines:
        found[line.thing].append(line)
    return found


def _has_it(line: CallLine) -> bool:
    return line.acknowledged_at is not None or line.doubted_at is not None


def _owes(line: CallLine, hosted: Collection[str]) -> bool:
    has_spoken = line.answered_at is not None or line.doubted_at is not None
    return line.party in hosted and not line.is_author and not has_spoken


def _owed(line: CallLine) -> Owed:
    return Owed(
        party=line.party,
        acknowledged_at=line.acknowledged_at,
        acknowledged_hash=line.acknowledged_hash,
        answer_promised_at=line.answer_promised_at,
        nobody_at=line.nobody_at,
        refused_at=line.refused_at,
    )


def _asked(things: Collection[str]) -> dict[str, list[ChairToRing]]:
    rows = list(ChairAsked.objects.filter(thing__in=list(things)).order_by("asked_at", "pk"))
    heard, found = heard_at([row.hash for row in rows]), defaultdict[str, list[ChairToRing]](list)
    for row in rows:
        knows = row.acknowledged_at is not None
        found[row.thing].append(ChairToRing(row.unreached, row.asked_party, heard[row.hash], knows))
    return found


def _held(things: Collection[str]) -> dict[str, list[Held]]:
    """What was said by voice: only reports that are drawn hold anybody."""
    rows = CallReport.objects.filter(thing__in=list(things))
    drawn = dict(rows.values_list("hash", "thing"))
    kinds = (CallReported.kind, ReportContradicted.kind)
    found = defaultdict[str, list[Held]](list)
    for said in dispatches_of(set(drawn.values()), kinds=kinds):
        if isinstance(said.message, ReportContradicted):
            found[said.thing].append(Held(said.by, said.heard_at, said.heard_at, is_contradiction=True))
        elif said.hash in drawn and isinstance(said.message, CallReported):
            found[said.thing].append(_hold(said.message, said))
    return found


def _hold(message: CallReported, said: Dispatch) -> Held:
    until = min(said.said_at, said.heard_at) + timedelta(seconds=message.hold_seconds)
    return Held(message.party, said.heard_at, until, is_contradiction=False)


def _rung(things: Collection[str]) -> dict[str, list[Rung]]:
    found = defaultdict[str, list[Rung]](list)
    for ring in Ring.objects.filter(call__in=list(things), notice__in=PROMISED).order_by("made_at", "pk"):
        found[ring.call].append(
            Rung(
                party=ring.party,
                in_place_of=ring.in_place_of,
                notice=ring.notice,
                cause=ring.cause,
                step=ring.step,
                officer=ring.officer,
                made_at=ring.made_at,
                went_out=ring.state == Ring.State.DELIVERED,
                is_over=ring.state in (Ring.State.REFUSED, Ring.State.DROPPED),
            )
        )
    return found
