"""How this node is: the ringer, what is drawn and what waits; nothing of any content."""

from datetime import timedelta

import pytest
from django.test import Client

from redphone.calls.models import RingerMark
from redphone.log.models import Entry
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch
from tests.calls.post_office import Ringer, at
from tests.calls.strangers import hear, moved_away
from tests.calls.words import answer, raise_call
from tests.watch.conftest import Late

Seats = dict[str, Seat]
Cast = dict[str, Officer]


def test_it_is_well_while_the_ringer_goes_round(night: Seats, cast: Cast, ringer: Ringer, late: Late) -> None:
    ringer.go()
    late(timedelta(0))
    page = fetch(cast["alice"], "/health/")
    assert "This node is well" in page.text
    assert "goes round" in page.text
    assert "Italy" in page.text, "whose keys lie here is said plainly"
    answer = Client().get("/alive/")
    assert (answer.status_code, answer.json()) == (200, {"well": True})


def test_a_ringer_that_stands_still_is_an_alarm(night: Seats, cast: Cast, ringer: Ringer) -> None:
    for before in (True, False):
        if before:
            assert not RingerMark.objects.exists()
        else:
            ringer.go()
        with at(31 * timedelta(seconds=1)):
            page = fetch(cast["alice"], "/health/")
            answer = Client().get("/alive/")
        assert "This node needs a hand" in page.text
        assert "No call is rung while the ringer stands still." in page.text
        assert (answer.status_code, answer.json()) == (503, {"well": False})


@pytest.mark.tampers
def test_what_can_not_be_drawn_is_shown(night: Seats, cast: Cast, ringer: Ringer) -> None:
    ringer.go()
    raised = raise_call(night["alice"], ["IT"])
    Entry.objects.filter(thing=raised.thing).update(fate="undrawn", why="call.raised.v9: not known here")
    page = fetch(cast["alice"], "/health/")
    assert "call.raised.v9: not known here" in page.text
    assert Client().get("/alive/").status_code == 503


def test_what_waits_for_its_cause_is_counted(night: Seats, cast: Cast) -> None:
    italy, britain = moved_away("IT"), moved_away("GB")
    raised = britain.raises(["IT", "CA"])
    hear(italy.says(answer(), about=raised, to=["GB", "CA"]))
    health = fetch(cast["dara"], "/health/").text
    assert "Waiting for a cause 1" in health


def test_the_health_page_says_nothing_of_any_content(night: Seats, cast: Cast, ringer: Ringer) -> None:
    raise_call(night["alice"], ["IT"], what_happened="Zebra", title="Zebra")
    ringer.go()
    assert "Zebra" not in fetch(cast["dara"], "/health/").html
    assert "Zebra" not in Client().get("/alive/").content.decode()
