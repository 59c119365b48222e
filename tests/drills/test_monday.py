"""The Monday sheet: what is owed, to the secretariat alone; what anything is about stands nowhere on it."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import acts as call_acts
from redphone.calls import reads as call_reads
from redphone.drills import acts, reads, reads_monday
from redphone.drills.messages import Chased, ScheduleSet
from redphone.drills.models import Chase
from redphone.log.models import Entry
from redphone.network import acts_reach
from redphone.network.messages import Reachable
from redphone.officers.models import Officer
from redphone.refused import Refused
from redphone.situations.acts import set_mode
from redphone.situations.messages import ModeSet
from redphone.wire.policy import Seat
from redphone.wire.words import MARKS, Mark
from tests.calls.test_disclosure import SECRETS, raise_secretly
from tests.calls.words import answer, raise_call
from tests.drills.conftest import MORNING, WAIT, Keeper, at
from tests.officers.pages import text_of
from tests.people import signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCHEDULE = ScheduleSet(every_months=3, wait_minutes=10)


def sheet(seats: Seats) -> reads_monday.Sheet:
    return reads_monday.sheet(for_=seats["gil"], now=MORNING)


def owed(lines: list[reads_monday.Owed]) -> list[tuple[str, str]]:
    return [(line.party.code, line.about) for line in lines]


def tell_number(seats: Seats, *, proven_at: Any, hole_at: Any = None) -> None:
    words = {"seat": "duty_desk", "number": "+44 20 7946 0142", "opens_at": None, "closes_at": None}
    more = {"weekdays": (), "zone": "Europe/London", "languages": ("en",), "proven_at": proven_at}
    acts_reach.tell_reach(by=seats["alice"], reachable=Reachable(**words, **more), hole_at=hole_at)


# What stands on it


def test_tests_passed_failed_and_due(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    for step in range(3):
        keeper.go(step * WAIT)
    found = reads_monday.sheet(for_=seats["gil"], now=MORNING + 3 * WAIT)
    assert owed(found.tests)[0] == ("GB", "test_failed")
    assert [line.about for line in found.tests[1:]] == [], "the month is not over yet"
    assert len(found.to_come) == 7
    with at(DAY):
        acts.close_repair(by=seats["alice"], reason="A wrong address.")
    late = reads_monday.sheet(for_=seats["gil"], now=MORNING + 9 * DAY)
    assert [card.code for card in late.passed] == ["GB"]
    assert [line.about for line in late.tests] == ["test_due"] * 7
    assert late.to_come == []


def test_holes_and_numbers(seats: Seats, keeper: Keeper) -> None:
    tell_number(seats, proven_at=MORNING)
    assert ("GB", "number") not in owed(sheet(seats).numbers)
    assert ("IT", "number") in owed(sheet(seats).numbers)
    tell_number(seats, proven_at=MORNING - 31 * DAY, hole_at=MORNING + DAY)
    assert ("GB", "number") in owed(sheet(seats).numbers)
    assert owed(sheet(seats).holes) == [("GB", "hole")]


def test_clocks_of_this_week(seats: Seats, keeper: Keeper) -> None:
    soon = raise_call(seats["alice"], ["IT", "SEC"], key="soon", answer_by_at=MORNING + HOUR)
    raise_call(seats["alice"], ["IT", "SEC"], key="later", answer_by_at=MORNING + 9 * DAY)
    raise_call(seats["alice"], ["IT"], key="unnamed", answer_by_at=MORNING + HOUR)
    found = sheet(seats).clocks
    assert [(line.party.code, line.number, line.status) for line in found] == [
        ("IT", soon.number, "actual"),
        ("SEC", soon.number, "actual"),
    ]
    call_acts.answer_call(by=seats["bruno"], call=soon.thing, answer=answer())
    assert [(line.party.code, line.may_chase) for line in sheet(seats).clocks] == [("SEC", False)]


def test_a_review_is_owed_by_whoever_leads(seats: Seats, keeper: Keeper) -> None:
    call = raise_call(seats["alice"], ["IT", "SEC"], answer_by_at=MORNING + 9 * DAY)
    mode = ModeSet(
        mode="information_sharing",
        owner="IT",
        reason="Zebra",
        report_hours=None,
        meeting_times="",
        review_at=MORNING + DAY,
    )
    situation = call_acts.find_call(call.thing, by=seats["alice"]).situation
    set_mode(by=seats["alice"], situation=situation, mode=mode)
    (line,) = [line for line in sheet(seats).clocks if line.about == "review"]
    assert (line.party.code, line.mode, line.at) == ("IT", "information_sharing", MORNING + DAY)


def test_the_band_follows_each_capital_s_clock(seats: Seats) -> None:
    bands = {
        row.party.code: [hour for hour, is_open in row.hours if is_open] for row in sheet(seats).capitals
    }
    assert bands["GB"] == list(range(9, 18))
    assert bands["US"] == list(range(14, 23))
    assert bands["AU"] == [*range(7), 22, 23]


# What never does


def content_on(page: str) -> list[str]:
    return [secret for secret in SECRETS if secret in page]


def shown(cast: Cast) -> str:
    answer = signed_in(cast["gil"]).get("/drills/monday/")
    assert answer.status_code == 200
    return text_of(answer)


@pytest.mark.parametrize("mark", MARKS)
def test_no_word_of_any_call_or_situation_stands_on_it(
    mark: Mark, seats: Seats, cast: Cast, keeper: Keeper
) -> None:
    raised = raise_secretly(seats["alice"], mark)
    page = shown(cast)
    assert raised.number in page
    assert content_on(page) == []


def test_a_sheet_that_shows_a_title_is_caught(
    seats: Seats, cast: Cast, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: a green call's first words in the place of its number."""
    answers = reads_monday._answers

    def careless(for_: Seat, now: Any) -> Any:
        words = {row.call.number: row.call.what_happened for row in call_reads.open_calls(for_=for_)}
        for line in answers(for_, now):
            yield reads_monday.Owed(**{**vars(line), "number": f"{line.number} {words[line.number]}"})

    monkeypatch.setattr(reads_monday, "_answers", careless)
    with pytest.raises(AssertionError):
        test_no_word_of_any_call_or_situation_stands_on_it("GREEN", seats, cast, keeper)


def test_it_says_that_it_is_masked(seats: Seats, cast: Cast) -> None:
    assert "stands nowhere on this sheet, by design" in shown(cast)


@pytest.mark.parametrize("who", ["alice", "agnes", "heidi", "uma", "grace"])
def test_it_is_for_the_secretariat_s_reading_seats_alone(who: str, cast: Cast, seats: Seats) -> None:
    browser = signed_in(cast[who])
    assert browser.get("/drills/monday/").status_code == 403
    assert browser.post("/drills/monday/chase/", {"line": "x"}).status_code == 403


# Reminders


def chase(cast: Cast, line: reads_monday.Owed) -> str:
    return text_of(signed_in(cast["gil"]).post("/drills/monday/chase/", {"line": line.thing}, follow=True))


def test_one_press_reminds_the_duty_desk_in_closed_words(seats: Seats, cast: Cast, keeper: Keeper) -> None:
    raised = raise_secretly(seats["alice"], "GREEN")
    (line,) = [line for line in sheet(seats).clocks if line.party.code == "IT"]
    assert "Reminded" in chase(cast, line)
    (mail,) = keeper.go()
    assert (mail.to, mail.subject) == ("bruno@it.example", "ACTUAL: reminder from the secretariat")
    assert f"Call {raised.number}." in mail.text
    assert content_on(mail.everything) == []
    assert keeper.go() == []
    assert "reminded" in shown(cast)


def test_once_a_day_at_most(seats: Seats, cast: Cast, keeper: Keeper) -> None:
    (line,) = [line for line in sheet(seats).numbers if line.party.code == "IT"]
    assert "Reminded" in chase(cast, line)
    assert "today already" in chase(cast, line)
    assert len(keeper.go()) == 1
    with at(DAY):
        assert "Reminded" in chase(cast, line)
    assert [mail.to for mail in keeper.go(DAY)] == ["bruno@it.example"]
    assert Entry.objects.filter(kind=Chased.kind).count() == 2
    assert Chase.objects.count() == 1


def test_where_nobody_is_on_duty_the_deputy_is_reminded(seats: Seats, cast: Cast, keeper: Keeper) -> None:
    Officer.objects.filter(party="AU", duty="duty").update(duty="")
    (line,) = [line for line in sheet(seats).numbers if line.party.code == "AU"]
    chase(cast, line)
    assert [mail.to for mail in keeper.go()] == ["eve@au.example"]


def test_what_is_not_owed_can_not_be_chased(seats: Seats, cast: Cast) -> None:
    line = reads_monday.Owed(sheet(seats).numbers[0].party, "hole")
    assert "not owed any more" in chase(cast, line)
    assert not Entry.objects.filter(kind=Chased.kind).exists()


def test_a_reminder_that_comes_late_reminds_nobody(seats: Seats, cast: Cast, keeper: Keeper) -> None:
    chase(cast, sheet(seats).numbers[0])
    assert keeper.go(2 * DAY) == []


def test_others_remind_nobody(seats: Seats) -> None:
    chased = Chased(party="IT", about="number", at=None, number=None)
    with pytest.raises(Refused, match="Only the secretariat"):
        acts.chase(by=seats["alice"], chased=chased, status="system")


# The schedule


def test_the_network_s_schedule_is_the_secretariat_administrator_s(seats: Seats, cast: Cast) -> None:
    with pytest.raises(Refused, match="Only the secretariat"):
        acts.set_schedule(by=seats["gil"], schedule=SCHEDULE)
    for who in ("gil", "alice", "agnes"):
        assert signed_in(cast[who]).get("/drills/schedule/").status_code == 403
    browser = signed_in(cast["grace"])
    typed = {"every_months": "3", "wait_minutes": "10"}
    assert "The schedule is set" in text_of(browser.post("/drills/schedule/", typed, follow=True))
    found = reads.schedule()
    assert (found.every_months, found.wait_minutes) == (3, 10)
    assert "or more." in text_of(browser.post("/drills/schedule/", typed | {"wait_minutes": "1"}))


def test_a_longer_rhythm_and_a_shorter_wait_are_kept_to(seats: Seats, keeper: Keeper) -> None:
    acts.set_schedule(by=seats["grace"], schedule=SCHEDULE)
    at_ = reads.next_test(for_=seats["alice"], now=MORNING)
    assert at_ is not None
    assert (at_.year, at_.month) == (2027, 1)
    acts.test_now(by=seats["alice"])
    keeper.go()
    assert [mail.to for mail in keeper.go(timedelta(minutes=10))] == ["adam@gb.example"]
