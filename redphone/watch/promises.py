"""What a call promises and has not kept yet, worked out from what was said: the ringer's clocks are not asked.

Pure: takes a call as it stands, and whom to ask about chairs and rosters. The steps are those of the ringer, derived
here a second time, so that a fault there is no fault here.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from redphone.calls.reads_watch import ChairToRing, Owed, Rung, WatchedCall

What = Literal["ring", "next", "chair", "reminder"]
Step = Literal["duty", "deputy"]
LATE_AFTER = timedelta(seconds=10)
"""How long after its time a promise is late (peers, section 6, B3)."""


@dataclass(frozen=True)
class Promise:
    """What this node owes a party, and when: a first ring, the next one, that a chair is asked, or a reminder.

    `in_place_of` is the party for which it is rung as chair, else "".
    """

    call: str
    number: str
    status: str
    party: str
    in_place_of: str
    what: What
    due_at: datetime


@dataclass(frozen=True)
class World:
    """Whom to ask: who would act as chair besides some, as known at an instant; whom a step rings at a party, and who
    of those reads a call."""

    hosted: Collection[str]
    next_chair: Callable[[Collection[str], datetime], str | None]
    on_duty: Callable[[str, Step, datetime], frozenset[int]]
    readers: Callable[[WatchedCall, str, Step, datetime], frozenset[int]]


@dataclass(frozen=True)
class Clock:
    """Where the ringing of a party stands: its step, when that was due, and when the next thing is."""

    step: str
    was_due_at: datetime
    due_at: datetime


def is_late(promise: Promise, *, now: datetime) -> bool:
    """Whether a promise that is not kept should have been for so long that somebody has to be told."""
    return now - promise.due_at > LATE_AFTER


def open_promises(call: WatchedCall, world: World) -> list[Promise]:
    """What is promised in an open call and not kept yet, due or to come; one for each party rung at a time."""
    if call.is_stopped:
        return []
    found = [_owed_to(call, owed, world) for owed in call.owed]
    for place, asked in enumerate(call.asked):
        if asked.asked_party in world.hosted and not asked.knows and asked.unreached not in call.have_it:
            found.append(_owed_to_chair(call, asked, call.asked[place + 1 :], world))
    return [promise for promise in found if promise is not None]


def _owed_to(call: WatchedCall, owed: Owed, world: World) -> Promise | None:
    if owed.acknowledged_at is not None:
        return _reminder(call, owed, owed.acknowledged_at, world)
    if owed.nobody_at is not None:
        is_asked = any(asked.unreached == owed.party for asked in call.asked)
        return (
            None
            if is_asked
            else _asking(call, owed.party, unreached=owed.party, due=owed.nobody_at, world=world)
        )
    clock, rings = _clock(call, owed.party, "", begun=call.heard_at)
    if _is_under_way(rings, clock.step):
        return _promise(call, owed.party, "", _RING[clock.step], clock.was_due_at)
    due = clock.due_at
    if owed.refused_at is not None and _went_nowhere(rings, clock.step):
        due = min(due, max(owed.refused_at, clock.was_due_at))
    return _promise(call, owed.party, "", _AFTER[clock.step], due)


_RING: dict[str, What] = {"duty": "ring", "deputy": "next"}
_AFTER: dict[str, What] = {"": "ring", "duty": "next", "deputy": "chair"}


def _owed_to_chair(
    call: WatchedCall, asked: ChairToRing, later: Sequence[ChairToRing], world: World
) -> Promise | None:
    """Who is asked as chair is rung in the same steps; when nobody is left there, the next in the line is asked."""
    party, unreached = asked.asked_party, asked.unreached
    clock, rings = _clock(call, party, unreached, begun=asked.heard_at)
    if _is_under_way(rings, clock.step):
        return _promise(call, party, unreached, _RING[clock.step], clock.was_due_at)
    if any(other.unreached == unreached for other in later):
        return None
    rung = {ring.officer for ring in rings}
    steps: dict[str, tuple[Step, ...]] = {"": ("duty", "deputy"), "duty": ("deputy",), "deputy": ()}
    if any(world.on_duty(party, step, clock.due_at) - rung for step in steps[clock.step]):
        return _promise(call, party, unreached, _AFTER[clock.step], clock.due_at)
    return _asking(call, party, unreached=unreached, due=clock.due_at, world=world)


def _asking(call: WatchedCall, party: str, *, unreached: str, due: datetime, world: World) -> Promise | None:
    """That who acts as chair is asked for a party, unless nobody is left, or it is whoever raised the call."""
    besides = {unreached, *(asked.asked_party for asked in call.asked if asked.unreached == unreached)}
    chair = world.next_chair(besides, due)
    in_place_of = "" if party == unreached else unreached
    return None if chair in (None, call.by) else _promise(call, party, in_place_of, "chair", due)


def _clock(call: WatchedCall, party: str, in_place_of: str, *, begun: datetime) -> tuple[Clock, list[Rung]]:
    """Where a party's ringing stands, from what was rung and what was said, in the order in which it happened."""
    asks = ("chair",) if in_place_of else ("raised",)
    ours = (ring for ring in call.rung if (ring.party, ring.in_place_of) == (party, in_place_of))
    rings = [ring for ring in ours if ring.notice in asks]
    of = in_place_of or party
    held = [held for held in call.held if held.party == of and held.heard_at >= begun]
    clock = Clock("", begun, begun)
    happened = sorted(
        [(ring.made_at, 0, ring) for ring in rings] + [(one.heard_at, 1, one) for one in held], key=_when
    )
    for at, _, what in happened:
        if isinstance(what, Rung):
            if what.step != clock.step:
                clock = Clock(what.step, clock.due_at, at + call.step)
        elif what.is_contradiction:
            clock = Clock(clock.step, clock.was_due_at, at)
        elif clock.step or in_place_of:  # whoever was not rung at all yet is rung once in any case
            clock = Clock(clock.step, clock.was_due_at, max(clock.due_at, what.until))
    return clock, rings


def _when(happened: tuple[datetime, int, object]) -> tuple[datetime, int]:
    return happened[:2]


def _is_under_way(rings: Sequence[Rung], step: str) -> bool:
    """Whether somebody was to be rung at a step, and no mail server has taken any of its rings or refused them all."""
    of_step = [ring for ring in rings if ring.step == step]
    return any(not ring.is_over for ring in of_step) and not any(ring.went_out for ring in of_step)


def _went_nowhere(rings: Sequence[Rung], step: str) -> bool:
    of_step = [ring for ring in rings if ring.step == step]
    return bool(of_step) and all(ring.is_over for ring in of_step)


def _reminder(call: WatchedCall, owed: Owed, acknowledged_at: datetime, world: World) -> Promise | None:
    """Who has a call is reminded when the time for its answer is over; then its deputy. Nobody is told twice."""
    due = owed.answer_promised_at or call.answer_by_at
    if due is None or due <= acknowledged_at:
        return None
    rings = [ring for ring in call.rung if ring.notice == "overdue" and ring.cause == owed.acknowledged_hash]
    rung = [ring for ring in rings if ring.made_at >= due]
    for step in ("duty", "deputy"):
        if _is_under_way(rung, step):
            return _promise(call, owed.party, "", "reminder", due if step == "duty" else rung[-1].made_at)
    told = {ring.officer for ring in rings}
    duty, deputy = (world.readers(call, owed.party, step, due) for step in ("duty", "deputy"))
    if not rung and duty - told:
        return _promise(call, owed.party, "", "reminder", due)
    if any(ring.step == "deputy" for ring in rung) or not deputy - told - duty:
        return None
    wait = call.step if duty else timedelta(0)
    return _promise(call, owed.party, "", "reminder", (rung[0].made_at if rung else due) + wait)


def _promise(call: WatchedCall, party: str, in_place_of: str, what: What, due: datetime) -> Promise:
    return Promise(call.thing, call.number, call.status, party, in_place_of, what, due)
