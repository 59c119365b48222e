"""What was said by voice: written down by whoever heard it, confirmed by an acknowledgement, or contradicted."""

from datetime import datetime

from redphone.calls import rules
from redphone.calls.acts import find_call, reply, say_in
from redphone.calls.messages import CallReported, ReportContradicted
from redphone.calls.models import CallLine, CallReport
from redphone.log.dispatch import Dispatch
from redphone.log.turn import Turn, act
from redphone.wire.manifest import Ref
from redphone.wire.policy import Seat


@act
def report_call(
    turn: Turn, *, by: Seat, call: str, report: CallReported, happened_at: datetime | None = None
) -> Dispatch:
    """Write down that another party said by voice that it has the call, at `happened_at` (None: now).

    Raises Refused.
    """
    row = find_call(call, by=by)
    line = CallLine.objects.filter(thing=row.thing, party=report.party)
    rules.may_report(
        by=by,
        author=row.by,
        to=row.to,
        state=row.state,
        party=report.party,
        has_it=line.filter(acknowledged_at__isnull=False).exists(),
        happened_at=happened_at,
        now=turn.now,
    )
    return reply(turn, row, report, by=by, happened_at=happened_at)


@act
def contradict_report(turn: Turn, *, by: Seat, call: str, note: str = "") -> Dispatch:
    """Say that what was reported of one's own party is not so: it is rung on at once. Raises Refused."""
    row = find_call(call, by=by)
    reports = CallReport.objects.filter(thing=row.thing, party=by.party, contradicted_at=None).order_by("pk")
    line = CallLine.objects.filter(thing=row.thing, party=by.party)
    rules.may_contradict(
        by=by,
        to=row.to,
        state=row.state,
        reported=reports.exists(),
        has_it=line.filter(acknowledged_at__isnull=False).exists(),
    )
    refs = tuple(Ref(id=report.dispatch, hash=report.hash, rel="answers") for report in reports)
    return say_in(turn, row, ReportContradicted(note=note), by=by, refs=refs)
