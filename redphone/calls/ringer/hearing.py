"""Reading on in the log: what was said since the last round, and what it asks of the ringer."""

from collections.abc import Sequence

from redphone.calls.messages import CallPassed
from redphone.calls.models import RingerMark
from redphone.calls.ringer.passing import ring_second_desk
from redphone.calls.ringer.plan import Plan, take_note
from redphone.log.dispatch import Dispatch
from redphone.log.reads import HEARD_AT_ONCE, drawn_among, heard_since, last_position, not_drawn_since

KINDS = "call."
Heard = Sequence[tuple[int, Dispatch]]


def read_on(plan: Plan, mark: RingerMark) -> None:
    """Take note of what was said since the mark, and of what was awaited and can be made something of now."""
    ripe = drawn_among(mark.awaited)
    awaited = set(mark.awaited).difference(position for position, _ in ripe) | _note_each(plan, ripe)
    awaited |= set(not_drawn_since(mark.position, kinds=KINDS))
    while heard := heard_since(mark.position, kinds=KINDS):
        awaited |= _note_each(plan, heard)
        mark.position = heard[-1][0]
        if len(heard) < HEARD_AT_ONCE:
            break
    mark.position = last_position()
    mark.awaited = sorted(awaited)


def _note_each(plan: Plan, heard: Heard) -> set[int]:
    """Take note of all together, and only where that fails of each by itself. Returns the positions that failed."""
    if plan.try_to(lambda: _note_all(plan, heard), what="notes_failed"):
        return set()
    return {position for position, said in heard if not _note(plan, said)}


def _note_all(plan: Plan, heard: Heard) -> None:
    for _, said in heard:
        _take_note(plan, said)


def _take_note(plan: Plan, said: Dispatch) -> None:
    if isinstance(said.message, CallPassed):
        ring_second_desk(plan, said.message, said)
    else:
        take_note(plan, said)


def _note(plan: Plan, said: Dispatch) -> bool:
    about = {"kind": said.manifest.kind, "thing": said.thing}
    return plan.try_to(lambda: _take_note(plan, said), what="note_failed", **about)
