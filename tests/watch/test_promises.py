"""What was promised is worked out from what was said: whatever the ringer believes, what it does not do is late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import acts, acts_doubt
from redphone.calls.models import Ring, Ringing
from redphone.log import clock
from redphone.network.acts import set_chair
from redphone.watch import watchdog
from redphone.watch.models import Alarm
from redphone.watch.promises import Promise, open_promises
from redphone.wire.policy import Seat
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.test_voice import report
from tests.calls.words import MINUTE, NIGHT, STEP, answer, cancel, raise_call, update
from tests.watch.conftest import Late

Seats = dict[str, Seat]
SECOND = timedelta(seconds=1)
JUST_LATE = 11 * SECOND
HOUR = timedelta(hours=1)


def test_a_first_ring_is_late_after_ten_seconds(night: Seats, ringer: Ringer, late: Late) -> None:
    raise_call(night["alice"], ["IT", "CA"])
    assert late(10 * SECOND) == []
    assert late(JUST_LATE) == [("ring", "CA"), ("ring", "IT")]
    ringer.go(12 * SECOND)
    assert late(13 * SECOND) == []
    assert set(Alarm.objects.values_list("ended_at", flat=True)) == {NIGHT + 13 * SECOND}


def ring_australia(night: Seats, ringer: Ringer) -> str:
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    return str(raised.thing)


def clock_is_late(call: str) -> None:
    Ringing.objects.filter(call=call).update(next_at=NIGHT + timedelta(days=9))


def clock_has_ended(call: str) -> None:
    Ringing.objects.filter(call=call).update(ended_at=NIGHT, why_ended="acknowledged")


def clock_is_lost(call: str) -> None:
    Ringing.objects.filter(call=call).delete()


def clock_has_gone_on(call: str) -> None:
    """It believes that the deputy was rung, and nobody was."""
    Ringing.objects.filter(call=call).update(step="deputy", next_at=NIGHT + timedelta(days=9))


FAULTS = [clock_is_late, clock_has_ended, clock_is_lost, clock_has_gone_on]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_clock_that_goes_wrong_is_found(
    night: Seats, ringer: Ringer, late: Late, fault: Callable[[str], None]
) -> None:
    fault(ring_australia(night, ringer))
    ringer.go(STEP + 10 * SECOND)
    assert late(STEP + 10 * SECOND) == []
    assert late(STEP + JUST_LATE) == [("next", "AU")]


def trusting(call: Any, world: Any) -> list[Promise]:
    """The planted fault: a watchdog that asks the ringer's own clocks what is due."""
    due = Ringing.objects.filter(call=call.thing, ended_at=None, next_at__lte=clock.now())
    promised = {(one.party, one.in_place_of) for one in due}
    return [one for one in open_promises(call, world) if (one.party, one.in_place_of) in promised]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_watchdog_that_trusts_the_clocks_would_be_blind(
    night: Seats,
    ringer: Ringer,
    late: Late,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[str], None],
) -> None:
    monkeypatch.setattr(watchdog, "open_promises", trusting)
    with pytest.raises(AssertionError):
        test_a_clock_that_goes_wrong_is_found(night, ringer, late, fault)


def test_a_ring_that_was_never_made_is_found(night: Seats, ringer: Ringer, late: Late) -> None:
    call = ring_australia(night, ringer)
    Ring.objects.filter(call=call).delete()
    assert late(JUST_LATE) == [("ring", "AU")]


def test_a_mail_server_that_is_gone_keeps_no_promise(
    night: Seats, ringer: Ringer, post_office: PostOffice, late: Late
) -> None:
    post_office.close()
    ring_australia(night, ringer)
    assert late(JUST_LATE) == [("ring", "AU")], "that the ringer tries is not enough"
    post_office.open()
    ringer.go(MINUTE)
    assert late(MINUTE) == []


def test_the_chair_should_be_asked_after_the_deputy(night: Seats, ringer: Ringer, late: Late) -> None:
    call = ring_australia(night, ringer)
    ringer.go(STEP)
    assert late(2 * STEP) == []
    clock_has_ended(call)
    ringer.go(2 * STEP + JUST_LATE)
    assert late(2 * STEP + JUST_LATE) == [("chair", "AU")]


def test_the_chairs_own_officers_are_rung_in_time_and_then_the_next_in_line(
    night: Seats, ringer: Ringer, late: Late
) -> None:
    call = ring_australia(night, ringer)
    for step in (1, 2):
        ringer.go(step * STEP)
        assert late(step * STEP) == []
    Ring.objects.filter(call=call, notice="chair").delete()
    assert late(2 * STEP + JUST_LATE) == [("ring", "US")]
    assert Alarm.objects.get(ended_at=None, what="ring").in_place_of == "AU"


def test_a_chair_with_nobody_on_duty_passes_it_on(night: Seats, ringer: Ringer, late: Late) -> None:
    """The United States have a duty officer and no deputy: after the one the next party in the line is asked."""
    call = ring_australia(night, ringer)
    ringer.go(STEP)
    ringer.go(2 * STEP)
    clock_has_ended(call)
    ringer.go(3 * STEP)
    assert late(3 * STEP) == []
    assert late(3 * STEP + JUST_LATE) == [("chair", "US")], "nobody is left to ring there, and Italy is next"


def test_nobody_is_missed_who_was_named_chair_later(night: Seats, ringer: Ringer, late: Late) -> None:
    ring_australia(night, ringer)
    for step in range(1, 8):
        ringer.go(step * STEP)
    with at(8 * STEP):
        set_chair(by=night["grace"], chair="US", substitutes=("IT", "GB", "CA"), reason="One more")
    ringer.go(8 * STEP)
    assert late(9 * STEP) == []


def test_a_hold_and_its_contradiction_move_what_is_due(night: Seats, ringer: Ringer, late: Late) -> None:
    call = ring_australia(night, ringer)
    with at(MINUTE):
        report(night["alice"], call, hold_seconds=3600)
    ringer.go(MINUTE)
    assert late(STEP + MINUTE) == []
    assert late(HOUR + MINUTE + JUST_LATE) == [("next", "AU")]


def test_what_is_contradicted_is_due_at_once(night: Seats, ringer: Ringer, late: Late) -> None:
    from redphone.calls.acts_voice import contradict_report

    call = ring_australia(night, ringer)
    with at(MINUTE):
        report(night["alice"], call, hold_seconds=3600)
        contradict_report(by=night["dara"], call=call, note="Nobody here has.")
    assert late(MINUTE + JUST_LATE) == [("next", "AU")]


def test_where_every_mail_is_refused_the_next_ring_is_due_at_once(
    night: Seats, ringer: Ringer, post_office: PostOffice, late: Late
) -> None:
    post_office.at_rcpt["dara@au.example"] = ["550 no such person"]
    raised = raise_call(night["alice"], ["AU"])
    ringer.go(rounds=12)
    Ring.objects.filter(call=raised.thing, step="deputy").delete()
    assert late(JUST_LATE) == [("next", "AU")]


def acknowledge(night: Seats, call: str, **promised: Any) -> None:
    with at(MINUTE):
        acts.acknowledge_call(by=night["dara"], call=call, way="page", **promised)


def test_an_acknowledgement_turns_the_promise_into_a_reminder(
    night: Seats, ringer: Ringer, late: Late
) -> None:
    call = ring_australia(night, ringer)
    acknowledge(night, call, answer_promised_at=NIGHT + HOUR)
    ringer.go(MINUTE)
    clock_has_ended(call)
    ringer.go(HOUR + JUST_LATE)
    assert late(HOUR) == []
    assert late(HOUR + JUST_LATE) == [("reminder", "AU")]
    with at(HOUR + MINUTE):
        acts.answer_call(by=night["dara"], call=call, answer=answer())
    assert late(HOUR + MINUTE) == []


def test_the_deputy_is_reminded_after_the_step(night: Seats, ringer: Ringer, late: Late) -> None:
    call = ring_australia(night, ringer)
    acknowledge(night, call, answer_promised_at=NIGHT + HOUR)
    for after in (MINUTE, HOUR):
        ringer.go(after)
    clock_has_ended(call)
    assert late(HOUR + STEP) == []
    assert late(HOUR + STEP + JUST_LATE) == [("reminder", "AU")]


def test_a_new_time_moves_the_reminder(night: Seats, ringer: Ringer, late: Late) -> None:
    call = ring_australia(night, ringer)
    acknowledge(night, call)
    with at(2 * MINUTE):
        acts.update_call(by=night["alice"], call=call, update=update(answer_by_at=NIGHT + 5 * HOUR))
    ringer.go(2 * MINUTE)
    clock_has_ended(call)
    assert late(3 * HOUR + JUST_LATE) == []
    assert late(5 * HOUR + JUST_LATE) == [("reminder", "AU")]


@pytest.mark.parametrize("end", ["acknowledged", "doubted", "stopped", "cancelled", "answered"])
def test_what_ends_the_ringing_ends_the_promise(night: Seats, ringer: Ringer, late: Late, end: str) -> None:
    raised = raise_call(night["alice"], ["AU", "US"], answer_by_at=None)
    assert late(JUST_LATE) == [("ring", "AU"), ("ring", "US")]
    with at(MINUTE):
        if end == "acknowledged":
            acts.acknowledge_call(by=night["dara"], call=raised.thing, way="page")
        elif end == "doubted":
            acts_doubt.doubt_call(by=night["dara"], call=raised.thing, why="Not so.")
        elif end == "answered":
            acts.answer_call(by=night["dara"], call=raised.thing, answer=answer())
        elif end == "stopped":
            acts_doubt.stop_ringing(by=night["felix"], call=raised.thing, why="Wrong.")
        else:
            acts.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel())
    assert ("ring", "AU") not in late(2 * MINUTE)
    assert (late(2 * MINUTE) == []) is (end in ("stopped", "cancelled"))


def test_a_call_in_which_nothing_is_left_to_promise_is_looked_at_again_when_more_is_said(
    night: Seats, ringer: Ringer, late: Late
) -> None:
    raised = raise_call(night["alice"], ["AU"], answer_by_at=None)
    ringer.go()
    acknowledge(night, raised.thing)
    ringer.go(MINUTE)
    assert late(MINUTE) == []
    with at(2 * MINUTE):
        acts.update_call(by=night["alice"], call=raised.thing, update=update(answer_by_at=NIGHT + HOUR))
    assert late(HOUR + JUST_LATE) == [("reminder", "AU")]


def test_a_night_in_which_all_is_kept_raises_no_alarm(night: Seats, ringer: Ringer, late: Late) -> None:
    """Looked at each minute, just before the ringer goes round and just after; the ringer itself is never late."""
    calls = [raise_call(night["alice"], ["AU", "CA", "IT", "US"], key=str(key)).thing for key in range(3)]
    said: dict[int, Callable[[], object]] = {
        2: lambda: acts.acknowledge_call(
            by=night["chloe"], call=calls[0], way="page", answer_promised_at=NIGHT + HOUR
        ),
        5: lambda: report(night["alice"], calls[1], hold_seconds=1800),
        16: lambda: acts.acknowledge_call(by=night["bruno"], call=calls[1], way="page"),
        31: lambda: acts_doubt.doubt_call(by=night["dara"], call=calls[2], why="Not so."),
        70: lambda: acts.update_call(
            by=night["alice"], call=calls[1], update=update(answer_by_at=NIGHT + 2 * HOUR)
        ),
        90: lambda: acts.cancel_call(by=night["alice"], call=calls[2], cancel=cancel()),
    }
    for minute in range(150):
        if minute in said:
            with at(minute * MINUTE):
                said[minute]()
        assert late(minute * MINUTE) == [], minute
        ringer.go(minute * MINUTE)
        assert late(minute * MINUTE) == [], minute
    assert set(Alarm.objects.values_list("what", flat=True)) <= {"ringer"}
    assert Ring.objects.filter(notice="overdue").exists()
    assert Ring.objects.filter(notice="chair").exists()
