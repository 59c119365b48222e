"""A link test from end to end: begun by the schedule or now, duty officer, deputy, acknowledged or failed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from redphone.drills import acts, letters, reads, steps, worker
from redphone.drills.due import due_in
from redphone.drills.models import Letter, LinkResult, LinkTest
from redphone.drills.passages import PASSAGES
from redphone.log import clock
from redphone.log.models import Entry
from redphone.network import acts_reach
from redphone.network.hours import Hours
from redphone.network.messages import Reachable
from redphone.officers.models import Officer
from redphone.refused import Refused
from redphone.wire.policy import Seat
from tests.calls.post_office import PostOffice
from tests.drills.conftest import MORNING, WAIT, Keeper, at, link_in, only_test, press

Seats = dict[str, Seat]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_it_goes_to_the_duty_officer_and_looks_like_a_test(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    (mail,) = keeper.go()
    assert mail.to == "alice@gb.example"
    assert mail.subject == "TEST: link test, nothing has happened"
    for shown in (mail.text, mail.html):
        assert "Only the line is being checked." in shown
        assert "This is a test of the line. Nobody has to decide anything." in shown
        assert any(str(passage) in shown for passage in PASSAGES)
        assert "Red Phone call" not in shown
    assert mail.parsed["Importance"] is None
    page = Client().get(link_in(mail)[0]).content.decode()
    assert 'class="is-test"' in page
    assert "<title>TEST" in page
    assert "nothing has happened" in page


def test_the_two_digits_pass_it_and_it_is_measured(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    (mail,) = keeper.go()
    with at(4 * MINUTE):
        assert press(mail).status_code == 302
    test, result = only_test(), LinkResult.objects.get()
    assert test.state == "passed"
    assert (result.result, result.step, result.way, result.seconds) == ("passed", "duty", "mail", 240)
    assert keeper.go(10 * WAIT) == []
    assert "This test is received" in Client().get(link_in(mail)[0]).content.decode()


def test_unanswered_it_goes_to_the_deputy_who_passes_it(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    keeper.go()
    assert keeper.go(WAIT - MINUTE) == []
    (mail,) = keeper.go(WAIT)
    assert mail.to == "adam@gb.example"
    assert "You are asked as deputy" in mail.text
    with at(WAIT + MINUTE):
        press(mail)
    result = LinkResult.objects.get()
    assert (result.result, result.step, result.seconds) == ("passed", "deputy", 31 * 60)


def test_a_refused_mail_does_not_wait_for_the_time(
    seats: Seats, keeper: Keeper, post_office: PostOffice
) -> None:
    post_office.at_rcpt["alice@gb.example"] = ["550 no such box"]
    acts.test_now(by=seats["alice"])
    assert [mail.to for mail in keeper.go()] == ["adam@gb.example"]


def test_answered_by_nobody_it_fails_and_leaves_a_repair(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    for step in range(3):
        keeper.go(step * WAIT)
    assert only_test().state == "failed"
    with at(3 * WAIT):
        repair = reads.repair_of(for_=seats["alice"])
        assert repair is not None
        assert repair.due_at == MORNING + 2 * WAIT + 7 * DAY
        assert reads.repair_of(for_=seats["bruno"]) is None


def test_where_nobody_is_on_duty_it_fails_at_once(seats: Seats, keeper: Keeper) -> None:
    Officer.objects.filter(party="IT").update(duty="")
    acts.test_now(by=seats["bruno"])
    assert keeper.go() == []
    assert only_test("IT").state == "failed"


def test_pressed_too_late_it_says_that_it_is_over(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    (mail,) = keeper.go()
    keeper.go(WAIT)
    keeper.go(2 * WAIT)
    with at(3 * WAIT):
        press(mail)
        assert "nobody answered it in time" in Client().get(link_in(mail)[0]).content.decode()
    assert LinkResult.objects.get().result == "failed"


def test_a_test_that_passes_repairs_the_line(seats: Seats, keeper: Keeper) -> None:
    test_answered_by_nobody_it_fails_and_leaves_a_repair(seats, keeper)
    with at(DAY):
        acts.test_now(by=seats["alice"])
    (mail,) = keeper.go(DAY)
    with at(DAY + MINUTE):
        press(mail)
        assert reads.repair_of(for_=seats["alice"]) is None


def test_a_written_reason_repairs_it_and_stays_with_the_party(seats: Seats, keeper: Keeper) -> None:
    test_answered_by_nobody_it_fails_and_leaves_a_repair(seats, keeper)
    with at(DAY):
        acts.own_repair(by=seats["adam"])
        repair = reads.repair_of(for_=seats["alice"])
        assert repair is not None
        assert repair.owner == "Adam Example"
        with pytest.raises(Refused, match="what was wrong"):
            acts.close_repair(by=seats["adam"], reason="  ")
        acts.close_repair(by=seats["adam"], reason="The heron sat on the cable.")
        assert reads.repair_of(for_=seats["alice"]) is None
        with pytest.raises(Refused, match="Nothing is to be repaired"):
            acts.close_repair(by=seats["adam"], reason="Again.")
    assert not [entry for entry in Entry.objects.prefetch_related("parts") if b"heron" in _content(entry)]


def _content(entry: Entry) -> bytes:
    return b"".join(bytes(part.content or b"") for part in entry.parts.all())


def test_rung_instead_it_is_passed_by_telephone(seats: Seats, keeper: Keeper) -> None:
    words = {"seat": "duty_desk", "number": "+44 20 7946 0142", "opens_at": None, "closes_at": None}
    more = {"weekdays": (), "zone": "Europe/London", "languages": ("en",), "proven_at": None}
    acts_reach.tell_reach(by=seats["alice"], reachable=Reachable(**words, **more), hole_at=None)
    with pytest.raises(Refused, match="No test of your line"):
        acts.say_answered(by=seats["alice"])
    acts.test_now(by=seats["alice"])
    keeper.go()
    with pytest.raises(Refused, match="not given up yet"):
        acts.say_answered(by=seats["alice"])
    keeper.go(WAIT)
    with at(WAIT + MINUTE):
        acts.say_answered(by=seats["adam"])
    result = LinkResult.objects.get()
    assert (result.result, result.way, result.step) == ("passed", "telephone", "deputy")


def test_without_a_number_nobody_can_say_that_it_was_rung(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    keeper.go()
    keeper.go(WAIT)
    with at(WAIT), pytest.raises(Refused, match="no duty number"):
        acts.say_answered(by=seats["alice"])


def test_one_at_a_time_and_by_officers(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    with pytest.raises(Refused, match="running already"):
        acts.test_now(by=seats["adam"])
    with pytest.raises(Refused, match="Only an officer"):
        acts.test_now(by=Seat(party="IT", role="member", office="node"))


# By the schedule


def days_of(keeper: Keeper, first: int, last: int) -> list[str]:
    """To whom it mails, looking every six hours of these days after the morning."""
    hours = (timedelta(hours=hours) for hours in range(first * 24, last * 24, 6))
    return [mail.to for after in hours for mail in keeper.go(after, looks_ahead=True)]


def test_each_member_is_tested_once_a_month(seats: Seats, keeper: Keeper) -> None:
    mailed = days_of(keeper, 12, 36)
    asked = [test.party for test in LinkTest.objects.filter(month="2026-12")]
    assert sorted(asked) == ["AU", "CA", "EC", "ES", "GB", "IT", "NZ", "US"]
    assert mailed.count("alice@gb.example") == mailed.count("adam@gb.example") == 1
    assert "heidi@de.example" not in mailed


def test_what_was_due_before_this_node_tested_is_not_made_up_for(seats: Seats, keeper: Keeper) -> None:
    assert {test.party for test in LinkTest.objects.all()} == set()
    days_of(keeper, 0, 5)
    begun = {test.party for test in LinkTest.objects.filter(month="2026-11")}
    desk = Hours("UTC", None, None)
    assert begun == {"GB"}, "the others' day was over when it began"
    assert due_in("2026-11", party="GB", hours=desk).day == 20


def test_a_dormant_member_is_left_alone(
    seats: Seats, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redphone.network import acts as network_acts
    from tests.people import ENTRIES

    entry = next(entry for entry in ENTRIES if entry.code == "GB").model_copy(update={"active": False})
    network_acts.enter_party(by=seats["grace"], entry=entry)
    assert "alice@gb.example" not in days_of(keeper, 6, 36)


def test_the_store_itself_keeps_two_from_beginning_the_same(seats: Seats, keeper: Keeper) -> None:
    with clock.standing_at(MORNING):
        _begin()
        LinkTest.objects.update(state="passed")
        with pytest.raises(IntegrityError):
            _begin()


def _begin() -> None:
    from redphone.log.turn import Turn, act

    @act
    def do(turn: Turn) -> None:
        steps.begin(turn, "GB", cause="schedule", officer=None)

    do()


# What is cut off


def test_claimed_by_one_it_is_claimed_by_no_other(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    assert len(worker.claim()) == 1
    assert worker.claim() == []


def test_what_was_cut_off_while_being_sent_is_sent_again_and_marked(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    worker.claim()
    assert keeper.go(MINUTE) == []
    (mail,) = keeper.go(3 * MINUTE)
    assert "You may have had this mail already" in mail.text


def test_a_claim_that_marks_nothing_is_caught(
    seats: Seats, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: a claim that leaves no trace, so that a second process sends the same."""

    def careless() -> list[Letter]:
        return list(Letter.objects.filter(state="waiting"))

    monkeypatch.setattr(worker, "claim", careless)
    with pytest.raises(AssertionError):
        test_claimed_by_one_it_is_claimed_by_no_other(seats, keeper)


def test_a_mail_server_that_is_away_is_tried_again(
    seats: Seats, keeper: Keeper, post_office: PostOffice
) -> None:
    post_office.close()
    acts.test_now(by=seats["alice"])
    keeper.go()
    assert Letter.objects.get().state == "waiting"
    post_office.open()
    assert [mail.to for mail in keeper.go(2 * MINUTE)] == ["alice@gb.example"]


def test_one_that_can_not_be_written_keeps_no_other(
    seats: Seats, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = letters.compose

    def failing(letter: Letter, *, to: Any) -> Any:
        if letter.party == "GB":
            raise ValueError("planted")
        return compose(letter, to=to)

    monkeypatch.setattr(worker, "compose", failing)
    acts.test_now(by=seats["alice"])
    acts.test_now(by=seats["bruno"])
    assert [mail.to for mail in keeper.go()] == ["bruno@it.example"]


def test_what_fails_for_one_party_keeps_no_other(
    seats: Seats, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours_of = reads.hours_of

    def failing(party: str) -> Hours:
        if party == "AU":
            raise ValueError("planted")
        return hours_of(party)

    monkeypatch.setattr(steps, "hours_of", failing)
    days_of(keeper, 12, 36)
    asked = {test.party for test in LinkTest.objects.filter(month="2026-12")}
    assert asked == {"CA", "IT", "NZ", "ES", "GB", "US", "EC"}
