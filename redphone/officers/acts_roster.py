"""What is done about a roster: who takes turns, who stands in, who is away. Any officer of the party does it."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from redphone.log.turn import Turn, act
from redphone.network import reads_reach
from redphone.network.acts_reach import tell_hole
from redphone.officers import audit, rules
from redphone.officers.models import Absence, Officer, Rotation, StandIn
from redphone.officers.reads_roster import AHEAD, Step, leaves_at, rosters
from redphone.officers.turns import Roster
from redphone.refused import Refused
from redphone.wire.policy import Seat


@act
def set_rotation(
    turn: Turn,
    *,
    by: Seat,
    step: Step,
    zone: str,
    begins_on: date,
    hands_over_at: time,
    days: int,
    people: Sequence[int],
    weekdays: Sequence[int] = (),
    ip: str | None = None,
) -> Rotation:
    """Let officers take turns at a step, beside the rotations it has. See `turns.Rotation`. Raises Refused."""
    rules.may_keep_roster(by=by)
    rules.check_rotation(
        people=people, rung=whom_a_call_can_ring(by.party, at=turn.now), days=days, zone=zone
    )
    rotation = Rotation.objects.create(
        party=by.party,
        step=step,
        zone=zone,
        begins_on=begins_on,
        hands_over_at=hands_over_at,
        days=days,
        people=list(people),
        weekdays=sorted(weekdays),
    )
    facts = {"step": step, "people": list(people), "days": days}
    audit.record(what="rotation_set", who=by.officer, party=by.party, facts=facts, ip=ip)
    tell_hole_of(turn, by.party)
    return rotation


@act
def end_rotation(turn: Turn, *, by: Seat, rotation: int, ip: str | None = None) -> None:
    """End a rotation of one's own party at once. Raises Refused."""
    _end(turn, Rotation, rotation, by=by, what="rotation_ended", ip=ip)


@act
def stand_in(
    turn: Turn,
    *,
    by: Seat,
    step: Step,
    officer: int,
    begins_at: datetime,
    ends_at: datetime,
    ip: str | None = None,
) -> StandIn:
    """Let an officer be rung at a step for a while, instead of whoever has the turn. Raises Refused."""
    rules.may_keep_roster(by=by)
    rules.can_be_rung(officer=officer, rung=whom_a_call_can_ring(by.party, at=max(begins_at, turn.now)))
    rules.check_span(begins_at=begins_at, ends_at=ends_at, now=turn.now)
    facts = {"step": step}
    audit.record(what="stands_in", who=by.officer, whom=officer, party=by.party, facts=facts, ip=ip)
    made = StandIn.objects.create(
        party=by.party, step=step, officer=officer, begins_at=begins_at, ends_at=ends_at
    )
    tell_hole_of(turn, by.party)
    return made


@act
def end_stand_in(turn: Turn, *, by: Seat, stand_in: int, ip: str | None = None) -> None:
    """End a stand-in of one's own party at once. Raises Refused."""
    _end(turn, StandIn, stand_in, by=by, what="stand_in_ended", ip=ip)


@act
def be_away(
    turn: Turn, *, by: Seat, officer: int, begins_at: datetime, ends_at: datetime, ip: str | None = None
) -> Absence:
    """Say that an officer can't be rung for a while: the next in turn is rung instead. Raises Refused."""
    rules.may_keep_roster(by=by)
    rules.can_be_rung(officer=officer, rung=whom_a_call_can_ring(by.party, at=turn.now))
    rules.check_span(begins_at=begins_at, ends_at=ends_at, now=turn.now)
    audit.record(what="away", who=by.officer, whom=officer, party=by.party, ip=ip)
    made = Absence.objects.create(party=by.party, officer=officer, begins_at=begins_at, ends_at=ends_at)
    tell_hole_of(turn, by.party)
    return made


@act
def bring_leave(
    turn: Turn, *, by: Seat, officer: int, spans: Sequence[tuple[datetime, datetime]], ip: str | None = None
) -> int:
    """Say of several spans that an officer can't be rung: all or none. Returns how many are new. Raises Refused."""
    rules.may_keep_roster(by=by)
    rules.can_be_rung(officer=officer, rung=whom_a_call_can_ring(by.party, at=turn.now))
    known = set(Absence.objects.filter(party=by.party, officer=officer).values_list("begins_at", "ends_at"))
    new = [span for span in dict.fromkeys(spans) if span not in known]
    for begins_at, ends_at in new:
        rules.check_span(begins_at=begins_at, ends_at=ends_at, now=turn.now)
        audit.record(what="away", who=by.officer, whom=officer, party=by.party, ip=ip)
    Absence.objects.bulk_create(
        Absence(party=by.party, officer=officer, begins_at=begin, ends_at=end) for begin, end in new
    )
    tell_hole_of(turn, by.party)
    return len(new)


@act
def end_absence(turn: Turn, *, by: Seat, absence: int, ip: str | None = None) -> None:
    """Say that an officer of one's own party is back. Raises Refused."""
    _end(turn, Absence, absence, by=by, what="absence_ended", ip=ip)


def whom_a_call_can_ring(party: str, *, at: datetime) -> set[int]:
    """The active officers of a party whose office a call can ring, and who are in their post then, by their numbers."""
    found = Officer.objects.filter(party=party, is_active=True, office__in=rules.RUNG_OFFICES)
    return {person.pk for person in found if (gone_at := leaves_at(person)) is None or at < gone_at}


def _end(turn: Turn, model: Any, number: int, *, by: Seat, what: str, ip: str | None) -> None:
    rules.may_keep_roster(by=by)
    ended, _ = model.objects.filter(pk=number, party=by.party).delete()
    if not ended:
        raise Refused("This is not there any more.")
    audit.record(what=what, who=by.officer, party=by.party, ip=ip)
    tell_hole_of(turn, by.party)


def tell_hole_of(turn: Turn, party: str) -> None:
    """The secretariat hears of a hole that a change made, or closed; the roster itself stays here."""
    told = reads_reach.cover_told_by(party)
    if told is None:
        return
    roster = rosters("duty", since=turn.now, parties=[party]).get(party, Roster())
    begins = next((begin for begin, _ in roster.holes(turn.now, turn.now + AHEAD)), None)
    is_open_still = begins == turn.now and told.hole_at is not None and told.hole_at <= turn.now
    tell_hole(party=party, hole_at=told.hole_at if is_open_still else begins)
