"""The page of a call: who has it, how far each is, and what was said."""

from django.test import Client

from redphone.calls import acts
from redphone.log.models import Entry
from redphone.network.acts_reach import tell_reach
from redphone.network.messages import Reachable
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch, send
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.words import MINUTE, NIGHT, STEP, answer, figure, raise_call, update

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


# What a page says when nothing says it by itself


def test_duty_numbers_are_not_taken_for_answers(night: Seats, cast: Cast) -> None:
    said = {"seat": "duty_desk", "number": "+39 06 5550 0142", "zone": "Europe/Rome", "languages": ("en",)}
    hours = {"opens_at": None, "closes_at": None, "weekdays": (), "proven_at": NIGHT}
    tell_reach(by=night["bruno"], reachable=Reachable.model_validate(said | hours), hole_at=None)
    raised = raise_call(night["alice"], ["IT", "CA"])
    heads = fetch(cast["alice"], path(raised)).html.partition("<thead>")[2].partition("</thead>")[0]
    with_numbers = '<th scope="col">Answer</th><th scope="col">Duty number</th>'
    assert with_numbers in heads
    for name in ("bruno", "chloe"):
        acts.acknowledge_call(by=night[name], call=raised.thing, way="page")
    heads = fetch(cast["alice"], path(raised)).html.partition("<thead>")[2].partition("</thead>")[0]
    assert "Duty number" not in heads


def test_without_scripts_the_page_says_that_it_stands_still(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    alone = fetch(cast["bruno"], path(raised)).html.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "As of 02:00 UTC. Without JavaScript this page does not refresh by itself." in alone
    assert f'<a href="{path(raised)}">Look again</a>' in alone


def test_reading_a_call_tells_nobody_and_the_page_says_so(
    night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice
) -> None:
    """Decision 21: the desk's screen fetches this page all night, whoever sits before it."""
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    hint = "Reading this page tells nobody anything: acknowledge."
    said = Entry.objects.count()
    assert hint in fetch(cast["bruno"], path(raised)).text
    assert hint not in fetch(cast["alice"], path(raised)).text
    assert Entry.objects.count() == said
    acts.acknowledge_call(by=night["bruno"], call=raised.thing, way="page")
    assert hint not in fetch(cast["bruno"], path(raised)).text


def test_who_is_not_reached_is_said_in_plain_words(
    night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["NZ", "IT"])
    ringer.go()
    with at(STEP):
        ringer.go(STEP)
        page = fetch(cast["alice"], path(raised))
    assert "is not reached, so United States is told, as chair" in page.text
    assert "New Zealand rings" not in page.text
