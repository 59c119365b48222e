"""Who may test a line, say that it was answered, close a repair, set the schedule, remind others."""

from datetime import datetime, timedelta

from redphone.refused import Refused
from redphone.wire.policy import Seat

REPAIR_WITHIN = timedelta(days=7)
"""How long a party has to repair a line that failed."""
CHASE_AGAIN_AFTER = timedelta(days=1)
REMINDED_WITHIN = timedelta(days=1)
"""A reminder that a node hears later than that reminds nobody any more."""
LONGEST_REASON = 500


def may_test(*, by: Seat, is_running: bool) -> None:
    """Any officer of a party tests its own line, one test at a time."""
    _is_officer(by)
    if is_running:
        raise Refused("A test of your line is running already. Wait until it ends.")


def may_say_answered(*, by: Seat, is_running: bool, step: str, has_number: bool) -> None:
    """By telephone is the way after the mail to the duty officer was not answered."""
    _is_officer(by)
    if not is_running:
        raise Refused("No test of your line is running.")
    if step != "deputy":
        raise Refused("The mail to the duty officer is not given up yet. Wait, or look for it there.")
    if not has_number:
        raise Refused("Your party has told no duty number yet, or this seat does not read it.")


def may_repair(*, by: Seat, is_open: bool) -> None:
    """Any officer of the party owns a repair or closes it."""
    _is_officer(by)
    if not is_open:
        raise Refused("Nothing is to be repaired on your line.")


def check_reason(reason: str) -> None:
    """A repair that no test has closed needs a written reason."""
    if not reason.strip():
        raise Refused("Say what was wrong and what was done about it.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused("This is too long: at most %(most)s letters.", field="reason", most=LONGEST_REASON)


def may_set_schedule(*, by: Seat) -> None:
    """The schedule is the network's; who keeps its register keeps it."""
    if by.role != "secretariat" or by.office != "administrator":
        raise Refused("Only the secretariat's administrator may do this.")


def may_chase(*, by: Seat, last_at: datetime | None, now: datetime) -> None:
    """The secretariat reminds a party of one matter once a day at most."""
    if by.role != "secretariat" or by.officer is None:
        raise Refused("Only the secretariat may do this.")
    if last_at is not None and now - last_at < CHASE_AGAIN_AFTER:
        raise Refused("This desk was reminded of it today already. Once a day is enough.")


def _is_officer(by: Seat) -> None:
    if by.officer is None:
        raise Refused("Only an officer of the party may do this.")
