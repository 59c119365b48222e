"""Acts inside acts, and who is woken: all or nothing, after the commit, and once."""

import pytest

from redphone.log import nudge
from redphone.log.models import Entry
from redphone.log.nudge import News, wake_me
from redphone.log.post import new_thing
from redphone.log.turn import act
from redphone.refused import Refused
from tests.log.saying import begin, note
from tests.log.sketch import BOARD, Board


@act
def begin_and_fail(turn):
    begin()
    raise Refused("Not after all.")


@act
def begin_and_try(turn):
    """The outer act goes on after an inner one has failed half way."""
    begun = begin()
    with pytest.raises(Refused):
        note_twice_and_fail(on=begun)
    note(on=begun, words="third")


@act
def note_twice_and_fail(turn, *, on):
    note(on=on, words="first")
    note(on=on, words="second")
    raise Refused("Not after all.")


@pytest.fixture
def told(sketched) -> list[list[News]]:
    heard: list[list[News]] = []
    wake_me(heard.append)
    return heard


def test_a_failed_act_leaves_nothing_and_wakes_nobody(told, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused):
        begin_and_fail()
    assert not Entry.objects.exists()
    assert not Board.objects.exists()
    assert told in ([], [[]])


def test_nested_acts_are_one(told, django_capture_on_commit_callbacks) -> None:
    both = act(lambda turn: note(on=begin(), words="at once"))
    with django_capture_on_commit_callbacks(execute=True):
        both()
    assert [[news.kind for news in act_] for act_ in told] == [["test.begun.v1", "test.noted.v1"]]


def test_an_inner_act_that_fails_is_undone_though_the_outer_goes_on(
    told, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        begin_and_try()
    assert Board.objects.get(thing=BOARD).notes == ["GB: third"]
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert [len(news) for news in told] == [2]


@pytest.mark.django_db(transaction=True)
def test_sleepers_are_woken_after_the_commit_and_never_before(told) -> None:
    @act
    def look_around(turn):
        begin()
        assert told == []

    look_around()
    assert [[(news.thing, news.room, news.by, news.to) for news in once] for once in told] == [
        [(BOARD, "test", "GB", ("CA", "IT"))]
    ]


@pytest.mark.django_db(transaction=True)
def test_a_sleeper_may_act_itself(sketched) -> None:
    """Woken inside the turn it would wait for itself for ever."""

    def answer(news: list[News]) -> None:
        if news[0].thing == BOARD:
            begin(thing=new_thing())

    wake_me(answer)
    begin()
    assert Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_sleeper_that_fails_harms_nobody(told, monkeypatch) -> None:
    logged: list[str] = []
    fake = type("Log", (), {"exception": lambda self, event, **facts: logged.append(event)})
    monkeypatch.setattr("redphone.log.nudge.structlog.get_logger", fake)

    def fail(news: list[News]) -> None:
        raise RuntimeError("asleep")

    nudge._sleepers.insert(0, fail)
    begin()
    assert Entry.objects.count() == 1
    assert len(told) == 1
    assert logged == ["nudge_failed"]


def test_news_says_nothing_of_what_was_said(told, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        begin(title="top secret")
    assert "top secret" not in repr(told)


def test_who_stops_listening_is_not_woken(sketched, django_capture_on_commit_callbacks) -> None:
    heard: list[list[News]] = []
    wake_me(heard.append)()
    with django_capture_on_commit_callbacks(execute=True):
        begin()
    assert heard == []
