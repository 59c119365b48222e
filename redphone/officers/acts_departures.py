"""What is done about departures: saying on which day an officer leaves their post, and that they stay."""

from datetime import date
from zoneinfo import ZoneInfo

from redphone.log.turn import Turn, act
from redphone.officers import audit, rules
from redphone.officers.acts_roster import tell_hole_of
from redphone.officers.models import Officer
from redphone.refused import Refused
from redphone.wire.policy import Seat


@act
def leave_post(turn: Turn, *, by: Seat, officer: int, leaves_on: date, ip: str | None = None) -> None:
    """Say which day is an officer's last in their post: once it is over, no call rings them. Raises Refused."""
    row = _officer(officer, by=by)
    rules.check_departure(leaves_on=leaves_on, today=turn.now.astimezone(ZoneInfo(row.zone)).date())
    _keep(turn, row, leaves_on, by=by, what="leaves_post", ip=ip)


@act
def stay_in_post(turn: Turn, *, by: Seat, officer: int, ip: str | None = None) -> None:
    """Say that an officer stays: they are rung as if nothing had been said. Raises Refused."""
    _keep(turn, _officer(officer, by=by), None, by=by, what="stays_in_post", ip=ip)


def _keep(turn: Turn, row: Officer, leaves_on: date | None, *, by: Seat, what: str, ip: str | None) -> None:
    row.leaves_on = leaves_on
    row.save(update_fields=["leaves_on"])
    facts = {"on": leaves_on.isoformat()} if leaves_on else {}
    audit.record(what=what, who=by.officer, whom=row, party=by.party, facts=facts, ip=ip)
    tell_hole_of(turn, by.party)


def _officer(officer: int, *, by: Seat) -> Officer:
    rules.may_keep_roster(by=by)
    row = Officer.objects.filter(pk=officer, party=by.party, is_active=True).first()
    if row is None:
        raise Refused("Your party has no such officer.", field="officer")
    return row
