"""Finding, adding and changing rows in one plain statement: the same as Django's own way, only faster."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from redphone.log.rows import add_row, add_rows, change_row, find_row, put_row
from redphone.network.models import Party
from tests.log.sketch import BOARD, Board, Vote

pytestmark = pytest.mark.tampers  # these rows stand here by themselves, nothing was said
OTHER = "0193464a-7a00-7000-8000-0000000000b1"
AT = datetime(2024, 11, 21, 12, 30, 15, 123_000, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _rows(sketched):
    for thing in (BOARD, OTHER):
        Board.objects.create(thing=thing, title="before", by="GB", notes=["a"])
        for party in ("CA", "IT"):
            Vote.objects.create(thing=thing, by=party, value=None)


def votes() -> list[tuple[str, str, int | None]]:
    return list(Vote.objects.order_by("thing", "by").values_list("thing", "by", "value"))


def test_it_changes_the_rows_it_names_and_no_other() -> None:
    assert change_row(Vote, {"thing": BOARD, "by": "CA"}, value=5) == 1
    assert votes() == [(BOARD, "CA", 5), (BOARD, "IT", None), (OTHER, "CA", None), (OTHER, "IT", None)]
    assert change_row(Vote, {"by": "IT"}, value=7, thing=BOARD) == 2
    assert change_row(Vote, {"thing": BOARD, "by": "nobody"}, value=9) == 0


def test_none_among_the_keys_means_empty() -> None:
    change_row(Vote, {"thing": BOARD, "by": "CA"}, value=5)
    assert change_row(Vote, {"thing": BOARD, "value": None}, value=6) == 1
    assert votes()[:2] == [(BOARD, "CA", 5), (BOARD, "IT", 6)]
    assert change_row(Vote, {"thing": BOARD, "by": "CA"}, value=None) == 1
    assert votes()[0] == (BOARD, "CA", None)


def test_what_is_set_once_stays_with_all_that_was_set_with_it() -> None:
    assert change_row(Vote, {"thing": BOARD, "by": "CA"}, {"value": 5, "by": "ES"}) == 1
    assert change_row(Vote, {"thing": BOARD, "by": "ES"}, {"value": 9, "by": "NZ"}) == 1
    assert change_row(Vote, {"thing": BOARD, "by": "IT"}, {"value": 9}, by="US") == 1
    assert votes()[:2] == [(BOARD, "ES", 5), (BOARD, "US", 9)]


def test_every_sort_of_column_is_written_as_django_writes_it() -> None:
    columns = {
        "names": {"en": "Example", "fr": "« Exemple »"},
        "languages": ["en", "fr"],
        "active": False,
        "entered_at": AT,
        "zone": "100% %s ' \" ;",
    }
    for code, change in (("CA", lambda **to: Party.objects.filter(code="CA").update(**to)), ("IT", None)):
        Party.objects.create(
            thing=BOARD, code=code, names={}, role="member", zone="", languages=[], active=True, entered_at=AT
        )
        change(**columns) if change else change_row(Party, {"code": code}, **columns)
    rows = list(Party.objects.order_by("code").values(*columns))
    assert rows[0] == rows[1] == columns


def test_lists_and_truths_of_the_sketch() -> None:
    change_row(Board, {"thing": BOARD}, notes=["a", "b"], is_ended=True, title="after")
    board = Board.objects.get(thing=BOARD)
    assert (board.notes, board.is_ended, board.title) == (["a", "b"], True, "after")
    assert Board.objects.get(thing=OTHER).title == "before"


def test_a_column_that_is_none_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        change_row(Board, {"thing": BOARD}, colour="red")
    with pytest.raises(KeyError):
        change_row(Board, {"nothing": 1}, title="x")


def test_it_is_one_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(1) as asked:
        change_row(Board, {"thing": BOARD}, title="after")
    assert asked.captured_queries[0]["sql"].startswith("UPDATE")
    assert connection.ops.quote_name("log_board") in asked.captured_queries[0]["sql"]


# Finding and adding


def some_party(code: str) -> Party:
    names = {"en": "Example", "fr": "« Exemple »"}
    zone = "100% %s ' \" ;"
    return Party(
        thing=BOARD,
        code=code,
        names=names,
        role="member",
        zone=zone,
        languages=["en"],
        active=True,
        entered_at=AT,
    )


def test_a_row_is_added_as_django_adds_it(django_assert_num_queries) -> None:
    some_party("CA").save()
    ours = some_party("IT")
    with django_assert_num_queries(1):
        add_row(ours)
    found = Party.objects.get(pk=ours.pk)
    assert found.code == "IT"
    columns = ("thing", "names", "role", "zone", "languages", "active", "entered_at")
    rows = list(Party.objects.order_by("code").values(*columns))
    assert rows[0] == rows[1]
    ours.zone = "changed"
    ours.save()
    assert Party.objects.get(code="IT").zone == "changed"


def test_what_the_store_forbids_is_not_added() -> None:
    add_row(some_party("CA"))
    with pytest.raises(IntegrityError), transaction.atomic():
        add_row(some_party("CA"))
    assert Party.objects.count() == 1


def test_several_rows_are_added_at_once() -> None:
    add_rows([])
    add_rows(some_party(code) for code in ("CA", "IT", "NZ"))
    assert sorted(Party.objects.values_list("code", flat=True)) == ["CA", "IT", "NZ"]


def test_a_row_is_found_by_all_its_keys_or_not_at_all(django_assert_num_queries) -> None:
    add_row(some_party("CA"))
    with django_assert_num_queries(1):
        found = find_row(Party, code="CA", zone="100% %s ' \" ;")
    assert found
    assert (found.names["fr"], found.entered_at, found.active) == ("« Exemple »", AT, True)
    assert find_row(Party, code="CA", zone="elsewhere") is None


def test_a_row_is_put_where_there_is_none_and_changed_where_there_is_one() -> None:
    for title in ("first", "second"):
        put_row(Vote, {"thing": BOARD, "by": "ES"}, value=len(title))
    assert votes()[:3] == [(BOARD, "CA", None), (BOARD, "ES", 6), (BOARD, "IT", None)]
