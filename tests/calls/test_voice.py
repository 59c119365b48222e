"""Said by voice: written down by whoever heard it, shown as reported, confirmed or contradicted by the party itself."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.calls import acts, acts_voice
from redphone.calls.messages import CallReported
from redphone.log.models import Entry
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch, send
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.seeing import line, refused, seen
from tests.calls.words import MINUTE, NIGHT, STEP, cancel, raise_call
from tests.people import signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
DARA, EVE = "dara@au.example", "eve@au.example"


def report(by: Seat, call: str, party: str = "AU", **changes: Any) -> Any:
    happened_at = changes.pop("happened_at", NIGHT - MINUTE)
    said = {"party": party, "way": "telephone", "said": "The duty desk has it."}
    message = CallReported.model_validate({**said, **changes})
    return acts_voice.report_call(by=by, call=call, report=message, happened_at=happened_at)


def test_what_was_heard_stands_as_reported_and_counts_as_nothing_more(night: Seats) -> None:
    raised = raise_call(night["alice"], ["AU", "IT"])
    report(night["bruno"], raised.thing)
    its = line(raised.thing, "AU", night["alice"])
    assert its.reported
    assert (its.reported.by, its.reported.heard_at) == ("IT", NIGHT - MINUTE)
    assert (its.state, its.acknowledged_at) == ("waiting", None)
    found = seen(raised.thing, night["alice"])
    assert (found.have_it, found.reported) == (0, 1)
    assert found.plain()["reported"] == 1


def test_the_party_confirms_it_by_acknowledging(night: Seats) -> None:
    raised = raise_call(night["alice"], ["AU"])
    report(night["alice"], raised.thing)
    acts.acknowledge_call(by=night["dara"], call=raised.thing, way="page")
    its = line(raised.thing, "AU", night["alice"])
    assert (its.reported, its.state, len(its.reports)) == (None, "acknowledged", 1)
    why = refused(lambda: report(night["alice"], raised.thing))
    assert "acknowledged the call itself" in str(why)


def test_the_party_contradicts_it(night: Seats) -> None:
    raised = raise_call(night["alice"], ["AU", "IT"])
    report(night["alice"], raised.thing)
    report(night["bruno"], raised.thing, said="They have it.")
    acts_voice.contradict_report(by=night["dara"], call=raised.thing, note="Nobody here has.")
    its = line(raised.thing, "AU", night["alice"])
    assert its.reported is None
    assert {one.contradicted_note for one in its.reports} == {"Nobody here has."}
    refused(lambda: acts_voice.contradict_report(by=night["dara"], call=raised.thing))
    report(night["alice"], raised.thing, said="Before that.", happened_at=NIGHT - 2 * MINUTE)
    its = line(raised.thing, "AU", night["alice"])
    assert its.reported
    assert its.reported.said == "Before that."
    acts.acknowledge_call(by=night["dara"], call=raised.thing, way="page")
    late = refused(lambda: acts_voice.contradict_report(by=night["dara"], call=raised.thing))
    assert "acknowledged" in str(late)


@pytest.mark.parametrize(("hold", "rung_at_step"), [(0, True), (3600, False)])
def test_the_ring_waits_for_as_long_as_was_chosen(
    night: Seats, ringer: Ringer, post_office: PostOffice, hold: int, rung_at_step: bool
) -> None:
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    report(night["alice"], raised.thing, hold_seconds=hold)
    ringer.go(STEP)
    assert (post_office.taken() == [DARA, EVE]) is rung_at_step
    ringer.go(timedelta(seconds=3600))
    assert EVE in post_office.taken()


def test_contradicted_it_is_rung_on_at_once(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raised = raise_call(night["alice"], ["AU"])
    ringer.go()
    report(night["alice"], raised.thing, hold_seconds=3600)
    with at(2 * MINUTE):
        acts_voice.contradict_report(by=night["dara"], call=raised.thing)
    ringer.go(2 * MINUTE)
    assert post_office.taken() == [DARA, EVE]


def test_whoever_was_not_rung_yet_is_rung_once_in_any_case(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """The ringer stood still; it reads the raise and the report in one round."""
    raised = raise_call(night["alice"], ["AU"])
    report(night["alice"], raised.thing, hold_seconds=3600)
    ringer.go()
    assert post_office.taken() == [DARA]


def test_a_hold_never_brings_a_step_forward(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raised = raise_call(night["alice"], ["AU"], step_seconds=7200)
    ringer.go()
    report(night["alice"], raised.thing, hold_seconds=60)
    ringer.go(timedelta(seconds=7199))
    assert post_office.taken() == [DARA]


def test_who_may_not_write_it_down(night: Seats) -> None:
    raised = raise_call(night["alice"], ["AU", "IT"])
    for by, party, why in (
        ("dara", "AU", "own party"),
        ("alice", "NZ", "addressed to"),
        ("chloe", "AU", "no such call"),
    ):
        assert why in str(refused(lambda: report(night[by], raised.thing, party)))  # noqa: B023
    late = refused(lambda: report(night["alice"], raised.thing, happened_at=NIGHT + MINUTE))
    assert late.field == "happened_at"
    refused(lambda: acts_voice.contradict_report(by=night["bruno"], call=raised.thing))
    acts.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel())
    refused(lambda: report(night["alice"], raised.thing))


def test_on_its_pages(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["AU", "IT"])
    path = f"/calls/{raised.thing}/"
    assert "Did somebody say by voice" in fetch(cast["alice"], path).text
    typed = {
        "party": "AU",
        "way": "telephone",
        "said": "The desk has it.",
        "happened_at": "2026-11-21T01:55",
        "hold_seconds": "900",
    }
    page = send(cast["alice"], f"{path}report/", typed)
    assert "Written down." in page.text
    assert "The desk has it." in page.text
    assert "not confirmed" in page.text
    assert "1 more by voice" in page.text
    theirs = fetch(cast["dara"], path)
    assert f"{path}contradict/" in theirs.html
    assert f"{path}contradict/" not in fetch(cast["bruno"], path).html
    page = send(cast["dara"], f"{path}contradict/", {"note": "Not so."})
    assert "Everybody in the call sees it." in page.text
    assert "is contradicted" in page.text


def test_what_is_wrong_is_said_in_place_and_nothing_is_lost(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["AU", "IT"])
    typed = {"party": "AU", "way": "telephone", "said": "", "happened_at": "2026-11-22T01:55"}
    page = send(cast["alice"], f"/calls/{raised.thing}/report/", typed)
    assert 'value="2026-11-22T01:55"' in page.html
    assert "Fill this in" in page.text
    assert not Entry.objects.filter(kind="call.reported.v1").exists()


def test_who_does_not_read_the_call_sees_that_it_was_reported_and_not_what_was_said(night: Seats) -> None:
    raised = raise_call(night["alice"], ["AU", "SEC"], mark="AMBER")
    report(night["alice"], raised.thing, said="heron-by-voice")
    its = line(raised.thing, "AU", night["gil"])
    assert its.reported
    assert its.reported.said == ""
    assert "heron-by-voice" not in str(seen(raised.thing, night["gil"]).plain())
    assert "heron-by-voice" in str(seen(raised.thing, night["dara"]).plain())


def test_for_machines(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["AU", "IT"])
    words = {"party": "AU", "way": "telephone", "said": "They have it."}
    said = signed_in(cast["bruno"]).post(
        f"/api/calls/{raised.number}/report/", {"report": words}, content_type="application/json"
    )
    assert said.status_code == 200
    assert seen(raised.thing, night["alice"]).reported == 1
    said = signed_in(cast["dara"]).post(
        f"/api/calls/{raised.number}/contradict/", {"note": ""}, content_type="application/json"
    )
    assert said.status_code == 200
    assert seen(raised.thing, night["alice"]).reported == 0
