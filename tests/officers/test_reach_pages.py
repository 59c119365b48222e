"""The page of duty numbers: every party finds them, tells its own, and says that it was answered."""

import re
from typing import Any

import pytest
from django.test import Client

from redphone.log import clock
from redphone.network import reads_reach
from redphone.officers.models import Audited, Officer
from redphone.officers.words_reach import days_in_words
from tests.calls.words import NIGHT
from tests.officers.pages import text_of
from tests.people import seat_of, signed_in

Cast = dict[str, Officer]
OURS = {
    "number": "+44 20  7946 0142 ",
    "seat": "duty_desk",
    "opens_at": "",
    "closes_at": "",
    "zone": "Europe/London",
    "languages": ["en", "fr"],
}


@pytest.fixture(autouse=True)
def night() -> Any:
    with clock.standing_at(NIGHT):
        yield


def tell(cast: Cast, **changes: Any) -> Any:
    return signed_in(cast["alice"]).post("/officers/reach/tell/", {**OURS, **changes})


def test_before_anything_is_told_it_says_what_to_do(cast: Cast) -> None:
    page = text_of(signed_in(cast["bruno"]).get("/officers/reach/"))
    assert "Your party has told the others no duty number yet" in page
    assert "Tell our number" in page


def test_told_it_is_seen_by_the_others_and_can_be_rung(cast: Cast) -> None:
    assert tell(cast, is_proven="on")["Location"] == "/officers/reach/"
    page = text_of(signed_in(cast["bruno"]).get("/officers/reach/"))
    assert 'href="tel:+442079460142">+44 20 7946 0142</a>' in page
    assert "day and night" in page
    assert "Proven" in page
    assert Audited.objects.filter(what="reach_told", who=cast["alice"].pk).exists()


def test_the_secretariat_sees_no_number_and_no_link(cast: Cast) -> None:
    tell(cast, is_proven="on")
    page = text_of(signed_in(cast["gil"]).get("/officers/reach/"))
    assert "7946" not in page
    assert "Proven" in page


def test_a_number_that_stays_stays_proven_and_a_new_one_is_not(cast: Cast) -> None:
    tell(cast, is_proven="on")
    tell(cast, languages=["en"])
    assert reads_reach.reachable_of(by=seat_of(cast["alice"])).proven_at == NIGHT  # type: ignore[union-attr]
    tell(cast, number="+44 20 7946 0199")
    assert reads_reach.reachable_of(by=seat_of(cast["alice"])).proven_at is None  # type: ignore[union-attr]


def test_we_rang_it_and_it_was_answered(cast: Cast) -> None:
    tell(cast)
    own = signed_in(cast["alice"])
    assert "Nobody has rung your own number yet" in text_of(own.get("/officers/reach/"))
    answer = own.post("/officers/reach/proven/", follow=True)
    assert "Noted: the number was answered just now." in text_of(answer)
    [card] = reads_reach.reach_of(["GB"], for_=seat_of(cast["bruno"])).values()
    assert card.proven_at == NIGHT


def test_what_was_told_stands_in_the_form(cast: Cast) -> None:
    tell(cast, opens_at="20:00", closes_at="08:00", weekdays=["4", "5"])
    page = text_of(signed_in(cast["alice"]).get("/officers/reach/tell/"))
    for piece in ('value="+44 20 7946 0142"', 'value="20:00"', 'value="08:00"'):
        assert piece in page
    assert "20:00 – 08:00, Fri, Sat" in text_of(signed_in(cast["bruno"]).get("/officers/reach/"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "020 7946"}, "Begin with +"),
        ({"number": "+44      1"}, "Begin with +"),
        ({"opens_at": "08:00"}, "Give both times"),
        ({"languages": []}, "Languages that are spoken there"),
    ],
)
def test_what_is_wrong_is_said_where_it_was_typed(cast: Cast, changes: Any, words: str) -> None:
    answer = tell(cast, **changes)
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert reads_reach.reachable_of(by=seat_of(cast["alice"])) is None


def test_proven_before_it_is_told_says_so(cast: Cast) -> None:
    answer = signed_in(cast["bruno"]).post("/officers/reach/proven/", follow=True)
    assert "Your party has told no duty number yet" in text_of(answer)


@pytest.mark.parametrize("typed", ["uni", "UNITED k", "royaume", "gb", "Kingdom"])
def test_a_party_is_found_by_its_first_letters_in_any_language(cast: Cast, typed: str) -> None:
    tell(cast)
    page = text_of(signed_in(cast["bruno"]).get("/officers/reach/", {"find": typed}))
    assert "+44 20 7946 0142" in page
    assert 'id="GB"' in page
    assert 'id="CA"' not in page


def test_letters_are_found_without_their_accents_and_only_at_the_beginning(cast: Cast) -> None:
    browser = signed_in(cast["bruno"])
    assert "United States" in text_of(browser.get("/officers/reach/", {"find": "etats"}))
    page = text_of(browser.get("/officers/reach/", {"find": "tates"}))
    assert "No party begins so." in page
    assert "Show all parties" in page


def test_closed_it_says_when_it_opens(cast: Cast) -> None:
    tell(cast, opens_at="08:00", closes_at="18:00")
    page = text_of(signed_in(cast["bruno"]).get("/officers/reach/"))
    assert "Closed now" in page
    assert re.search(r"opens <time[^>]*><b>08:00 UTC", page)
    tell(cast)
    assert "Open now" in text_of(signed_in(cast["bruno"]).get("/officers/reach/"))


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        ((), ""),
        ((5,), "Sat"),
        ((4, 5), "Fri, Sat"),
        ((0, 1, 2, 3, 4), "Mon – Fri"),
        ((0, 2, 3, 4, 6), "Mon, Wed – Fri, Sun"),
    ],
)
def test_days_that_follow_each_other_are_said_together(weekdays: Any, words: str) -> None:
    assert days_in_words(weekdays) == words


def test_two_keys_lead_there_from_every_page(cast: Cast) -> None:
    page = text_of(signed_in(cast["bruno"]).get("/"))
    assert 'href="/officers/reach/" data-key="d"' in page
    assert '<b translate="no"><kbd>g</kbd> <kbd>d</kbd></b> Duty numbers' in page
    assert "<kbd" not in text_of(Client().get("/accounts/login/"))
