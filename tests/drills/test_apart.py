"""A link test never looks like the real thing: no scanner answers it, no list, figure or headline of calls knows it."""

import re
from typing import Any

import pytest
from django.test import Client

from redphone.calls import reads as calls
from redphone.calls.models import Ring
from redphone.drills import acts
from redphone.drills.models import Letter
from redphone.drills.passages import PASSAGES
from redphone.log.models import Entry
from redphone.officers.links import DIGITS_ALLOWED, Link
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.post_office import Mail
from tests.calls.test_link import robot
from tests.calls.words import raise_call
from tests.drills.conftest import WAIT, Keeper, at, link_in, only_test, press
from tests.people import signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
LOADED = re.compile(
    r"\d|\b(people|persons?|border|crossing|camp|flee|flight|boat|move|moved|come|coming|wait|urgent|alert|now|help"
    r"|today|tonight|minister|attack|war|fire|dead|missing|red)\b",
    re.IGNORECASE,
)
"""What somebody half awake could take for news."""


@pytest.fixture
def mail(seats: Seats, keeper: Keeper) -> Mail:
    """The mail of a test of the United Kingdom's line."""
    acts.test_now(by=seats["alice"])
    (sent,) = keeper.go()
    return sent


# Scanners


@pytest.mark.parametrize("guess", ["", "1", "00", "ab"])
def test_a_robot_acknowledges_nothing(mail: Mail, guess: str) -> None:
    path, _ = link_in(mail)
    answers = list(robot(path, guess))
    assert (path, 409) in answers, "it has pressed the button"
    assert only_test().state == "running"


def test_a_link_that_is_answered_by_pressing_is_caught(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: any digits will do."""
    monkeypatch.setattr(Link, "has_digits", lambda self, typed: True)
    with pytest.raises(AssertionError):
        test_a_robot_acknowledges_nothing(mail, "00")


def test_the_digits_stand_nowhere_on_the_page(mail: Mail) -> None:
    path, digits = link_in(mail)
    page = Client().get(path).content.decode()
    bare = re.sub(r'datetime="[^"]*"|\d\d:\d\d|value="[^"]*"|[\w./-]*\.(?:css|js|svg)[^"]*', "", page)
    main = bare.partition("<main")[2].partition("</main>")[0]
    assert not re.search(rf"\b{digits}\b", main)


def test_too_many_guesses_close_the_link(mail: Mail) -> None:
    right = link_in(mail)[1]
    wrong = "10" if right != "10" else "11"
    for _ in range(DIGITS_ALLOWED):
        assert press(mail, wrong).status_code == 409
    assert "Too many wrong digits" in press(mail, right).content.decode()
    assert only_test().state == "running"


def test_a_link_of_another_row_or_of_a_call_opens_nothing(mail: Mail, seats: Seats) -> None:
    path, _ = link_in(mail)
    assert Client().get(path.replace("/t/", "/r/")).status_code == 404
    assert Client().get("/t/1.made-up/").status_code == 404
    Letter.objects.update(about="chase")
    assert Client().get(path).status_code == 404


# What it says


def bare_of_news(passages: Any) -> list[str]:
    return [found.group() for passage in passages if (found := LOADED.search(str(passage)))]


def test_its_passages_are_open_to_no_misreading() -> None:
    assert bare_of_news(PASSAGES) == []
    assert bare_of_news(["The heron waits.", "People are coming to the border."]) == ["People"], "planted"


# What it never enters

EVERYWHERE = ("/", "/calls/", "/calls/?state=ended", "/situations/", "/api/calls/", "/api/situations/")


def shown_to(cast: Cast, who: str) -> list[str]:
    """What an officer sees on every list and desk, without what differs each time."""
    browser = signed_in(cast[who])
    pages = [browser.get(path).content.decode() for path in EVERYWHERE]
    return [_still(page) for page in pages]


def _still(page: str) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|name="position" value="[^"]*"', "", page)
    return re.sub(r"<details><summary>Lines to the members.*?</details>", "", page, flags=re.DOTALL)


def test_no_list_headline_or_figure_knows_of_it(seats: Seats, cast: Cast, keeper: Keeper) -> None:
    raise_call(seats["bruno"], ["GB", "AU"])
    people = ("alice", "bruno", "dara", "heidi", "gil")
    before = [shown_to(cast, who) for who in people]
    counted = [(calls.count_expected(for_=seats[who]), calls.count_open(for_=seats[who])) for who in people]
    acts.test_now(by=seats["alice"])
    (mail,) = keeper.go()
    assert [shown_to(cast, who) for who in people] == before
    press(mail)
    assert [shown_to(cast, who) for who in people] == before
    after = [(calls.count_expected(for_=seats[who]), calls.count_open(for_=seats[who])) for who in people]
    assert after == counted
    assert not Ring.objects.filter(party="GB").exists()


def test_a_test_that_raised_a_call_is_caught(seats: Seats, cast: Cast, keeper: Keeper) -> None:
    """The planted fault: what others would do, a call of status test."""
    before = shown_to(cast, "alice")
    raise_call(seats["bruno"], ["GB"], status="test", what_happened="Link test")
    assert shown_to(cast, "alice") != before


def test_what_is_said_of_it_says_test_in_its_signature(seats: Seats, keeper: Keeper) -> None:
    acts.test_now(by=seats["alice"])
    for step in range(3):
        keeper.go(step * WAIT)
    said = Entry.objects.filter(kind__startswith="drill.")
    assert {(entry.kind, entry.status) for entry in said} == {
        ("drill.link_tested.v1", "test"),
        ("drill.line_told.v1", "test"),
    }


def test_nobody_s_name_leaves_the_node(seats: Seats, keeper: Keeper, mail: Mail) -> None:
    with at(WAIT / 2):
        press(mail)
    bodies = [bytes(part.content or b"") for entry in Entry.objects.all() for part in entry.parts.all()]
    said = [body for body in bodies if b"passed" in body]
    assert len(said) == 2
    assert not [body for body in said if b"lice" in body or b"adam" in body]
