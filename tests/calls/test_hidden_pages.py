"""To whom a call's pages show nothing, or its envelope alone; and whose names they show."""

from typing import Any

import pytest
from django.test import Client

from redphone.calls import acts, reads
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch, send
from tests.calls.post_office import PostOffice, Ringer
from tests.calls.words import answer, cancel, correction, figure, raise_call, update
from tests.people import signed_in

Seats = dict[str, Seat]


Cast = dict[str, Officer]


PARTS = ("", "who/", "answer/", "update/", "correct/", "cancel/", "stand-down/")


def path(raised: acts.Raised, part: str = "") -> str:
    return f"/calls/{raised.thing}/{part}"


# To whom nothing is shown


@pytest.mark.parametrize("part", PARTS)
def test_a_call_one_is_not_named_in_is_not_there(night: Seats, cast: Cast, part: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    for name in ("dara", "felix", "heidi", "gil", "grace"):
        browser = signed_in(cast[name])
        assert browser.get(path(raised, part)).status_code == 404
        if part not in ("", "who/"):
            assert browser.post(path(raised, part), {"note": "x"}).status_code == 404
    assert signed_in(cast["dara"]).post(path(raised, "acknowledge/")).status_code == 404
    assert signed_in(cast["dara"]).get("/calls/11111111-1111-1111-1111-111111111111/").status_code == 404
    assert signed_in(cast["dara"]).get("/calls/%00/").status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_nobody_sees_it_without_signing_in(night: Seats, part: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    answer = Client().get(path(raised, part))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


ZEBRA: dict[str, Any] = {
    "what_happened": "Zebra happened",
    "place": "Zebra place",
    "asked": "Zebra asked",
    "details": "Zebra details",
    "hazards": "Zebra hazards",
    "access": "Zebra access",
    "engaged": "Zebra engaged",
    "figures": (figure(what="Zebra counted", source="Zebra source"),),
}


@pytest.mark.parametrize("name", ["gil", "grace", "agnes", "bella"])
def test_with_the_envelope_alone_one_sees_who_has_it_and_nothing_of_what(
    night: Seats, cast: Cast, name: str
) -> None:
    raised = raise_call(
        night["alice"],
        ["IT", "CA", "SEC"],
        mark="AMBER",
        national="Zebra national",
        title="Zebra title",
        **ZEBRA,
    )
    acts.update_call(by=night["alice"], call=raised.thing, update=update(what_changed="Zebra changed"))
    acts.correct_call(
        by=night["alice"], call=raised.thing, correction=correction(what_was_wrong="Zebra wrong")
    )
    given = answer("partly", "Zebra answer", figures=(figure(what="Zebra figure"),))
    acts.answer_call(by=night["chloe"], call=raised.thing, answer=given)
    for part in PARTS:
        page = fetch(cast[name], path(raised, part))
        assert page.status == 200
        assert "Zebra" not in page.html
    assert "Zebra" not in fetch(cast[name], "/").html
    assert "Zebra" not in fetch(cast[name], "/calls/").html
    page = fetch(cast[name], path(raised))
    assert "A call this seat does not read" in page.text
    assert "TLP:AMBER" in page.text
    assert "Canada" in page.text
    assert "Answered" in page.text
    acts.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel(note="Zebra note"))
    assert "Zebra" not in fetch(cast[name], path(raised)).html
    assert "Zebra" in fetch(cast["bruno"], path(raised)).html


def test_the_secretariat_may_acknowledge_what_it_does_not_read(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT", "SEC"], mark="AMBER")
    page = fetch(cast["gil"], path(raised))
    assert path(raised, "acknowledge/") in page.actions
    assert path(raised, "answer/") not in page.links
    send(cast["gil"], path(raised, "acknowledge/"))
    found = reads.who_has_it(raised.thing, for_=night["alice"])
    assert found
    assert found.have_it == 1


def test_a_desk_officer_sees_only_the_envelope_of_what_is_red(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["AU", "IT"], mark="RED", title="Zebra title", **ZEBRA)
    assert "Zebra" in fetch(cast["dara"], path(raised)).html
    page = fetch(cast["eve"], path(raised))
    assert "Zebra" not in page.html
    assert path(raised, "acknowledge/") not in page.actions


def test_whom_we_rang_is_named_at_home_only(
    night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    for part in ("", "who/"):
        at_home, elsewhere = (
            fetch(cast["bruno"], path(raised, part)),
            fetch(cast["chloe"], path(raised, part)),
        )
        assert "Bruno Example" in at_home.text
        for name in ("Bruno", "Alice", "bruno@", "alice@"):
            assert name not in elsewhere.html
    assert "Chloé Example" not in fetch(cast["bruno"], path(raised)).text
    assert "Alice" not in fetch(cast["alice"], path(raised)).text.partition("Whom we rang")[2]


@pytest.mark.parametrize("part", ["", "who/", "acknowledge/", "acknowledge/%00/", "answer/", "cancel/"])
def test_an_address_that_was_made_up_is_nothing(night: Seats, cast: Cast, part: str) -> None:
    """Not every store takes every letter."""
    raised = raise_call(night["alice"], ["IT"])
    browser = signed_in(cast["bruno"])
    for thing in ("%00", "%F0%9F%98%80", "x" * 300, "'%20OR%201=1"):
        for way in (browser.get, browser.post):
            assert way(f"/calls/{thing}/{part}").status_code in (302, 404, 405)
    assert browser.post(f"/calls/{raised.thing}/acknowledge/%00/").status_code == 302
    assert browser.get("/api/calls/%00/").status_code == 404
    assert browser.get("/api/situations/%00/").status_code == 404
    assert browser.post("/api/calls/%00/acknowledge/%00/").status_code == 409
