"""What is asked in every round and on every page is found by an index, however many calls there have been."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch
from tests.calls.post_office import Ringer
from tests.calls.words import MINUTE, raise_call

GROWING = (
    "calls_acknowledgement",
    "calls_call",
    "calls_callline",
    "calls_chairasked",
    "calls_passing",
    "calls_ring",
    "calls_ringing",
    "log_entry",
    "log_part",
)

Seats = dict[str, Seat]
Cast = dict[str, Officer]


@contextmanager
def nothing_read_through() -> Iterator[None]:
    """Fails when a statement in the block reads a whole table that grows. SQLite alone says so beforehand: PostgreSQL
    reads small tables through whatever indexes there are, and its rows are the same."""
    with CaptureQueriesContext(connection) as asked:
        yield
    through = [(table, statement["sql"]) for statement in asked for table in _read_through(statement["sql"])]
    assert not through, through


def _read_through(statement: str) -> list[str]:
    if connection.vendor != "sqlite" or not statement.startswith(("SELECT", "UPDATE", "DELETE")):
        return []
    with connection.cursor() as cursor:
        plan = [row[-1] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
    scans = [step for step in plan if step.startswith("SCAN ") and step.split()[1] in GROWING]
    is_cut_short = "LIMIT" in statement  # the first few rows in an index's own order are no reading through
    return [step for step in scans if not (is_cut_short and " INDEX " in step)]


def test_a_round_of_the_ringer(night: Seats, ringer: Ringer) -> None:
    raise_call(night["alice"], ["IT", "CA"])
    with nothing_read_through():
        ringer.go()
        for _ in range(3):
            ringer.go(20 * MINUTE)


@pytest.mark.parametrize("path", ["/", "/calls/", "/situations/"])
def test_a_page(night: Seats, cast: Cast, ringer: Ringer, path: str) -> None:
    raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    with nothing_read_through():
        fetch(cast["bruno"], path)


def test_a_missing_index_is_found(night: Seats, ringer: Ringer) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX rings_to_try")
        cursor.execute("DROP INDEX rings_that_lapse")
    if connection.vendor == "sqlite":
        with pytest.raises(AssertionError):
            test_a_round_of_the_ringer(night, ringer)
