"""The rows of a thing gathered in memory while it is folded: as if each had been written at once."""

import random

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from redphone.log import gathering as rooms
from redphone.log.gathering import gathering
from redphone.log.rows import add_row, add_rows, change_row, put_row
from tests.log.sketch import BOARD, Board, Vote

pytestmark = [pytest.mark.tampers, pytest.mark.usefixtures("sketched")]
OTHER = "0193464a-7a00-7000-8000-0000000000b1"
PARTIES = ("CA", "ES", "IT", "NZ")


def rows() -> list[tuple[object, ...]]:
    votes = Vote.objects.order_by("thing", "by", "value").values_list("thing", "by", "value")
    boards = Board.objects.order_by("thing", "title").values_list("thing", "title", "notes", "is_ended")
    return [*votes, *boards]


def draw(chance: random.Random) -> None:
    """Some thirty changes as pictures make them: rows added, changed, put, set once, of this thing and of another."""
    add_row(Board(thing=BOARD, title="begun", by="GB", notes=["a"]))
    add_rows(Vote(thing=BOARD, by=party) for party in PARTIES)
    add_rows([Vote(thing=OTHER, by="CA"), Vote(thing=BOARD, by="US")])
    for _ in range(30):
        party, value = chance.choice(PARTIES), chance.randrange(3)
        match chance.randrange(5):
            case 0:
                change_row(Vote, {"thing": BOARD, "by": party}, value=value)
            case 1:
                change_row(Vote, {"thing": BOARD, "by": party, "value": None}, value=value)
            case 2:
                change_row(Vote, {"thing": BOARD, "by": party}, {"value": value})
            case 3:
                put_row(Vote, {"thing": BOARD, "by": f"{party}{value}"}, value=value)
            case 4:
                change_row(Board, {"thing": BOARD}, notes=["a", party], is_ended=bool(value))


@pytest.mark.parametrize("seed", range(10))
def test_it_comes_to_what_writing_each_at_once_comes_to(seed: int) -> None:
    draw(random.Random(seed))
    at_once = rows()
    Vote.objects.all().delete()
    Board.objects.all().delete()
    with gathering(BOARD, add_rows):
        draw(random.Random(seed))
    assert rows() == at_once


def test_one_statement_a_table() -> None:
    with CaptureQueriesContext(connection) as asked, gathering(BOARD, add_rows):
        add_rows(Vote(thing=BOARD, by=party) for party in PARTIES)
        for party in PARTIES:
            change_row(Vote, {"thing": BOARD, "by": party}, value=1)
    assert len(asked) == 1


def test_whoever_asks_in_between_finds_it() -> None:
    with gathering(BOARD, add_rows):
        add_rows(Vote(thing=BOARD, by=party) for party in PARTIES)
        assert change_row(Vote, {"thing": BOARD, "by": "IT"}, value=1) == 1
        assert Vote.objects.filter(thing=BOARD, value=1).update(value=2) == 1
        assert change_row(Vote, {"thing": BOARD, "value": 2}, by="US") == 1
    assert (BOARD, "US", 2) in rows()


def test_without_that_it_would_not_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "_written_first", lambda execute, *asked: execute(*asked))
    with gathering(BOARD, add_rows):
        add_row(Vote(thing=BOARD, by="IT"))
        assert not Vote.objects.filter(thing=BOARD).exists()


def test_what_fails_leaves_nothing() -> None:
    def fail() -> None:
        with transaction.atomic(), gathering(BOARD, add_rows):
            add_row(Vote(thing=BOARD, by="IT"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert rows() == []
    assert rooms.gathered(BOARD) is None


def test_what_the_store_does_not_take_is_said_at_the_end() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), gathering(BOARD, add_rows):
        add_row(Board(thing=BOARD, title=None, by="GB"))
    assert rows() == []
