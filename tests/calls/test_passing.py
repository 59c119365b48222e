"""A call is handed to another desk of the same party, which has a clock of its own."""

import json
from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import acts, acts_pass
from redphone.calls.models import Passing
from redphone.calls.ringer.round import read_and_claim
from redphone.log.models import Entry
from redphone.officers import acts as officer_acts
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch, send
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.seeing import line, refused
from tests.calls.words import MINUTE, NIGHT, answer, cancel, raise_call
from tests.people import seat_of, signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
HOUR = timedelta(hours=1)
DESK = "the interior ministry"
DARA, EVE = "dara@au.example", "eve@au.example"


@pytest.fixture
def passed(night: Seats, ringer: Ringer, post_office: PostOffice) -> str:
    """A call that Australia's duty officer has, and handed to Eve at the interior ministry for the next hour."""
    call = raise_call(night["alice"], ["AU", "IT"]).thing
    ringer.go()
    acts.acknowledge_call(by=night["dara"], call=call, way="page")
    post_office.clear()
    hand(call, by=night["dara"], to=night["eve"])
    ringer.go()
    return call


def hand(call: str, *, by: Seat, to: Seat, until: timedelta = HOUR) -> None:
    assert to.officer
    acts_pass.pass_call(by=by, call=call, officer=to.officer, desk=DESK, until_at=NIGHT + until)


def mails_to_australia(post_office: PostOffice) -> list[tuple[str, str]]:
    return [(mail.to, mail.subject) for mail in post_office.mails if mail.to.endswith("@au.example")]


RUNG = (EVE, "ACTUAL: Red Phone call GB-1: passed to you")
TOLD = (DARA, "ACTUAL: Red Phone call GB-1: not taken by the desk you passed it to")


def test_the_second_desk_is_rung_once_and_the_first_is_told_when_it_does_not_take_it(
    passed: str, ringer: Ringer, post_office: PostOffice
) -> None:
    assert mails_to_australia(post_office) == [RUNG]
    ringer.go(HOUR - MINUTE)
    assert mails_to_australia(post_office) == [RUNG]
    for after in (HOUR, HOUR + MINUTE, 2 * HOUR):
        ringer.go(after)
    assert mails_to_australia(post_office) == [RUNG, TOLD]
    assert Passing.objects.get().why_ended == "not_taken"


def nobody_is_told(ringer: Ringer, post_office: PostOffice) -> None:
    ringer.go(HOUR)
    ringer.go(2 * HOUR)
    assert mails_to_australia(post_office) == [RUNG]


def test_once_it_is_taken_nobody_is_told(
    passed: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    acts_pass.take_call(by=night["eve"], call=passed)
    nobody_is_told(ringer, post_office)
    assert Passing.objects.get().why_ended == "taken"


def test_a_clock_that_does_not_ask_whether_it_was_taken_is_caught(
    passed: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    acts_pass.take_call(by=night["eve"], call=passed)
    Passing.objects.update(ended_at=None)
    with pytest.raises(AssertionError):
        nobody_is_told(ringer, post_office)


def test_an_answer_of_the_party_needs_no_second_desk(
    passed: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    with at(MINUTE):
        acts.answer_call(by=night["dara"], call=passed, answer=answer())
    nobody_is_told(ringer, post_office)


def test_a_call_that_is_over_needs_none(
    passed: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    acts.cancel_call(by=night["alice"], call=passed, cancel=cancel())
    ringer.go(MINUTE)
    post_office.clear()
    ringer.go(HOUR)
    assert mails_to_australia(post_office) == []


def test_the_second_desk_hears_how_it_goes_on(
    passed: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    post_office.clear()
    acts.cancel_call(by=night["alice"], call=passed, cancel=cancel())
    ringer.go(MINUTE)
    assert sorted(mail.to for mail in post_office.mails if mail.to.endswith("@au.example")) == [DARA, EVE]


def test_where_its_mail_is_refused_the_first_desk_is_told_at_once(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    call = raise_call(night["alice"], ["AU"]).thing
    ringer.go()
    post_office.clear()
    post_office.at_rcpt[EVE] = ["550 no such box"]
    hand(call, by=night["dara"], to=night["eve"])
    ringer.go(MINUTE)
    assert mails_to_australia(post_office) == [TOLD]


def test_a_killed_ringer_loses_neither_the_ring_nor_the_clock(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """Killed when it has claimed the ring, and again with the first desk's: each is sent when its lease is over."""
    call = raise_call(night["alice"], ["AU"]).thing
    ringer.go()
    post_office.clear()
    hand(call, by=night["dara"], to=night["eve"])
    for after, mails in ((MINUTE, [RUNG]), (HOUR, [RUNG, TOLD])):
        with at(after):
            assert read_and_claim()
        ringer.go(after)
        assert mails_to_australia(post_office) == mails[:-1]
        for later in (2 * MINUTE, 3 * MINUTE):
            ringer.go(after + later)
        assert mails_to_australia(post_office) == mails


def test_who_passes_it_twice_has_one_clock(
    passed: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    hand(passed, by=night["dara"], to=night["eve"], until=2 * HOUR)
    ringer.go(MINUTE)
    ringer.go(HOUR)
    assert mails_to_australia(post_office) == [RUNG, RUNG]
    ringer.go(2 * HOUR)
    assert mails_to_australia(post_office) == [RUNG, RUNG, TOLD]


def test_passing_acknowledges_for_the_party(night: Seats) -> None:
    call = raise_call(night["alice"], ["AU"]).thing
    hand(call, by=night["dara"], to=night["eve"])
    its = line(call, "AU", night["alice"])
    assert (its.state, its.passed_to, its.passed_until_at) == ("acknowledged", DESK, NIGHT + HOUR)


def test_it_goes_to_a_colleague_who_may_read_it_by_a_time_to_come(night: Seats) -> None:
    call = raise_call(night["alice"], ["AU", "IT"]).thing
    dara = night["dara"]
    assert refused(lambda: hand(call, by=dara, to=dara)).field == "officer"
    assert refused(lambda: hand(call, by=dara, to=night["bruno"])).field == "officer"
    assert refused(lambda: hand(call, by=night["bruno"], to=night["bella"])).field == "officer"
    assert refused(lambda: hand(call, by=dara, to=night["eve"], until=-MINUTE)).field == "until"
    assert refused(lambda: hand(call, by=night["alice"], to=night["adam"]))
    assert refused(lambda: hand(call, by=night["felix"], to=night["eve"]))
    red = raise_call(night["alice"], ["AU"], mark="RED", what_happened="Read by few").thing
    assert refused(lambda: hand(red, by=dara, to=night["eve"])).field == "officer"
    assert not Entry.objects.filter(kind="call.passed.v1").exists()


def test_nobody_takes_what_was_passed_to_another(passed: str, night: Seats) -> None:
    for name in ("dara", "bruno", "alice"):
        refused(lambda name=name: acts_pass.take_call(by=night[name], call=passed))
    acts_pass.take_call(by=night["eve"], call=passed)
    refused(lambda: acts_pass.take_call(by=night["eve"], call=passed))


def test_others_see_the_desk_and_the_time_and_no_name(passed: str, cast: Cast) -> None:
    for name in ("alice", "bruno"):
        page = fetch(cast[name], f"/calls/{passed}/")
        assert f"With {DESK}, until 03:00 UTC" in page.text
        assert f"passed it to {DESK}, to be taken by 03:00 UTC" in page.text
        assert "Eve Example" not in page.text
        assert "Dara Example" not in page.text
    assert DESK not in fetch(cast["bella"], f"/calls/{passed}/").text


def test_what_somebody_typed_stands_in_no_mail(passed: str, post_office: PostOffice) -> None:
    (mail,) = post_office.to(EVE)
    assert DESK not in mail.everything
    assert "passed this call to you" in mail.text
    assert f"/calls/{passed}/" in mail.text


def test_it_is_passed_and_taken_on_the_page(night: Seats, cast: Cast) -> None:
    call = raise_call(night["alice"], ["AU"]).thing
    send(cast["dara"], f"/calls/{call}/acknowledge/")
    assert f"/calls/{call}/pass/" in fetch(cast["dara"], f"/calls/{call}/").links
    page = fetch(cast["dara"], f"/calls/{call}/pass/")
    assert page.value("until").startswith("2026-11-21T14:00")
    words: dict[str, Any] = {"officer": night["eve"].officer, "desk": DESK, "until": "2026-11-21T15:00"}
    assert "Say to which desk it goes." in send(
        cast["dara"], f"/calls/{call}/pass/", words | {"desk": ""}
    ).error_of("desk")
    page = send(cast["dara"], f"/calls/{call}/pass/", words)
    assert "Passed. They are rung by mail now." in page.text
    assert "Dara Example → Eve Example · to be taken by 04:00 UTC · not taken yet" in page.text
    assert "Take it: it was passed to you" not in page.text
    assert "Take it: it was passed to you" in fetch(cast["eve"], f"/calls/{call}/").text
    page = send(cast["eve"], f"/calls/{call}/take/")
    assert "Taken: the call lies with you now." in page.text
    assert "· taken" in page.text
    assert "not passed to you" in send(cast["eve"], f"/calls/{call}/take/").text


def test_where_there_is_no_colleague_the_page_says_what_to_do(night: Seats, cast: Cast) -> None:
    call = raise_call(night["alice"], ["IT"]).thing
    page = fetch(cast["bruno"], f"/calls/{call}/pass/")
    assert "Nobody else of your party is entered who may read this call." in page.text


def test_as_json(night: Seats, cast: Cast) -> None:
    call = raise_call(night["alice"], ["AU"]).thing
    words = {"officer": night["eve"].officer, "desk": DESK, "until_at": "2026-11-21T03:00:00.000Z"}
    said = signed_in(cast["dara"]).post(
        f"/api/calls/{call}/pass/", json.dumps(words), content_type="application/json"
    )
    assert said.status_code == 200, said.content
    taken = signed_in(cast["eve"]).post(f"/api/calls/{call}/take/").json()
    assert taken["lines"][0]["passed_to"] == DESK


def test_a_colleague_who_has_left_is_told_by_whoever_is_on_duty(
    passed: str, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    second = officer_acts.add_officer(
        email="second@au.example", name="Second Example", party="AU", office="duty_desk", duty="duty"
    )
    Officer.objects.filter(email=DARA).update(is_active=False)
    ringer.go(HOUR)
    assert mails_to_australia(post_office) == [RUNG, ("second@au.example", TOLD[1])]
    assert seat_of(second).party == "AU"
