"""How a test ends, and what is said of it: to members how it went, to the secretariat how the line stands."""

from datetime import datetime

from redphone.drills import rules
from redphone.drills.messages import LineTold, LinkTested, thing_of_line
from redphone.drills.models import Letter, LinkTest, Repair
from redphone.log.post import post
from redphone.log.turn import Turn
from redphone.network import reads as network


def pass_test(turn: Turn, test: LinkTest, *, step: str, way: str, officer: int | None) -> None:
    """It was answered: whoever was to be asked next is not, and what was to be repaired is."""
    sent_at = test.sent_at or test.begun_at
    seconds = max(0, int((turn.now - sent_at).total_seconds()))
    _end(turn, test, LinkTest.State.PASSED, officer=officer)
    _say(turn, test, result="passed", step=step, way=way, seconds=seconds)
    close_the_repair(turn, test.party, officer=None, reason="")


def fail_test(turn: Turn, test: LinkTest) -> None:
    """Nobody answered: somebody has to repair the line."""
    _end(turn, test, LinkTest.State.FAILED, officer=test.officer)
    _say(turn, test, result="failed", step="deputy", way="nobody", seconds=None)
    if not Repair.objects.filter(party=test.party, closed_at=None).exists():
        due_at = turn.now + rules.REPAIR_WITHIN
        Repair.objects.create(party=test.party, test=test.key, opened_at=turn.now, due_at=due_at)
    _tell_line(turn, test)


def close_the_repair(turn: Turn, party: str, *, officer: int | None, reason: str) -> None:
    """Nothing is to be repaired any more; the secretariat hears how the line stands."""
    repairs = Repair.objects.filter(party=party, closed_at=None)
    repairs.update(closed_at=turn.now, closed_by=officer, reason=reason)
    ended = LinkTest.objects.filter(party=party, ended_at__isnull=False)
    last = ended.order_by("-ended_at", "-pk").first()
    if last is not None:
        _tell_line(turn, last)


def _end(turn: Turn, test: LinkTest, state: str, *, officer: int | None) -> None:
    test.state, test.ended_at, test.officer = state, turn.now, officer
    test.save(update_fields=["state", "ended_at", "officer"])
    unsent = Letter.objects.filter(cause=test.key, state=Letter.State.WAITING)
    unsent.update(state=Letter.State.DROPPED)


def _say(turn: Turn, test: LinkTest, **how: object) -> None:
    """To members alone: what is said of a line under AMBER, no other role reads."""
    if to := set(network.parties(roles=("member",))) - {test.party}:
        message = LinkTested.model_validate({"month": test.month, **how})
        by = network.node_seat(test.party)
        post(turn, message, by=by, to=to, thing=test.key, status="test", mark="AMBER")


def _tell_line(turn: Turn, test: LinkTest) -> None:
    to = set(network.parties(roles=("secretariat",))) - {test.party}
    if not to or test.ended_at is None:
        return
    told = LineTold(
        month=test.month,
        result="passed" if test.state == LinkTest.State.PASSED else "failed",
        tested_at=test.ended_at,
        repair_due_at=_due_of(test.party),
    )
    by = network.node_seat(test.party)
    post(turn, told, by=by, to=to, thing=thing_of_line(test.party), status="test")


def _due_of(party: str) -> datetime | None:
    return Repair.objects.filter(party=party, closed_at=None).values_list("due_at", flat=True).first()
