"""Who has a call owes an answer: when the promised time is over without one, it is rung again."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import acts, acts_doubt
from redphone.calls.models import Ring, Ringing
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.words import MINUTE, NIGHT, STEP, answer, cancel, raise_call, update

Seats = dict[str, Seat]
Cast = dict[str, Officer]
HOUR = timedelta(hours=1)
DARA, EVE = "dara@au.example", "eve@au.example"


@pytest.fixture
def promised(night: Seats, ringer: Ringer, post_office: PostOffice) -> str:
    """A call that Australia has, and for which it has promised an answer within the hour."""
    raised = raise_call(night["alice"], ["AU", "IT"])
    ringer.go()
    with at(MINUTE):
        acts.acknowledge_call(
            by=night["dara"], call=raised.thing, way="page", answer_promised_at=NIGHT + HOUR
        )
    ringer.go(MINUTE)
    post_office.clear()
    return str(raised.thing)


def mails_to_australia(post_office: PostOffice) -> list[str]:
    return [mail for mail in post_office.taken() if mail.endswith("au.example")]


def why_ended(call: str) -> str:
    return Ringing.objects.get(call=call, party="AU").why_ended


def test_nobody_is_rung_before_the_promised_time(
    promised: str, ringer: Ringer, post_office: PostOffice
) -> None:
    ringer.go(HOUR - timedelta(seconds=1))
    assert mails_to_australia(post_office) == []


def test_when_it_is_over_the_duty_officer_is_rung_and_then_the_deputy(
    promised: str, ringer: Ringer, post_office: PostOffice
) -> None:
    ringer.go(HOUR)
    assert mails_to_australia(post_office) == [DARA]
    [mail] = post_office.to(DARA)
    assert mail.parsed["Subject"].endswith("your answer is overdue")
    assert "the time for its answer is over" in mail.text
    assert f"/calls/{promised}/" in mail.text
    ringer.go(HOUR + STEP)
    assert mails_to_australia(post_office) == [DARA, EVE]
    ringer.go(HOUR + 5 * STEP)
    assert mails_to_australia(post_office) == [DARA, EVE]
    assert why_ended(promised) == "overdue"


def test_an_answer_in_time_ends_it(
    promised: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    with at(2 * MINUTE):
        acts.answer_call(
            by=night["dara"], call=promised, answer=answer("cannot_say", need_until_at=NIGHT + 2 * HOUR)
        )
    ringer.go(2 * HOUR)
    assert mails_to_australia(post_office) == []


def test_an_answer_before_the_deputy_is_rung_spares_the_deputy(
    promised: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    ringer.go(HOUR)
    with at(HOUR + MINUTE):
        acts.answer_call(by=night["dara"], call=promised, answer=answer())
    ringer.go(HOUR + 2 * STEP)
    assert mails_to_australia(post_office) == [DARA]


def test_an_answer_while_the_mail_waits_holds_it_back(
    promised: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    post_office.close()
    ringer.go(HOUR)
    with at(HOUR):
        acts.answer_call(by=night["dara"], call=promised, answer=answer())
    post_office.open()
    ringer.go(HOUR + MINUTE)
    assert mails_to_australia(post_office) == []
    assert set(Ring.objects.filter(notice="overdue").values_list("state", flat=True)) == {"dropped"}


def test_a_call_that_is_over_asks_for_nothing(
    promised: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    with at(2 * MINUTE):
        acts.cancel_call(by=night["alice"], call=promised, cancel=cancel())
    ringer.go(2 * MINUTE)
    post_office.clear()
    ringer.go(2 * HOUR)
    assert mails_to_australia(post_office) == []


def test_a_ringer_that_was_away_over_the_promised_time_rings_when_it_is_back(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    with at(MINUTE):
        acts.acknowledge_call(
            by=night["dara"], call=raised.thing, way="page", answer_promised_at=NIGHT + HOUR
        )
    post_office.clear()
    ringer.go(2 * HOUR)
    assert mails_to_australia(post_office) == [DARA]


def test_what_was_over_when_it_was_acknowledged_is_not_asked_for(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU"], answer_by_at=NIGHT + MINUTE)
    ringer.go()
    with at(2 * MINUTE):
        acts.acknowledge_call(by=night["dara"], call=raised.thing, way="page")
    post_office.clear()
    ringer.go(HOUR)
    assert mails_to_australia(post_office) == []


@pytest.mark.parametrize(("asked", "rung"), [(NIGHT + HOUR, [DARA]), (None, [])])
def test_without_a_promise_it_is_due_when_the_call_asked_for_it(
    asked: Any, rung: list[str], night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU"], answer_by_at=asked)
    ringer.go()
    with at(MINUTE):
        acts.acknowledge_call(by=night["dara"], call=raised.thing, way="page")
    ringer.go(MINUTE)
    post_office.clear()
    ringer.go(HOUR)
    assert mails_to_australia(post_office) == rung


def test_everybody_sees_that_it_is_overdue(promised: str, cast: Cast) -> None:
    with at(HOUR - MINUTE):
        assert "answer promised by 03:00 UTC in 1 min" in fetch(cast["alice"], f"/calls/{promised}/").text
    with at(HOUR + MINUTE):
        assert "answer promised by 03:00 UTC 1 min late" in fetch(cast["alice"], f"/calls/{promised}/").text


def test_a_new_time_that_the_raiser_names_takes_the_place_of_the_old(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU"], answer_by_at=NIGHT + HOUR)
    ringer.go()
    with at(MINUTE):
        acts.acknowledge_call(by=night["dara"], call=raised.thing, way="page")
        later = update(answer_by_at=NIGHT + 3 * HOUR)
        acts.update_call(by=night["alice"], call=raised.thing, update=later)
    ringer.go(MINUTE)
    post_office.clear()
    ringer.go(2 * HOUR)
    assert mails_to_australia(post_office) == []
    ringer.go(3 * HOUR)
    assert mails_to_australia(post_office) == [DARA]


def test_a_time_named_after_the_acknowledgement_is_kept_and_a_promise_stands(
    promised: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    open_ended = raise_call(night["alice"], ["AU"], key="open ended", answer_by_at=None)
    ringer.go(2 * MINUTE)
    with at(3 * MINUTE):
        acts.acknowledge_call(by=night["dara"], call=open_ended.thing, way="page")
        for call in (promised, open_ended.thing):
            acts.update_call(by=night["alice"], call=call, update=update(answer_by_at=NIGHT + 2 * HOUR))
    ringer.go(3 * MINUTE)
    post_office.clear()
    ringer.go(HOUR)
    assert [mail.parsed["Subject"][:24] for mail in post_office.to(DARA)] == ["ACTUAL: Red Phone call G"]
    ringer.go(2 * HOUR)
    assert set(Ring.objects.filter(notice="overdue").values_list("call", flat=True)) == {
        promised,
        open_ended.thing,
    }


def test_who_was_told_only_that_it_is_overdue_hears_that_the_call_is_over(
    promised: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    ringer.go(HOUR)
    ringer.go(HOUR + STEP)
    assert mails_to_australia(post_office) == [DARA, EVE]
    post_office.clear()
    with at(HOUR + 2 * STEP):
        acts.cancel_call(by=night["alice"], call=promised, cancel=cancel())
    ringer.go(HOUR + 2 * STEP)
    assert sorted(mails_to_australia(post_office)) == [DARA, EVE]


def test_a_stop_or_a_doubt_holds_back_what_waits_for_the_mail_server(
    promised: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    post_office.close()
    ringer.go(HOUR)
    with at(HOUR):
        acts_doubt.doubt_call(by=night["dara"], call=promised, why="There is no such place.")
    post_office.open()
    ringer.go(HOUR + MINUTE)
    assert mails_to_australia(post_office) == []
