"""The page of a call: who has it, how far each is, and what was said."""

from django.test import Client

from redphone.calls import acts
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch, send
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.words import MINUTE, STEP, answer, figure, raise_call, update

Seats = dict[str, Seat]


Cast = dict[str, Officer]


PARTS = ("", "who/", "answer/", "update/", "correct/", "cancel/", "stand-down/")


def path(raised: acts.Raised, part: str = "") -> str:
    return f"/calls/{raised.thing}/{part}"


# Who has it


def test_the_page_says_who_has_it_and_how_far_each_is(
    night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT", "CA", "AU", "NZ", "DE"])
    ringer.go()
    with at(3 * MINUTE):
        acts.acknowledge_call(by=night["bruno"], call=raised.thing, way="page")
    with at(4 * MINUTE):
        given = answer("partly", "Two families.", figures=(figure(value=9),))
        acts.answer_call(by=night["chloe"], call=raised.thing, answer=given)
    Client().get(post_office.to("dara@au.example")[0].link)
    with at(5 * MINUTE):
        page = fetch(cast["alice"], path(raised))
    rows = {
        row.partition("</th>")[0].rpartition(">")[2]: row
        for row in page.html.split("<tr")[2:]
        if "</th>" in row
    }
    states = {
        "New Zealand": "Nobody reached",
        "Germany": "Delivered",
        "Australia": "Opened (unreliable)",
        "Italy": "Acknowledged",
        "Canada": "Answered",
    }
    assert list(rows) == list(states), "what needs a hand stands first"
    for party, state in states.items():
        assert state in rows[party]
    assert "3 min" in rows["Italy"]
    assert "Two families." in rows["Canada"]
    assert "9 persons" in rows["Canada"]
    assert "2 of 5" in page.text
    assert "1 of 5" in page.text


def test_nobody_at_all_is_said_loudly(night: Seats, cast: Cast, ringer: Ringer) -> None:
    raised = raise_call(night["alice"], ["NZ", "ES"])
    ringer.go()
    assert (
        "This call has reached nobody. Ring them another way now." in fetch(cast["alice"], path(raised)).text
    )


def test_the_part_that_lives_is_the_same_as_on_the_page(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    whole, part = fetch(cast["bruno"], path(raised)), fetch(cast["bruno"], path(raised, "who/"))
    assert "<html" not in part.html
    assert part.html.strip() in whole.html
    assert f'data-src="/calls/{raised.thing}/who/"' in part.html


def test_the_timeline_says_everything_newest_first(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    with at(MINUTE):
        acts.acknowledge_call(by=night["bruno"], call=raised.thing, way="page")
    with at(2 * MINUTE):
        acts.update_call(by=night["alice"], call=raised.thing, update=update())
    told = fetch(cast["bruno"], path(raised)).text.partition("Since it was raised")[2]
    places = [
        told.index(words) for words in ("Two buses have left.", "Italy acknowledged", "raised call GB-1")
    ]
    assert places == sorted(places)


def test_by_its_number_it_is_the_same_page(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    assert fetch(cast["bruno"], "/calls/gb-1/").html.count(raised.thing) > 3
    assert fetch(cast["dara"], "/calls/GB-1/").status == 404


# The chair's page


def test_a_chair_outside_the_call_acts_from_its_desk(
    night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["CA"], what_happened="Zebra", asked="Zebra", place="Zebra")
    ringer.go()
    ringer.go(STEP)
    desk = fetch(cast["felix"], "/")
    assert "Call GB-1, raised by United Kingdom: Canada is not reached, and you act as chair." in desk.text
    assert "Zebra" not in desk.html
    assert path(raised) not in desk.links
    assert fetch(cast["felix"], path(raised)).status == 404
    page = send(cast["felix"], path(raised, "acknowledge/CA/"))
    assert "Acknowledged, as chair." in page.text
    assert "you act as chair" not in page.text
    assert "United States rung as chair, knows" in fetch(cast["alice"], path(raised)).text


def test_a_chair_in_the_call_acts_on_its_page(night: Seats, cast: Cast, ringer: Ringer) -> None:
    raised = raise_call(night["alice"], ["NZ", "US"])
    ringer.go()
    assert path(raised, "acknowledge/NZ/") in fetch(cast["felix"], path(raised)).actions
    page = send(cast["felix"], path(raised, "acknowledge/NZ/"))
    assert "Acknowledged, as chair." in page.text
    assert path(raised, "acknowledge/NZ/") not in page.actions
    assert "was not asked" in send(cast["bruno"], path(raised, "acknowledge/NZ/")).text
