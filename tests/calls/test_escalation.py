"""How a party is rung on is promised when the call is raised, and kept whatever is changed afterwards."""

from typing import Any

import pytest

from redphone.calls import acts, acts_escalation
from redphone.calls.messages import CallRaised, Escalation, EscalationStep, standard_escalation
from redphone.calls.models import Call, OwnEscalation, Ringing
from redphone.calls.reads_escalation import own_escalations
from redphone.log.models import Entry
from redphone.officers.models import Officer
from redphone.wire.kinds import read_body, write_body
from redphone.wire.policy import Seat
from redphone.wire.strict import Malformed
from tests.calls.browsing import fetch, send, typed
from tests.calls.post_office import PostOffice, Ringer
from tests.calls.seeing import line, refused
from tests.calls.words import MINUTE, STEP, first_message, raise_call
from tests.people import signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
ALICE, DARA, EVE, FELIX = "alice@gb.example", "dara@au.example", "eve@au.example", "felix@us.example"
IMMEDIATE = "/calls/escalation/immediate/"


def escalation(*steps: tuple[tuple[str, ...], int]) -> Escalation:
    """Steps as (to whom, minutes until the next)."""
    return Escalation(
        steps=tuple(
            EscalationStep.model_validate({"to": to, "wait_seconds": 60 * wait}) for to, wait in steps
        )
    )


TOGETHER = escalation((("duty", "deputy"), 5), (("chair",), 1))
BY_TELEPHONE = escalation((("duty",), 5), (("telephone",), 10), (("deputy",), 5), (("chair",), 1))
WITHOUT_CHAIR = escalation((("duty",), 5), (("deputy",), 5))


def choose(by: Seat, chosen: Escalation) -> None:
    acts_escalation.set_escalation(by=by, urgency="immediate", escalation=chosen)


def test_unless_chosen_otherwise_it_is_duty_officer_deputy_chair(night: Seats) -> None:
    call = raise_call(night["alice"], ["AU"]).thing
    words = Call.objects.get(thing=call).words
    assert words["escalation"] == standard_escalation(15 * 60).model_dump(mode="json")
    assert words["escalation_hash"] == standard_escalation(15 * 60).hash


def test_several_at_once(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    choose(night["alice"], TOGETHER)
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert sorted(post_office.taken()) == [DARA, EVE]
    assert "You are rung as deputy, together with the duty officer." in post_office.to(EVE)[0].text
    ringer.go(5 * MINUTE - MINUTE / 60)
    assert len(post_office.mails) == 2
    ringer.go(5 * MINUTE)
    assert sorted(post_office.taken()) == sorted([DARA, EVE, ALICE, FELIX])


def test_of_several_at_once_one_refused_mail_is_no_reason_to_hurry(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    choose(night["alice"], TOGETHER)
    post_office.at_rcpt[EVE] = ["550 no such box"]
    raise_call(night["alice"], ["AU"])
    ringer.go()
    ringer.go(4 * MINUTE)
    assert post_office.taken() == [DARA]


def test_who_raised_it_is_told_to_telephone_and_then_it_goes_on(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    choose(night["alice"], BY_TELEPHONE)
    call = raise_call(night["alice"], ["AU", "IT"]).thing
    ringer.go()
    post_office.clear()
    ringer.go(5 * MINUTE)
    (mail,) = post_office.mails
    assert (mail.to, mail.subject) == (ALICE, "ACTUAL: Red Phone call GB-1: telephone somebody")
    assert "Nobody at Australia, Italy has acknowledged this call by mail. Telephone them now" in mail.text
    acts.acknowledge_call(by=night["bruno"], call=call, way="page")
    ringer.go(14 * MINUTE)
    assert len(post_office.mails) == 1
    ringer.go(15 * MINUTE)
    assert [mail.to for mail in post_office.mails] == [ALICE, EVE]


def test_nobody_is_telephoned_who_has_it_by_then(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    choose(night["alice"], BY_TELEPHONE)
    call = raise_call(night["alice"], ["AU"]).thing
    ringer.go()
    acts.acknowledge_call(by=night["dara"], call=call, way="page")
    ringer.go(5 * MINUTE)
    assert post_office.taken() == [DARA]


def test_where_no_chair_is_promised_none_is_woken(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    choose(night["alice"], WITHOUT_CHAIR)
    call = raise_call(night["alice"], ["AU"]).thing
    for minutes in (0, 5, 10, 60):
        ringer.go(minutes * MINUTE)
    assert sorted(post_office.taken()) == sorted([DARA, EVE, ALICE])
    assert line(call, "AU", night["alice"]).state == "nobody"
    assert not Entry.objects.filter(kind="call.escalated.v1").exists()


def nothing_changes_while_it_rings(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    """Between the first step and the second the raiser chooses to wake everybody at once, and then nobody."""
    call = raise_call(night["alice"], ["AU"]).thing
    ringer.go()
    promised = Call.objects.get(thing=call).words["escalation_hash"]
    for chosen in (TOGETHER, WITHOUT_CHAIR, escalation((("duty",), 1))):
        choose(night["alice"], chosen)
        ringer.go(MINUTE)
        ringer.go(STEP - MINUTE)
    assert post_office.taken() == [DARA]
    ringer.go(STEP)
    assert post_office.taken() == [DARA, EVE]
    ringer.go(2 * STEP)
    assert sorted(post_office.taken()) == sorted([DARA, EVE, ALICE, FELIX])
    assert Call.objects.get(thing=call).words["escalation_hash"] == promised


def test_a_change_disturbs_no_call_that_rings(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    nothing_changes_while_it_rings(night, ringer, post_office)


def test_a_ringer_that_goes_by_what_holds_now_is_caught(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_of_now(clock: Ringing, call: Call) -> Escalation:
        return own_escalations(for_=night["alice"])["immediate"].escalation

    monkeypatch.setattr("redphone.calls.ringer.steps.escalation_of", as_of_now)
    with pytest.raises(AssertionError):
        nothing_changes_while_it_rings(night, ringer, post_office)


def test_the_next_call_is_rung_on_as_was_chosen(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["AU"], what_happened="Before")
    choose(night["alice"], TOGETHER)
    raise_call(night["alice"], ["IT", "AU"], what_happened="After")
    ringer.go()
    assert sorted(post_office.taken()) == sorted([DARA, DARA, EVE, "bruno@it.example"])


def test_each_party_chooses_for_its_own_calls(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    choose(night["bruno"], TOGETHER)
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert post_office.taken() == [DARA]


def test_a_step_of_its_own_holds_for_this_call(night: Seats, cast: Cast) -> None:
    choose(night["alice"], TOGETHER)
    page = send(cast["alice"], "/calls/raise/actual/", typed(step="check", step_minutes="15"))
    assert (
        "at once: the duty officer; after 15 min: the deputy; after 30 min: who acts as chair." in page.text
    )
    send(cast["alice"], "/calls/raise/actual/", typed(step="raise", step_minutes="15"))
    assert Call.objects.get().words["escalation_hash"] == standard_escalation(15 * 60).hash


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        (((("deputy",), 5),), "to_1"),
        (((("duty",), 5), (("duty",), 5)), "to_2"),
        (((("duty", "duty"), 5),), "to_1"),
        (((("duty",), 5), (("chair",), 5), (("deputy",), 5)), "to_3"),
    ],
)
def test_what_wakes_nobody_or_the_chair_first_is_refused(
    night: Seats, steps: tuple[Any, ...], field: str
) -> None:
    wrong = escalation(*steps)
    assert refused(lambda: choose(night["alice"], wrong)).field == field
    assert refused(lambda: raise_call(night["alice"], ["AU"], escalation=wrong)).field == field
    assert not OwnEscalation.objects.exists()


def test_a_hash_of_another_escalation_is_no_raise() -> None:
    said = first_message(escalation=TOGETHER, escalation_hash=TOGETHER.hash)
    body = write_body(said)
    assert read_body(CallRaised.kind, body) == said
    with pytest.raises(Malformed, match="not the one that is hashed"):
        read_body(CallRaised.kind, body.replace(b'"wait_seconds":300', b'"wait_seconds":301'))


def choosing(**changes: Any) -> dict[str, Any]:
    words: dict[str, Any] = {
        "to_1": ["duty", "deputy"],
        "minutes_1": "5",
        "to_2": ["telephone"],
        "minutes_2": "10",
    }
    return words | {"to_3": ["chair"]} | changes


def test_it_is_chosen_on_a_page_and_put_back(night: Seats, cast: Cast) -> None:
    assert "As the house does" in fetch(cast["alice"], "/calls/escalation/").text
    page = send(cast["alice"], IMMEDIATE, choosing())
    assert "Calls raised from now on are rung on like this." in page.text
    assert "at once: the duty officer, the deputy" in page.text
    assert "after 5 min: who raised it is told to telephone the duty number" in page.text
    assert "after 15 min: who acts as chair" in page.text
    assert "Chosen by your party" in page.text
    page = send(cast["alice"], IMMEDIATE, {"step": "reset"})
    assert "Chosen by your party" not in page.text
    assert not OwnEscalation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"to_1": ["deputy"]}, "to_1", "Begin with the duty officer"),
        (
            {"to_1": [], "minutes_1": "", "to_2": [], "minutes_2": "", "to_3": []},
            "to_1",
            "Begin with the duty",
        ),
        ({"minutes_1": ""}, "minutes_1", "Say how many minutes."),
        ({"minutes_4": "5"}, "to_4", "Say who, or leave the minutes empty as well."),
        ({"to_2": ["deputy"]}, "to_2", "Turn to each of them once only."),
    ],
)
def test_what_can_not_be_chosen_is_said_beside_its_field(
    night: Seats, cast: Cast, changes: dict[str, Any], field: str, words: str
) -> None:
    page = send(cast["alice"], IMMEDIATE, choosing(**changes))
    assert words in page.error_of(field)
    assert not OwnEscalation.objects.exists()


def test_what_was_promised_stands_on_the_page_of_whoever_reads_it(night: Seats, cast: Cast) -> None:
    choose(night["alice"], TOGETHER)
    call = raise_call(night["alice"], ["AU", "IT"]).thing
    choose(night["alice"], WITHOUT_CHAIR)
    for name in ("alice", "dara"):
        page = fetch(cast[name], f"/calls/{call}/")
        assert "What was promised of the ringing" in page.text
        assert "at once: the duty officer, the deputy" in page.text
        assert TOGETHER.hash[:16] in page.text
    assert "What was promised" not in fetch(cast["bella"], f"/calls/{call}/").text


def test_what_a_party_chose_is_its_own(night: Seats, cast: Cast) -> None:
    choose(night["alice"], TOGETHER)
    for name in ("dara", "gil", "bella"):
        assert TOGETHER.hash[:16] not in fetch(cast[name], "/calls/escalation/").text
    assert TOGETHER.hash[:16] in fetch(cast["agnes"], "/calls/escalation/").text
    assert signed_in(cast["alice"]).get("/calls/escalation/someday/").status_code == 404


def test_as_json_it_is_seen_and_chosen(night: Seats, cast: Cast) -> None:
    browser = signed_in(cast["alice"])
    told = browser.get("/api/calls/escalation/").json()
    assert told["routine"]["set_at"] is None
    assert told["routine"]["hash"] == standard_escalation(4 * 60 * 60).hash
    words = TOGETHER.model_dump_json()
    said = browser.post("/api/calls/escalation/today/", words, content_type="application/json")
    assert said.json() == {"hash": TOGETHER.hash}
    assert browser.get("/api/calls/escalation/").json()["today"]["hash"] == TOGETHER.hash
    wrong = escalation((("deputy",), 5)).model_dump_json()
    refusal = browser.post("/api/calls/escalation/today/", wrong, content_type="application/json")
    assert (refusal.status_code, refusal.json()["field"]) == (409, "to_1")
    assert browser.post("/api/calls/escalation/x/", words, content_type="application/json").status_code == 422
