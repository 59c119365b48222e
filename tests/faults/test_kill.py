"""kill -9 while calls ring: nothing that stands is lost, everything promised is sent in time, a second copy says so."""

from concurrent.futures import Future

import pytest

from tests.faults.history import Findings, History, judge
from tests.mail_sink import Mail

pytestmark = pytest.mark.store
Played = dict[str, Future[Findings]]


def test_nothing_is_lost_late_or_doubled_when_the_server_is_killed_while_calls_ring(played: Played) -> None:
    found = played["killed_while_calls_ring"].result()
    assert found.wrong == []
    assert found.figures["kills"] == 5
    assert found.figures["calls"] >= 3
    assert found.figures["acknowledged"] >= 3
    assert found.figures["mails"] >= found.figures["calls"] * 3


def test_a_mail_that_was_cut_off_is_sent_again_at_once_and_says_so(played: Played) -> None:
    found = played["cut_off"].result()
    assert found.wrong == []
    assert found.figures["sent_again"] == 3


# What the same checker says when a fault is planted


def test_a_second_copy_that_does_not_say_so_is_found(played: Played) -> None:
    assert any(line.startswith("unmarked:") for line in played["mark_and_clocks_lost"].result().wrong)


def test_a_ring_recorded_before_it_is_sent_is_found(played: Played) -> None:
    wrong = played["recorded_before_sending"].result().wrong
    assert any(line.startswith("never sent:") for line in wrong)
    assert any(line.startswith("not rung: the duty") for line in wrong)


def test_a_lost_clock_is_found(played: Played) -> None:
    assert any(
        line.startswith("not rung: the deputy") for line in played["mark_and_clocks_lost"].result().wrong
    )


def test_a_lost_call_a_lost_acknowledgement_and_an_early_or_late_ring_are_found() -> None:
    """The checker alone, on a made-up history: a real server gives no cause for these lines."""
    ring = {"call": "a", "party": "IT", "notice": "raised", "in_place_of": "", "state": "delivered"}
    call = {"raised_at": 100.0, "to": ["IT"], "step_seconds": 2, "acknowledged": []}
    rings = {
        "<1>": {**ring, "step": "duty", "address": "duty@it.example"},
        "<2>": {**ring, "step": "deputy", "address": "deputy@it.example"},
    }
    mails = [
        Mail(101.0, "deputy@it.example", "Message-ID: <2>\n\n"),
        Mail(115.0, "duty@it.example", "Message-ID: <1>\n\n"),
    ]
    history = History(raised=["a", "b"], acknowledged=[("a", "IT")], ups=[(90.0, 200.0)])
    found = judge(history, {"calls": {"a": call}, "rings": rings, "faults": ["x"]}, mails)
    kinds = sorted({line.partition(":")[0] for line in found.wrong})
    assert kinds == ["early", "late", "lost", "the log"]
    assert len([line for line in found.wrong if line.startswith("lost:")]) == 2
