"""What mail servers do: refuse, put off, break the line, go away. Nothing promised is lost, and nobody is forgotten."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import reads
from redphone.calls.models import Ring, Ringing
from redphone.calls.ringer.send import Mailer
from redphone.log.reads import timeline
from redphone.officers import acts as officer_acts
from redphone.wire.policy import Seat
from tests.calls.post_office import PostOffice, Ringer
from tests.calls.words import STEP, raise_call

Seats = dict[str, Seat]


SECOND = timedelta(seconds=1)


BRUNO, DARA, EVE = "bruno@it.example", "dara@au.example", "eve@au.example"


def state_of(call: str, party: str, *, for_: Seat) -> tuple[str, str]:
    found = reads.who_has_it(call, for_=for_)
    line = found.line_of(party) if found else None
    assert line
    return line.state, line.step


def told(call: str, *, for_: Seat) -> str:
    return " | ".join(line.words for line in timeline([call], for_=for_))


@pytest.mark.parametrize("where", ["at_rcpt", "at_data"])
def test_refused_for_good_the_next_step_is_taken_at_once(
    night: Seats, ringer: Ringer, post_office: PostOffice, where: str
) -> None:
    getattr(post_office, where)[DARA] = ["550 no such officer"]
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    assert post_office.taken() == [EVE]
    assert state_of(raised.thing, "AU", for_=night["alice"]) == ("delivered", "deputy")
    assert "duty officer: the mail was refused" in told(raised.thing, for_=night["alice"])
    assert "550 no such officer" in {ring.refusal for ring in ringer.rings(state=Ring.State.REFUSED)}


def test_a_deputy_refused_for_good_is_the_chairs_turn_at_once(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """Although the duty officer's mail was delivered long ago: only those of the same step count."""
    post_office.at_rcpt[EVE] = ["550 no such officer"]
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    ringer.go(STEP)
    assert state_of(raised.thing, "AU", for_=night["alice"])[0] == "nobody"
    assert post_office.to("felix@us.example")


def test_one_of_two_refused_leaves_the_other_their_time(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    officer_acts.add_officer(
        email="second@au.example", name="Second Example", party="AU", office="duty_desk", duty="duty"
    )
    post_office.at_rcpt[DARA] = ["550 no such officer"]
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    ringer.go(STEP - SECOND)
    assert post_office.taken() == ["second@au.example"]
    assert state_of(raised.thing, "AU", for_=night["alice"]) == ("delivered", "duty")


def test_a_late_refusal_does_not_hurry_a_later_step(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["AU"])
    post_office.close()
    ringer.go()
    ringer.go(STEP)  # the deputy's step has begun; both mails wait
    post_office.at_rcpt[DARA] = ["550 no such officer"]
    post_office.open()
    ringer.go(STEP + 20 * SECOND)
    assert post_office.taken() == [EVE]
    (clock,) = Ringing.objects.filter(party="AU", ended_at=None)
    assert clock.step == "deputy"


def test_a_planted_hurry_that_counts_every_step_is_caught(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault this room once had: a deputy's refusal counted for nothing beside the duty officer's old mail."""

    def hurry(ring: Ring, *, now: Any) -> None:
        of_party = Ring.objects.filter(call=ring.call, party=ring.party)
        if not of_party.exclude(state__in=("refused", "dropped")).exists():
            Ringing.objects.filter(call=ring.call, party=ring.party).update(next_at=now)

    monkeypatch.setattr("redphone.calls.ringer.record.hurry", hurry)
    with pytest.raises(AssertionError):
        test_a_deputy_refused_for_good_is_the_chairs_turn_at_once(night, ringer, post_office)


@pytest.mark.parametrize("said", ["451 try again later", "421 going away"])
def test_put_off_it_is_tried_again_after_a_while(
    night: Seats, ringer: Ringer, post_office: PostOffice, said: str
) -> None:
    post_office.at_rcpt[BRUNO] = [said, said]
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    assert state_of(raised.thing, "IT", for_=night["alice"]) == ("ringing", "duty")
    ringer.go(1 * SECOND)
    assert [ring.attempts for ring in ringer.rings()] == [1]
    ringer.go(2 * SECOND)
    assert [ring.attempts for ring in ringer.rings()] == [2]
    ringer.go(5 * SECOND)
    assert [ring.attempts for ring in ringer.rings()] == [2]
    ringer.go(6 * SECOND)
    assert post_office.taken() == [BRUNO]
    assert not ringer.rings()[0].may_be_twice
    assert state_of(raised.thing, "IT", for_=night["alice"]) == ("delivered", "duty")
    rung = timeline([raised.thing], for_=night["alice"])
    assert [line.kind for line in rung].count("call.rung.v1") == 2  # once that it waits, once that it went


def test_a_server_that_was_away_for_a_minute_gets_it_soon_after(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["IT", "CA", "AU"])
    post_office.close()
    for second in range(61):
        ringer.go(second * SECOND)
    assert post_office.taken() == []
    post_office.open()
    for second in range(61, 77):
        ringer.go(second * SECOND)
    assert sorted(post_office.taken()) == [BRUNO, "chloe@ca.example", DARA]
    assert not Ring.objects.filter(may_be_twice=True).exists()


def test_once_it_is_away_the_rest_of_the_batch_is_not_tried(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that does not answer would keep the ringer from its clocks for minutes."""
    tries = []
    line = Mailer._line

    async def counted(self: Mailer) -> Any:
        tries.append(1)
        return await line(self)

    monkeypatch.setattr(Mailer, "_line", counted)
    monkeypatch.setattr("redphone.calls.ringer.send.CONNECTIONS", 1)
    post_office.close()
    raise_call(night["alice"], ["IT", "CA", "AU", "US", "DE"])
    ringer.go()
    assert len(tries) == 1
    assert {ring.attempts for ring in ringer.rings()} == {1}


@pytest.mark.parametrize("where", ["at_rcpt", "at_data"])
def test_a_line_that_breaks_is_taken_up_again(
    night: Seats, ringer: Ringer, post_office: PostOffice, where: str
) -> None:
    getattr(post_office, where)[BRUNO] = ["cut"]
    raise_call(night["alice"], ["IT"])
    ringer.go()
    ringer.go(2 * SECOND)
    assert post_office.taken() == [BRUNO]
    (ring,) = ringer.rings()
    assert ring.may_be_twice is (where == "at_data")


def test_a_mail_that_was_taken_before_the_line_broke_is_recognised_when_it_comes_again(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    post_office.at_data[BRUNO] = ["cut after"]
    raise_call(night["alice"], ["IT"])
    ringer.go()
    ringer.go(2 * SECOND)
    first, second = post_office.to(BRUNO)
    assert first.id == second.id
    assert "You may have had this mail already" not in first.text
    assert "You may have had this mail already" in " ".join(second.text.split())


@pytest.mark.parametrize("trusted", [0.0, 60.0], ids=["asked first", "trusted"])
def test_a_connection_kept_open_that_died_is_no_lost_time(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch, trusted: float
) -> None:
    monkeypatch.setattr("redphone.calls.ringer.send.TRUSTED_SECONDS", trusted)
    raise_call(night["alice"], ["IT"], key="one")
    ringer.go()
    post_office.close()
    post_office.open()
    raise_call(night["alice"], ["IT"], key="two")
    ringer.go()
    assert post_office.taken() == [BRUNO, BRUNO]
    assert [ring.attempts for ring in ringer.rings()] == [1, 1]


def test_a_ringer_that_takes_no_other_connection_is_caught(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redphone.calls.ringer.send._had_died", lambda problem, line: False)
    with pytest.raises(AssertionError):
        test_a_connection_kept_open_that_died_is_no_lost_time(night, ringer, post_office, monkeypatch, 60.0)
