"""A store that takes nothing for a while: how rings went is written down later, and nobody is rung again for it."""

from datetime import timedelta
from typing import Any

import aiosmtplib
import pytest
from django.db import OperationalError

from redphone.calls.ringer import journal
from redphone.calls.ringer.record import record
from redphone.calls.ringer.round import LEASE, read_and_claim
from redphone.calls.ringer.send import Line, _what_went_wrong
from redphone.wire.policy import Seat
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.words import raise_call

Seats = dict[str, Seat]
SECOND = timedelta(seconds=1)
BRUNO, CHLOE = "bruno@it.example", "chloe@ca.example"


def full(**_: Any) -> None:
    raise OperationalError("database or disk is full")


def test_what_the_store_does_not_take_is_written_down_later_and_nobody_is_rung_twice(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full for longer than a round, and the mails have gone out."""
    monkeypatch.setattr(journal, "record", full)
    raise_call(night["alice"], ["IT", "CA"])
    for seconds in (0, 1, 30):
        with pytest.raises(OperationalError):
            ringer.go(seconds * SECOND)
    monkeypatch.setattr(journal, "record", record)
    ringer.go(31 * SECOND)
    ringer.go(LEASE + SECOND)
    assert sorted(post_office.taken()) == [BRUNO, CHLOE]
    assert {(ring.state, ring.attempts, ring.may_be_twice) for ring in ringer.rings()} == {
        ("delivered", 1, False)
    }


def test_a_ringer_that_forgets_what_the_store_did_not_take_rings_twice(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: what the test above would find."""
    monkeypatch.setattr(journal, "record", full)
    raise_call(night["alice"], ["IT"])
    with pytest.raises(OperationalError):
        ringer.go()
    monkeypatch.setattr(journal, "record", record)
    ringer.journal = journal.Journal()
    ringer.go(LEASE + SECOND)
    assert post_office.taken() == [BRUNO, BRUNO]


def test_what_can_never_be_written_down_holds_nobody_else_up(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as its lease runs it is tried; then it is let go, and the next one is written down."""

    def all_but_the_first(*, outcomes: Any, dropped: Any) -> None:
        if any(ring.attempts == 1 and ring.party == "IT" for ring, _ in outcomes):
            raise OperationalError("never this one")
        record(outcomes=outcomes, dropped=dropped)

    monkeypatch.setattr(journal, "record", all_but_the_first)
    raise_call(night["alice"], ["IT", "CA"])
    with pytest.raises(OperationalError):
        ringer.go()
    ringer.go(LEASE + SECOND)
    assert {(ring.state, ring.may_be_twice) for ring in ringer.rings()} == {("delivered", True)}


def test_a_slow_mail_server_is_no_reason_to_forget_what_it_took(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """It took longer than the lease; what went out is written down all the same, and not rung again."""
    raise_call(night["alice"], ["IT"])
    claimed = read_and_claim()
    with at(LEASE + SECOND):
        ringer.ring_all(claimed)
    ringer.go(LEASE + 2 * SECOND)
    assert post_office.taken() == [BRUNO]
    assert {ring.state for ring in ringer.rings()} == {"delivered"}


def test_a_reply_in_another_encoding_is_written_down(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """As it comes from the line: letters that are none, which no store takes."""
    refused = aiosmtplib.SMTPDataError(550, "bo\udceete inconnue\0")
    outcome = _what_went_wrong(refused, Line(hostname="localhost"))
    raise_call(night["alice"], ["IT"])
    (claimed,) = read_and_claim()
    record(outcomes=[(claimed, outcome)], dropped=[])
    (ring,) = ringer.rings()
    assert (ring.state, ring.refusal) == ("refused", "550 bo?te inconnue")
