"""What people do about link tests: begin one, answer it, repair a line, set the schedule, remind a duty desk."""

from typing import Literal

from django.db.models import F

from redphone.drills import rules
from redphone.drills.ending import close_the_repair, pass_test
from redphone.drills.links import link_of
from redphone.drills.messages import SCHEDULE, Chased, ScheduleSet, thing_of_chase
from redphone.drills.models import Chase, Letter, LinkTest, Repair
from redphone.drills.steps import begin
from redphone.log.dispatch import Dispatch
from redphone.log.post import post
from redphone.log.turn import Turn, act
from redphone.network import acts_reach, reads_reach
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.officers.links import DIGITS_ALLOWED
from redphone.refused import Refused
from redphone.wire.policy import Seat
from redphone.wire.words import Status, to_milliseconds

Pressed = Literal["received", "over", "wrong_digits", "too_many_tries"]


@act
def test_now(turn: Turn, *, by: Seat) -> None:
    """Test one's own line now. Raises Refused."""
    rules.may_test(by=by, is_running=_running(by.party) is not None)
    begin(turn, by.party, cause="now", officer=by.officer)


@act
def press_link(turn: Turn, *, letter: int, typed: str) -> Pressed:
    """Acknowledge a test by the link in its mail, if what was typed are the digits in it; a wrong pair is counted."""
    row = Letter.objects.get(pk=letter)
    if row.wrong_digits >= DIGITS_ALLOWED:
        return "too_many_tries"
    if not link_of(row).has_digits(typed):
        Letter.objects.filter(pk=letter).update(wrong_digits=F("wrong_digits") + 1)
        return "wrong_digits"
    test = _running(row.party)
    if test is None or test.key != row.cause:
        return "over"
    pass_test(turn, test, step=row.step, way="mail", officer=row.officer)
    return "received"


@act
def say_answered(turn: Turn, *, by: Seat) -> None:
    """Say that the mail was not answered, and that the duty number was rung and was. Raises Refused."""
    test = _running(by.party)
    has_number = by.party in reads_reach.reach_of([by.party], for_=by)
    step = test.step if test else ""
    rules.may_say_answered(by=by, is_running=test is not None, step=step, has_number=has_number)
    holes = officers.holes_ahead(for_=by, now=turn.now)
    acts_reach.tell_proven(by=by, hole_at=holes[0][0] if holes else None)
    if test is not None:
        pass_test(turn, test, step="deputy", way="telephone", officer=by.officer)


def _running(party: str) -> LinkTest | None:
    return LinkTest.objects.filter(party=party, state=LinkTest.State.RUNNING).first()


@act
def own_repair(turn: Turn, *, by: Seat) -> None:
    """Take it upon oneself to repair the line. Raises Refused."""
    repairs = Repair.objects.filter(party=by.party, closed_at=None)
    rules.may_repair(by=by, is_open=repairs.exists())
    repairs.update(owner=by.officer)


@act
def close_repair(turn: Turn, *, by: Seat, reason: str) -> None:
    """Close a repair without a test, by a written reason, which stays with the party. Raises Refused."""
    is_open = Repair.objects.filter(party=by.party, closed_at=None).exists()
    rules.may_repair(by=by, is_open=is_open)
    rules.check_reason(reason)
    close_the_repair(turn, by.party, officer=by.officer, reason=reason.strip())


@act
def set_schedule(turn: Turn, *, by: Seat, schedule: ScheduleSet) -> Dispatch:
    """Set for the whole network how often lines are tested. Raises Refused."""
    rules.may_set_schedule(by=by)
    return post(turn, schedule, by=by, to=set(network.parties()), thing=SCHEDULE, status="system")


@act
def chase(turn: Turn, *, by: Seat, chased: Chased, status: Status) -> Dispatch:
    """Remind a party's duty desk of a matter, at most once a day. Raises Refused."""
    thing = thing_of_chase(chased.party, chased.about, chased.number or "")
    last_at = Chase.objects.filter(thing=thing).values_list("chased_at", flat=True).first()
    rules.may_chase(by=by, last_at=last_at, now=to_milliseconds(turn.now))
    if chased.party not in network.parties():
        raise Refused("There is no such party.")
    return post(turn, chased, by=by, to=[chased.party], thing=thing, status=status)
