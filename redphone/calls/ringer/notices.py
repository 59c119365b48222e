"""What a ring can tell of, who counts as rung, and when a ring has nothing to say any more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from redphone.calls.messages import Escalation, standard_escalation
from redphone.calls.models import Call, CallLine, ChairAsked, Passing, Ring, Ringing, RingingStop
from redphone.network import reads as network

FIRST = ("raised", "chair")
"""Notices that ask for an acknowledgement; the others only tell."""
TELLS_OF_IT = (*FIRST, "overdue", "passed")
"""Notices by which somebody may hear of a call for the first time, and who is then told how it goes on."""
NEWS = ("updated", "corrected", "cancelled", "stood_down")
"""Notices for those who were rung before."""
ENDS = ("cancelled", "stood_down")

_WENT_OUT = Q(state=Ring.State.DELIVERED) | Q(state=Ring.State.SENDING) | Q(may_be_twice=True)
"""A mail server took it, is being given it, or may have taken it before the line broke."""


def rings_that_went_out(call: str) -> QuerySet[Ring]:
    """The rings by which somebody was, or may have been, told that this call was raised; the oldest first."""
    return Ring.objects.filter(_WENT_OUT, call=call, notice__in=TELLS_OF_IT).order_by("pk")


def who_was_rung(call: str, *, before: datetime | None = None) -> Collection[Ring]:
    """One ring for each channel and address by which somebody was rung, wherever that officer is reached by now.

    `before` leaves out who was rung later, and so was told how things stood by then; a minute is no matter, since a
    clock may have been put right between.
    """
    rings = rings_that_went_out(call)
    if before is not None:
        rings = rings.filter(made_at__lte=before + timedelta(minutes=1))
    return {(ring.channel, ring.address.lower()): ring for ring in rings}.values()


def stopped_among(calls: Collection[str]) -> set[str]:
    """The calls among these whose ringing the chair or one of its substitutes has stopped."""
    stops = RingingStop.objects.filter(thing__in=list(calls), by__in=network.chair().line)
    return set(stops.values_list("thing", flat=True))


def is_past(ring: Ring, call: Call, *, have_it: Collection[str], is_stopped: bool, has_enough: bool) -> bool:
    """Whether a ring that has not gone out yet has lost its point. `have_it` are the parties that have the call."""
    if is_stopped and ring.notice in TELLS_OF_IT:
        return True
    if has_enough and _is_one_more(ring):
        return True
    if ring.notice in NEWS and not _was_rung(ring):
        return True
    if ring.notice in ENDS:
        return False
    if call.state != Call.State.OPEN:
        return True
    if ring.notice == "raised":
        return ring.party in have_it
    if ring.notice == "overdue":
        has_spoken = Q(answered_at__isnull=False) | Q(doubted_at__isnull=False)
        return CallLine.objects.filter(has_spoken, thing=call.thing, party=ring.party).exists()
    if ring.notice == "chair":
        return ring.in_place_of in have_it or chair_knows(call.thing, ring)
    if ring.notice == "passed":
        return not Passing.objects.filter(cause=ring.cause, ended_at=None).exists()
    if ring.notice == "not_taken":
        return False
    if ring.notice == "telephone":
        return has_enough or not to_telephone(call.thing)
    return ring.notice == "unreached" and not unreached_in(call.thing)


def _is_one_more(ring: Ring) -> bool:
    """Whether a ring would wake somebody further, once enough have the call: each party is told of it once."""
    if ring.notice == "chair":
        return True
    return ring.notice == "raised" and was_told(ring.call, ring.party)


def _was_rung(news: Ring) -> bool:
    """News waits while the ring before it is under way; if that did not go out after all, neither does the news."""
    return rings_that_went_out(news.call).filter(channel=news.channel, address__iexact=news.address).exists()


def was_told(call: str, party: str) -> bool:
    """Whether a mail server took a ring that told this party of the call."""
    rings = Ring.objects.filter(call=call, party=party, in_place_of="", notice="raised")
    return rings.filter(state=Ring.State.DELIVERED).exists()


def enough_among(calls: Collection[str]) -> set[str]:
    """The calls among these that asked for a quorum and have it."""
    needed = dict(Call.objects.filter(thing__in=list(calls), needed__gt=0).values_list("thing", "needed"))
    lines = CallLine.objects.filter(thing__in=list(needed), counts=True, is_author=False).order_by()
    have = lines.values_list("thing").annotate(Count("acknowledged_at"))
    return {thing for thing, count in have if count >= needed[thing]}


def parties_that_have(calls: Collection[str]) -> dict[str, set[str]]:
    """For each of these calls the parties that have seen it: acknowledged or answered it, or believe it to be wrong."""
    found: dict[str, set[str]] = {call: set() for call in calls}
    seen = Q(acknowledged_at__isnull=False) | Q(doubted_at__isnull=False)
    lines = CallLine.objects.filter(seen, thing__in=list(calls))
    for call, party in lines.values_list("thing", "party"):
        found[call].add(party)
    return found


def escalation_of(clock: Ringing, call: Call) -> Escalation:
    """How a clock goes on: as was promised when its call was raised; a chair in a party's place like an old call."""
    promised = call.words.get("escalation")
    if clock.in_place_of or not promised:
        return standard_escalation(clock.step_seconds)
    return Escalation.model_validate(promised)


def to_telephone(call: str) -> list[str]:
    """The parties of a call that its raiser is to telephone: that step is taken, and they have not spoken since."""
    row = Call.objects.filter(thing=call).first()
    clocks = Ringing.objects.filter(call=call, in_place_of="").order_by("party") if row else ()
    silent = set(_silent(call))
    return [clock.party for clock in clocks if row and clock.party in silent and _has_telephoned(clock, row)]


def _silent(call: str) -> QuerySet[CallLine, str]:
    lines = CallLine.objects.filter(thing=call, is_author=False, acknowledged_at=None, doubted_at=None)
    return lines.values_list("party", flat=True)


def _has_telephoned(clock: Ringing, call: Call) -> bool:
    taken = escalation_of(clock, call).steps[: clock.place]
    return any("telephone" in step.to for step in taken)


def chair_knows(call: str, ring: Ring) -> bool:
    """Whether the party rung as chair has said that it knows."""
    asked = ChairAsked.objects.filter(thing=call, unreached=ring.in_place_of, asked_party=ring.party)
    return asked.filter(acknowledged_at__isnull=False).exists()


def unreached_in(call: str) -> list[str]:
    """The parties of a call of which nobody is left to ring, and nobody has acknowledged or doubted it."""
    lines = CallLine.objects.filter(
        thing=call, nobody_at__isnull=False, acknowledged_at=None, doubted_at=None
    )
    return list(lines.order_by("party").values_list("party", flat=True))


def doubters_of(call: str) -> list[str]:
    """The parties that believe a call to be wrong."""
    lines = CallLine.objects.filter(thing=call, doubted_at__isnull=False)
    return list(lines.order_by("party").values_list("party", flat=True))


def owing(call: str) -> list[str]:
    """The parties that have a call, have not answered it, and promised no time of their own."""
    nothing = {"answered_at": None, "doubted_at": None, "answer_promised_at": None}
    lines = CallLine.objects.filter(thing=call, acknowledged_at__isnull=False, **nothing)
    return list(lines.values_list("party", flat=True))


@dataclass(frozen=True)
class Rung:
    """A call (None: not here), whether its ringing was stopped, whether its quorum is met, the parties that have it,
    and who was rung: (party, in_place_of, officer)."""

    call: Call | None
    is_stopped: bool
    has_enough: bool
    have_it: frozenset[str]
    officers: frozenset[tuple[str, str, int]]

    @classmethod
    def read(cls, thing: str) -> "Rung":
        rings = Ring.objects.filter(call=thing, notice__in=FIRST)
        return cls(
            call=Call.objects.filter(thing=thing).first(),
            is_stopped=bool(stopped_among([thing])),
            has_enough=bool(enough_among([thing])),
            have_it=frozenset(parties_that_have([thing])[thing]),
            officers=frozenset(rings.values_list("party", "in_place_of", "officer")),
        )
