"""The pages of a handover, as two officers in London meet them; and who never sees any of it."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from redphone.calls import acts as calls
from redphone.desk import acts, rules
from redphone.desk import reads_handover as reads
from redphone.desk.models import Handover
from redphone.log.turn import take_the_turn
from redphone.officers.models import Officer
from redphone.wire.policy import Seat, Sight, sight
from tests.calls.browsing import Page, fetch, send
from tests.calls.post_office import at
from tests.calls.words import MINUTE, NIGHT, answer, raise_call
from tests.desk.handing import colleague, take
from tests.people import seat_of, signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
HOUR = timedelta(hours=1)
PAGES = ("/", "/handover/", "/handover/offer/", "/handover/take/", "/handover/past/")


@pytest.fixture
def ned(night: Seats, cast: Cast) -> Officer:
    """Comes for the next shift in London."""
    return colleague()


def test_before_anybody_has_the_watch_it_says_what_it_is_for(night: Seats, cast: Cast) -> None:
    page = fetch(cast["alice"], "/handover/")
    assert "Nobody has the watch" in page.text
    assert "nothing is left without an owner" in page.text
    assert "/handover/take/" in page.links
    assert "The watch has not been taken yet" in fetch(cast["alice"], "/handover/past/").text
    assert "there is nothing to hand over" in fetch(cast["alice"], "/handover/offer/").text


def test_a_watch_from_one_officer_to_the_next(night: Seats, cast: Cast, ned: Officer) -> None:
    raised = raise_call(night["bruno"], ["GB"])
    key, alice = f"call-{raised.thing}", str(cast["alice"].pk)
    page = send(cast["alice"], "/handover/take/", {key: alice})
    assert "You have the watch" in page.text
    assert f"/calls/{raised.thing}/" in page.links
    with at(8 * HOUR):
        page = send(cast["alice"], "/handover/offer/", {"note": "Rome rings back at six."})
        assert "Signed. The watch is yours until somebody has taken it." in page.text
        assert "/handover/offer/back/" in page.actions
        page = fetch(ned, "/handover/")
        assert "Alice Example hands over the watch." in page.text
        assert "Rome rings back at six." in page.text
        assert "To be taken in 15 min" in page.text
    with at(8 * HOUR + 4 * MINUTE):
        page = send(ned, "/handover/take/", {key: ""})
        assert page.error_of(key) == "Name who has this from now on."
        assert fetch(ned, "/handover/").text.count("Alice Example has the watch") == 1
        page = send(ned, "/handover/take/", {key: str(ned.pk)})
    assert "You have the watch" in page.text
    past = fetch(cast["alice"], "/handover/past/").text
    assert "Alice Example → Ned Example" in past
    assert "waited 4 min" in past
    assert f"{raised.number}: Ned Example" in past


def test_who_keeps_an_item_stands_in_the_form_and_who_goes_does_not(
    night: Seats, cast: Cast, ned: Officer
) -> None:
    kept, left = (raise_call(night["bruno"], ["GB"], key=key) for key in "ab")
    take(night["alice"], but={f"call-{kept.thing}": cast["adam"].pk})
    page = fetch(ned, "/handover/take/")
    chosen = {key: values for form in page.forms for key, values in form.items() if key.startswith("call-")}
    assert chosen[f"call-{kept.thing}"] == [str(cast["adam"].pk)]
    assert chosen[f"call-{left.thing}"] in ([], [""])


def test_what_has_nobody_is_loud(night: Seats, cast: Cast, ned: Officer) -> None:
    raise_call(night["bruno"], ["GB"])
    assert "Nobody has it" in fetch(ned, "/handover/").text
    take(night["alice"])
    page = fetch(ned, "/handover/")
    assert "Nobody has it" not in page.text
    assert re.search(r"not acknowledged by us · Italy · .* · Alice Example", page.text)


def test_an_offer_that_nobody_takes_is_shown_to_both_and_on_the_desk(
    night: Seats, cast: Cast, ned: Officer
) -> None:
    take(night["alice"])
    acts.offer_watch(by=night["alice"])
    for who in (cast["alice"], ned, cast["adam"]):
        for where in ("/", "/handover/"):
            assert "nobody has taken it" not in fetch(who, where).text
    with at(rules.TAKE_WITHIN):
        for who in (cast["alice"], ned, cast["adam"]):
            for where in ("/", "/handover/"):
                assert "The watch was offered, and nobody has taken it." in fetch(who, where).text
        assert "The watch was offered" not in fetch(cast["bruno"], "/").text
    with at(rules.TAKE_WITHIN + MINUTE):
        take(seat_of(ned))
        assert "The watch was offered" not in fetch(cast["alice"], "/").text


def test_open_pages_of_the_party_are_told_and_nobody_else_s(night: Seats) -> None:
    with take_the_turn() as turn:
        take(night["alice"])
        acts.offer_watch(by=night["alice"])
    news = [item for item in turn.news if item.room == "desk"]
    assert [item.position for item in news] == [0, 0]
    for item in news:
        known = {name: sight(item, for_=seat) is not Sight.NOTHING for name, seat in night.items()}
        assert {name for name, knows in known.items() if knows} == {"alice", "adam", "agnes"}


def test_taking_the_offer_back(night: Seats, cast: Cast, ned: Officer) -> None:
    take(night["alice"])
    acts.offer_watch(by=night["alice"])
    assert "You have offered no watch" in send(ned, "/handover/offer/back/").text
    assert "You go on with the watch." in send(cast["alice"], "/handover/offer/back/").text
    assert "hands over the watch" not in fetch(ned, "/handover/").text


def test_what_may_not_be_done_says_so(night: Seats, cast: Cast, ned: Officer) -> None:
    assert "can't have the watch" in fetch(cast["agnes"], "/handover/take/").text
    assert "can't have the watch" in send(cast["agnes"], "/handover/take/").text
    take(night["alice"])
    assert "Alice Example has the watch: only they hand it over." in fetch(ned, "/handover/offer/").text
    assert "You do not have the watch" in send(ned, "/handover/offer/", {"note": ""}).text
    assert "Whoever takes it over signs in as themselves" in fetch(cast["alice"], "/handover/take/").text
    assert "has not signed" in fetch(ned, "/handover/take/").text
    assert Handover.objects.count() == 1


def test_it_needs_a_seat_and_looking_changes_nothing(night: Seats, cast: Cast) -> None:
    for where in PAGES:
        assert Client().get(where).status_code == 302
        signed_in(cast["alice"]).get(where)
    assert signed_in(cast["alice"]).get("/handover/offer/back/").status_code == 405
    assert not Handover.objects.exists()


def test_a_busy_night_is_read_in_three_minutes(night: Seats, cast: Cast, ned: Officer) -> None:
    """At 200 words a minute, the pace at which people read to understand; the frame of every page is not counted."""
    take(night["alice"])
    for number in range(6):
        raised = raise_call(night["bruno"], ["GB", "CA", "US"], key=str(number))
        calls.acknowledge_call(by=night["chloe"], call=raised.thing, way="page")
        calls.answer_call(by=night["chloe"], call=raised.thing, answer=answer())
    whole = fetch(ned, "/handover/").html.partition("<main")[2].partition("</main>")[0]
    assert 100 < len(_words(whole)) < 600


def _words(html: str) -> list[str]:
    return re.sub(r"<[^>]*>", " ", html).split()


# What never leaves the party


def what_leaks(cast: Cast, more: dict[str, Officer]) -> Iterator[str]:
    """Who gets the note, or a name of London's, and should not; or does not get the note, and should."""
    for name, officer in (cast | more).items():
        shown = "\n".join(signed_in(officer).get(where).content.decode() for where in PAGES)
        reads_it = officer.party == "GB" and officer.office != "administrator"
        if ("heron-note" in shown) != reads_it:
            yield f"{name} {'does not get' if reads_it else 'gets'} the note"
        if officer.party != "GB" and "Ned Example" in shown:
            yield f"{name} gets a name"


def prepare(night: Seats) -> dict[str, Officer]:
    """A watch handed over with a note, and offered again with one."""
    ned, olga = colleague(), colleague(name="Olga Example", office="desk_officer")
    take(night["alice"])
    acts.offer_watch(by=night["alice"], note="heron-note")
    take(seat_of(ned))
    acts.offer_watch(by=seat_of(ned), note="heron-note")
    return {"ned": ned, "olga": olga}


def test_notes_and_names_stay_with_the_party(night: Seats, cast: Cast) -> None:
    assert list(what_leaks(cast, prepare(night))) == []


def test_planted_leaks_are_found(night: Seats, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    more = prepare(night)
    with monkeypatch.context() as patch:
        patch.setattr(reads, "may_read", lambda of, for_: True)
        assert list(what_leaks(cast, more)) == ["agnes gets the note"]
        patch.setattr(reads, "_offered", lambda party: Handover.objects.filter(taken_at=None).first())
        assert "bruno gets the note" in list(what_leaks(cast, more))
    with monkeypatch.context() as patch:
        careless = dict(Officer.objects.values_list("pk", "name"))
        patch.setattr(reads, "_taken", lambda party: Handover.objects.filter(taken_at__isnull=False).last())
        patch.setattr(reads, "people_of", lambda for_: careless)
        assert "bruno gets a name" in list(what_leaks(cast, more))


def test_the_page_of_a_handover_is_live(night: Seats, cast: Cast) -> None:
    page: Page = fetch(cast["alice"], "/handover/")
    assert 'id="handover" data-live="call situation desk"' in page.html
    assert 'id="desk" data-live="call situation desk"' in fetch(cast["alice"], "/").html
    assert NIGHT.strftime("%H:%M UTC") in page.text
