"""The pages of a call: who has it, what may be said of it by whom, and to whom nothing of it is shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redphone.calls import acts, reads
from redphone.calls.models import Call, CallLine, Ring, RingerMark, Ringing
from redphone.log.models import Entry
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import FIGURES, Page, fetch, figure_typed, send
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.words import MINUTE, NIGHT, STEP, answer, cancel, correction, figure, raise_call, update
from tests.people import signed_in

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


# Acknowledging, answering, telling more


def test_one_press_acknowledges(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    assert path(raised, "acknowledge/") in fetch(cast["bruno"], path(raised)).actions
    page = send(cast["bruno"], path(raised, "acknowledge/"))
    assert "Everybody in the call sees that you have it." in page.text
    assert path(raised, "acknowledge/") not in page.actions
    again = send(cast["bruno"], path(raised, "acknowledge/"))
    assert "had acknowledged this call before you" in again.text
    assert Entry.objects.filter(kind="call.acknowledged.v1").count() == 1


@pytest.mark.parametrize("kind", ["can", "partly", "cannot", "cannot_say"])
def test_an_answer_is_given_in_four_ways(night: Seats, cast: Cast, kind: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    words = {"answer": kind, "words": "Two.", "need_until": "2026-11-21T05:00", **FIGURES}
    page = send(cast["bruno"], path(raised, "answer/"), words | figure_typed(value="9"))
    assert "Your answer is with everybody in the call." in page.text
    found = reads.who_has_it(raised.thing, for_=night["alice"])
    assert found
    line = found.line_of("IT")
    assert line
    assert (line.answer, line.words, line.need_until_at) == (kind, "Two.", NIGHT.replace(hour=4))
    assert line.figures[0].value == 9


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"answer": ""}, "answer"),
        ({"answer": "cannot", "words": ""}, "words"),
        ({"answer": "cannot_say"}, "need_until"),
        ({"answer": "cannot_say", "need_until": "2026-11-20T05:00"}, "need_until"),
        ({"words": "bell \x07"}, "words"),
        ({"words": "x" * 4001}, "words"),
    ],
)
def test_what_is_wrong_with_an_answer_stands_beside_its_field_and_nothing_is_lost(
    night: Seats, cast: Cast, words: dict[str, str], field: str
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    given = {
        "answer": "can",
        "words": "Forty\nplaces.",
        "need_until": "",
        **FIGURES,
        **figure_typed(),
        **words,
    }
    page = send(cast["bruno"], path(raised, "answer/"), given)
    assert page.error_of(field)
    assert page.value("words").strip() == given["words"]
    assert page.value("figures-0-source") == "Embassy of Examplia"
    assert not Entry.objects.filter(kind="call.answered.v1").exists()


def test_more_is_told_by_its_raiser(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    changed = {"what_changed": "Buses came.", "asked": "Who has seats?", "answer_by": "", **FIGURES}
    assert (
        "What changed goes to everybody who was rung."
        in send(cast["alice"], path(raised, "update/"), changed).text
    )
    wrong = {
        "what_was_wrong": "Two houses.",
        "what_happened": "Two houses searched",
        "place": "Otherville",
        "asked": "",
        "answer_by": "",
    }
    send(cast["adam"], path(raised, "correct/"), wrong)
    page = fetch(cast["bruno"], path(raised))
    for words in ("Buses came.", "Who has seats?", "Two houses searched", "Otherville", "Corrected"):
        assert words in page.text


def test_a_correction_begins_with_what_stands(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    page = fetch(cast["alice"], path(raised, "correct/"))
    assert page.value("what_happened") == "Guest houses searched in Exampletown"
    assert page.value("place") == "Exampletown"


@pytest.mark.parametrize(
    ("part", "words", "field"),
    [
        ("update/", {"what_changed": "", **FIGURES}, "what_changed"),
        ("update/", {"what_changed": "x", "answer_by": "2026-11-20T00:00", **FIGURES}, "answer_by"),
        ("correct/", {"what_was_wrong": ""}, "what_was_wrong"),
        ("correct/", {"what_was_wrong": "x", "answer_by": "2026-11-20T00:00"}, "answer_by"),
        ("cancel/", {"reason": "because"}, "reason"),
        ("stand-down/", {"note": "x" * 4001}, "note"),
    ],
)
def test_what_can_not_be_said_of_a_call_stands_beside_its_field(
    night: Seats, cast: Cast, part: str, words: dict[str, str], field: str
) -> None:
    raised = raise_call(night["alice"], ["IT"])
    said = Entry.objects.count()
    page = send(cast["alice"], path(raised, part), words)
    assert page.error_of(field)
    assert Entry.objects.count() == said


@pytest.mark.parametrize(
    ("part", "words", "shown"),
    [
        ("cancel/", {"reason": "wrong_call", "note": "Sorry."}, "This call is cancelled."),
        ("stand-down/", {"note": "All are out."}, "This call is stood down."),
    ],
)
def test_it_ends_in_one_step(night: Seats, cast: Cast, part: str, words: dict[str, str], shown: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    assert path(raised, part) in fetch(cast["alice"], path(raised)).links
    send(cast["alice"], path(raised, part), words)
    for name in ("alice", "bruno"):
        page = fetch(cast[name], path(raised))
        assert shown in page.text
        assert words["note"] in page.text
        assert not [action for action in page.actions if raised.thing in action]
        assert not [link for link in page.links if link.endswith((part, "answer/", "update/"))]
    late = send(cast["bruno"], path(raised, "acknowledge/"))
    assert late.status == 409
    assert "This call" in late.text
    late = send(cast["bruno"], path(raised, "answer/"), {"answer": "can", "words": "Ten.", **FIGURES})
    assert late.value("words").strip() == "Ten."


def test_each_sees_the_buttons_that_are_theirs(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT", "AU"])
    speak = {path(raised, part) for part in ("update/", "correct/", "cancel/", "stand-down/")}
    reply = {path(raised, "acknowledge/"), path(raised, "answer/")}
    offered = {
        name: {*(page := fetch(cast[name], path(raised))).links, *page.actions} & (speak | reply)
        for name in ("alice", "adam", "agnes", "bruno", "bella", "eve")
    }
    assert offered == {
        "alice": speak,
        "adam": speak,
        "agnes": set(),
        "bruno": reply,
        "bella": set(),
        "eve": reply,
    }


@pytest.mark.parametrize("part", [*PARTS[2:], "acknowledge/", "acknowledge/CA/"])
def test_nobody_speaks_of_a_call_from_a_seat_that_may_not(night: Seats, cast: Cast, part: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    said = Entry.objects.count()
    words = {
        "answer": "can",
        "words": "x",
        "what_changed": "x",
        "what_was_wrong": "x",
        "reason": "other",
        "note": "x",
        **FIGURES,
    }
    for name in ("agnes", "bella", "dara"):
        send(cast[name], path(raised, part), words)
    if part in ("acknowledge/", "acknowledge/CA/", "answer/"):
        send(cast["alice"], path(raised, part), words)
    else:
        send(cast["bruno"], path(raised, part), words)
    assert Entry.objects.count() == said


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


# Lists, languages, and what a GET may do


@pytest.fixture
def thirty(night: Seats) -> list[acts.Raised]:
    raised = []
    for number in range(30):
        with at(number * timedelta(seconds=1)):
            raised.append(
                raise_call(night["alice"], ["IT"], key=str(number), what_happened=f"Zebra {number}.")
            )
    return raised


def test_thirty_calls_stand_on_two_pages_the_newest_first(
    night: Seats, cast: Cast, thirty: list[acts.Raised]
) -> None:
    first, second = fetch(cast["bruno"], "/calls/"), fetch(cast["bruno"], "/calls/", page="2")
    shown = [[f"Zebra {number}." in page.text for number in range(30)] for page in (first, second)]
    assert shown == [[False] * 5 + [True] * 25, [True] * 5 + [False] * 25]
    assert first.text.index("Zebra 29.") < first.text.index("Zebra 5.")
    assert "?state=open&page=2" in first.links
    for page in ("0", "-1", "x", "99999999", "3"):
        assert fetch(cast["bruno"], "/calls/", page=page).status == 200
    assert "Zebra" not in fetch(cast["dara"], "/calls/").text


def test_a_list_does_not_ask_more_the_longer_it_is(
    night: Seats, cast: Cast, thirty: list[acts.Raised]
) -> None:
    browser = signed_in(cast["bruno"])
    browser.get("/calls/")
    with CaptureQueriesContext(connection) as queries:
        browser.get("/calls/")
    assert len(queries) < 25
    with CaptureQueriesContext(connection) as queries:
        browser.get("/")
    assert len(queries) < 45


def test_ended_calls_have_a_list_of_their_own(night: Seats, cast: Cast) -> None:
    kept = raise_call(night["alice"], ["IT"], key="kept", what_happened="Zebra open")
    over = raise_call(night["alice"], ["IT"], key="over", what_happened="Zebra over")
    acts.cancel_call(by=night["alice"], call=over.thing, cancel=cancel())
    opened, ended = fetch(cast["bruno"], "/calls/"), fetch(cast["bruno"], "/calls/", state="ended")
    assert (path(kept) in opened.links, path(over) in opened.links) == (True, False)
    assert (path(kept) in ended.links, path(over) in ended.links) == (False, True)


def test_a_french_officer_reads_french(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["CA"])
    page = fetch(cast["chloe"], path(raised))
    assert '<html lang="fr"' in page.html
    assert "Royaume-Uni" in page.text
    assert "Canada" in page.text


def test_looking_changes_nothing(night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    tables = (Entry, Call, CallLine, Ring, Ringing, RingerMark)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    for name in ("alice", "bruno", "agnes"):
        browser = signed_in(cast[name])
        for part in (*PARTS, "acknowledge/", "acknowledge/CA/"):
            browser.get(path(raised, part))
        for page in (
            "/",
            "/calls/",
            "/calls/raise/",
            "/calls/raise/actual/",
            "/situations/",
            "/seen/",
            "/health/",
        ):
            browser.get(page)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


@pytest.mark.parametrize("part", ["acknowledge/", "answer/", "update/", "correct/", "cancel/", "stand-down/"])
def test_another_site_can_not_speak_for_us(night: Seats, cast: Cast, part: str) -> None:
    raised = raise_call(night["alice"], ["IT"])
    for name in ("alice", "bruno"):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(cast[name])
        words: dict[str, Any] = {"reason": "wrong_call", "answer": "can", "what_changed": "x", **FIGURES}
        assert browser.post(path(raised, part), words).status_code == 403


def test_what_a_seat_reads_stays_in_no_cache(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    for where in (path(raised), path(raised, "who/"), "/calls/", "/"):
        assert "no-store" in signed_in(cast["bruno"]).get(where)["Cache-Control"]


@pytest.mark.tampers
def test_a_page_of_a_party_the_register_does_not_know_still_stands(night: Seats, cast: Cast) -> None:
    from redphone.network.models import Party

    raised = raise_call(night["alice"], ["IT"])
    Party.objects.filter(code="GB").delete()
    assert "GB" in Page(signed_in(cast["bruno"]).get(path(raised))).text
    assert fetch(cast["bruno"], "/").status == 200
