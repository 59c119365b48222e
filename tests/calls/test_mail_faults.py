"""One mail, one clock or one dispatch that fails keeps no other from being rung; and nobody is forgotten."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import acts, reads
from redphone.calls.models import CallLine, Ring, Ringing
from redphone.calls.ringer import mails, steps
from redphone.calls.ringer import round as rounds
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.words import STEP, raise_call

Seats = dict[str, Seat]


SECOND = timedelta(seconds=1)


BRUNO, DARA, EVE = "bruno@it.example", "dara@au.example", "eve@au.example"


def state_of(call: str, party: str, *, for_: Seat) -> tuple[str, str]:
    found = reads.who_has_it(call, for_=for_)
    line = found.line_of(party) if found else None
    assert line
    return line.state, line.step


def test_one_mail_that_can_not_be_written_keeps_no_other(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = mails.compose

    def failing(ring: Ring, *more: Any) -> Any:
        if ring.party == "IT":
            raise ValueError("planted")
        return compose(ring, *more)

    monkeypatch.setattr(rounds, "compose", failing)
    raised = raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    assert post_office.taken() == ["chloe@ca.example"]
    assert state_of(raised.thing, "IT", for_=night["alice"])[0] == "ringing"
    monkeypatch.setattr(rounds, "compose", compose)
    ringer.go(2 * SECOND)
    assert post_office.to(BRUNO)


def test_one_clock_that_fails_keeps_no_other(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring_next = steps._ring_next

    def failing(plan: Any, clock: Ringing, call: Any) -> None:
        ring_next(plan, clock, call)
        if clock.party == "IT":
            raise ValueError("planted")

    monkeypatch.setattr(steps, "_ring_next", failing)
    raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    assert post_office.taken() == ["chloe@ca.example"]
    monkeypatch.setattr(steps, "_ring_next", ring_next)
    ringer.go(steps.AGAIN_AFTER)
    assert post_office.to(BRUNO)


def test_one_dispatch_that_fails_keeps_no_other_and_is_looked_at_again(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redphone.calls.ringer import hearing, plan

    take_note = plan.take_note
    broken = raise_call(night["alice"], ["IT"], key="broken")
    raise_call(night["alice"], ["CA"], key="whole")

    def failing(made: Any, said: Any) -> None:
        take_note(made, said)
        if said.thing == broken.thing:
            raise ValueError("planted")

    monkeypatch.setattr(hearing, "take_note", failing)
    ringer.go()
    assert post_office.taken() == ["chloe@ca.example"]
    monkeypatch.setattr(hearing, "take_note", take_note)
    ringer.go(11 * SECOND)
    assert post_office.to(BRUNO)


def test_a_wrong_password_for_the_server_is_no_word_about_an_officer(
    night: Seats, ringer: Ringer, post_office: PostOffice, settings: Any
) -> None:
    settings.REDPHONE_MAIL = post_office.address.replace("smtp://", "smtp://somebody:wrong@")
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    assert state_of(raised.thing, "IT", for_=night["alice"]) == ("ringing", "duty")
    settings.REDPHONE_MAIL = post_office.address
    ringer.go(2 * SECOND)
    assert post_office.taken() == [BRUNO]


def test_an_officer_who_left_before_the_mail_went_makes_room_for_the_next(
    night: Seats, cast: dict[str, Officer], ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU"])
    post_office.close()
    ringer.go()
    Officer.objects.filter(pk=cast["dara"].pk).update(is_active=False)
    post_office.open()
    ringer.go(2 * SECOND)
    assert post_office.taken() == [EVE]
    assert state_of(raised.thing, "AU", for_=night["alice"]) == ("delivered", "deputy")


def test_a_retry_is_dropped_once_somebody_has_it(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    post_office.at_rcpt[BRUNO] = ["451 later"] * 3
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    with at(1 * SECOND):
        acts.acknowledge_call(by=night["bruno"], call=raised.thing, way="page")
    post_office.at_rcpt.clear()
    for second in (2, 4, 8, 30):
        ringer.go(second * SECOND)
    assert post_office.taken() == []
    assert [ring.state for ring in ringer.rings()] == ["dropped"]


def test_delivered_after_nobody_was_reached_is_seen(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    post_office.close()
    ringer.go()
    ringer.go(STEP)
    assert state_of(raised.thing, "IT", for_=night["alice"])[0] == "nobody"
    post_office.open()
    ringer.go(STEP + 20 * SECOND)
    assert post_office.to(BRUNO)
    assert state_of(raised.thing, "IT", for_=night["alice"])[0] == "delivered"


def test_how_it_went_can_not_be_told_but_is_not_forgotten(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else everything in the batch would be rung again, and again."""

    def failing(*args: Any, **kwargs: Any) -> None:
        raise LookupError("planted")

    monkeypatch.setattr("redphone.calls.ringer.record.reply", failing)
    raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    assert len(post_office.mails) == 2
    assert {ring.state for ring in ringer.rings()} == {"delivered"}
    assert not CallLine.objects.filter(delivered_at__isnull=False).exists()
