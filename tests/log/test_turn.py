"""One act at a time: eight at once, one of them wins, and numbers have no gaps."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from redphone.log import clock
from redphone.log.models import Entry
from redphone.log.post import new_thing, post
from redphone.log.turn import act, take_the_turn
from redphone.refused import Refused
from tests.log.sketch import BOARD, GB, NOW, Begun, Board

pytestmark = pytest.mark.django_db(transaction=True)
CLERKS = 8


def at_once(work: Callable[[int], None]) -> list[Exception]:
    """Let eight threads start the same work at one moment; returns what they raised."""
    start = threading.Barrier(CLERKS)
    raised: list[Exception] = []

    def clerk(number: int) -> None:
        try:
            with clock.standing_at(NOW):
                start.wait(10)
                work(number)
        except Exception as problem:
            raised.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk, args=(number,)) for number in range(CLERKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def may_begin(*, there: bool) -> None:
    if there:
        raise Refused("There is a board already.")


@act
def begin_the_board(turn):
    may_begin(there=Board.objects.filter(title="the board").exists())
    return post(turn, Begun(title="the board"), by=GB, to=["CA"], thing=new_thing(), status="test")


@act
def begin_whatever_was_read(turn):
    return post(turn, Begun(title="the board"), by=GB, to=["CA"], thing=new_thing(), status="test")


def assert_numbers_are_gapless(count: int) -> None:
    entries = list(Entry.objects.order_by("position").values_list("number", "previous", "hash"))
    assert [number for number, _, _ in entries] == list(range(1, count + 1))
    assert [previous for _, previous, _ in entries] == ["", *(hash_ for _, _, hash_ in entries[:-1])]


def test_of_eight_that_begin_the_same_one_gets_in(sketched) -> None:
    raised = at_once(lambda _: begin_the_board())
    assert [type(problem) for problem in raised] == [Refused] * (CLERKS - 1)
    assert_numbers_are_gapless(1)


def test_a_rule_read_outside_the_turn_lets_several_in(sketched) -> None:
    """The negative control: all eight read that there is no board, and only then take their turns."""
    all_have_read = threading.Barrier(CLERKS)

    def begin_carelessly(_: int) -> None:
        there = Board.objects.filter(title="the board").exists()
        all_have_read.wait(10)
        may_begin(there=there)
        begin_whatever_was_read()

    assert at_once(begin_carelessly) == []
    assert Entry.objects.count() == CLERKS


def test_numbers_are_gapless_when_eight_speak_at_once(sketched) -> None:
    def speak(number: int) -> None:
        for _ in range(5):
            begin_whatever_was_read()

    assert at_once(speak) == []
    assert_numbers_are_gapless(CLERKS * 5)


def test_acts_that_fail_leave_no_gaps(sketched) -> None:
    @act
    def begin_or_fail(turn, number: int):
        begin_whatever_was_read()
        if number % 2:
            raise Refused("Not after all.")

    assert len(at_once(begin_or_fail)) == CLERKS // 2
    assert_numbers_are_gapless(CLERKS // 2)


def test_two_never_hold_the_turn_at_once(sketched) -> None:
    inside, most = 0, 0
    watch = threading.Lock()

    def hold(_: int) -> None:
        nonlocal inside, most
        for _ in range(5):
            with take_the_turn():
                with watch:
                    inside += 1
                    most = max(most, inside)
                threading.Event().wait(0.002)
                with watch:
                    inside -= 1

    assert at_once(hold) == []
    assert most == 1


def test_a_failed_act_gives_the_turn_back(sketched) -> None:
    @act
    def fail(turn):
        raise Refused("No.")

    for _ in range(3):
        with pytest.raises(Refused):
            fail()
    begin_the_board()
    assert Entry.objects.count() == 1


def test_an_act_inside_an_act_has_the_same_turn(sketched) -> None:
    @act
    def inner(turn):
        return turn

    @act
    def outer(turn):
        return inner() is turn

    assert outer() is True
    assert getattr(outer, "is_act", False)


def test_the_turn_knows_the_time_and_a_new_one_knows_another(sketched) -> None:
    ask = act(lambda turn: turn.now)
    assert ask() == NOW
    with clock.standing_at(NOW.replace(hour=11)):
        assert ask() == NOW.replace(hour=11)
    assert ask() == NOW
    assert clock.now() == NOW


def test_the_board_of_this_test_is_not_that_of_the_last(sketched) -> None:
    """The store is emptied between tests although its triggers forbid deleting anything."""
    assert not Entry.objects.exists()
    assert not Board.objects.filter(thing=BOARD).exists()
