"""The mail server is away: what could not be sent waits in its rows, over restarts too, and goes out later."""

import time
from collections import Counter

import pytest

from tests.faults.history import MARKED
from tests.faults.kill import RUNG, raise_call
from tests.mail_sink import Sink
from tests.served import Node

pytestmark = pytest.mark.store
BACK_WITHIN = 20.0
"""Seconds from the mail server's return to the last mail: the longest wait between two tries is fifteen."""


def test_unsent_mails_survive_two_restarts_and_go_out_when_the_mail_server_is_back(
    node: Node, sink: Sink
) -> None:
    made = node.run("tests.founding")
    sink.stop()
    node.start()
    calls = [raise_call(node, made["situation"], f"Unsent {number}", step_seconds=600) for number in range(3)]
    time.sleep(1)
    node.stop()
    node.start()
    time.sleep(1)
    node.kill()
    node.start()
    time.sleep(1)
    assert sink.mails() == []
    sink.start()
    mails = sink.wait_for(len(calls) * len(RUNG), seconds=BACK_WITHIN)
    came = Counter((mail.to, mail.id) for mail in mails)
    assert len(came) == len(calls) * len(RUNG)
    time.sleep(2)
    again = sink.mails()[len(mails) :]
    assert all(MARKED in mail.words for mail in again)
    found = node.command("redraw", check=True)
    assert found["code"] == 0


def test_an_idle_connection_that_the_mail_server_closed_costs_no_time(node: Node, sink: Sink) -> None:
    """A mail server hangs up on idle clients after some minutes: the next call is rung at once all the same."""
    made = node.run("tests.founding")
    node.start()
    raise_call(node, made["situation"], "Before", step_seconds=600)
    assert len(sink.wait_for(len(RUNG), seconds=10)) == len(RUNG)
    sink.stop()
    sink.start()
    at = time.time()
    raise_call(node, made["situation"], "After", step_seconds=600)
    mails = sink.wait_for(2 * len(RUNG), seconds=10)[len(RUNG) :]
    assert len(mails) == len(RUNG)
    assert max(mail.at - at for mail in mails) < 1.5
