"""Opening a ring's link is noted once and counts for nothing; the page leaves nothing behind."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from redphone.calls import acts, reads
from redphone.calls.models import Ring
from redphone.log.models import Entry
from redphone.log.reads import timeline
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch, send
from tests.calls.post_office import Mail, PostOffice, Ringer, at, in_threads, press
from tests.calls.seeing import line
from tests.calls.words import MINUTE, STEP, answer, cancel, raise_call

Seats = dict[str, Seat]


BRUNO = "bruno@it.example"


def test_a_forwarded_link_shows_who_has_it(mail: Mail, ring: Ring, night: Seats) -> None:
    with at(9 * MINUTE):
        press(mail.link, mail.digits)
    with at(20 * MINUTE):
        page = Client().get(mail.link).content.decode()
    assert "Italy has it." in page
    assert "02:09 UTC" in page
    assert "by the mailed link" in page
    assert '<form method="post"' not in page.partition("<main")[2].partition("</main>")[0]


def test_it_also_shows_who_acknowledged_on_the_page(mail: Mail, ring: Ring, night: Seats) -> None:
    acts.acknowledge_call(by=night["bruno"], call=ring.call, way="page")
    page = Client().get(mail.link).content.decode()
    assert "Italy has it." in page
    assert "on its page" in page


def test_after_its_end_it_says_so_and_takes_nothing(mail: Mail, ring: Ring, night: Seats) -> None:
    acts.cancel_call(by=night["alice"], call=ring.call, cancel=cancel())
    page = Client().get(mail.link).content.decode()
    assert "This call is cancelled. Nobody has to do anything." in page
    answer = press(mail.link, mail.digits)
    assert answer.status_code == 409
    assert line(ring.call, "IT", night["alice"]).acknowledged_at is None


def test_an_officer_who_was_deactivated_has_no_link_any_more(
    mail: Mail, ring: Ring, night: Seats, cast: dict[str, Officer]
) -> None:
    Officer.objects.filter(pk=cast["bruno"].pk).update(is_active=False)
    assert Client().get(mail.link).status_code == 404
    assert press(mail.link, mail.digits).status_code == 404
    assert line(ring.call, "IT", night["alice"]).acknowledged_at is None


def test_the_page_leaves_nothing_behind(mail: Mail, ring: Ring) -> None:
    browser = Client()
    answer = browser.get(mail.link)
    assert set(answer.cookies) <= {"csrftoken"}
    assert answer.cookies["csrftoken"]["httponly"]
    assert answer.cookies["csrftoken"]["samesite"] == "Lax"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert re.findall(r'(?:href|src|action)="(?!/)[^"#?]', page) == [], (
        "nothing leads elsewhere with the token behind it"
    )
    assert 'content="noindex, nofollow"' in page


def test_it_can_not_be_hidden_in_the_language(mail: Mail, ring: Ring) -> None:
    for language in ("fr", "xx", "<b>", "../"):
        assert Client().get(mail.link, {"language": language}).status_code == 200


def test_opening_is_noted_once_and_counts_for_nothing(mail: Mail, ring: Ring, night: Seats) -> None:
    said = Entry.objects.count()
    for _ in range(3):
        Client().get(mail.link)
    assert Entry.objects.count() == said + 1
    ring.refresh_from_db()
    assert ring.opened_at is not None
    its = line(ring.call, "IT", night["alice"])
    assert (its.state, its.acknowledged_at) == ("opened", None)
    words = timeline([ring.call], for_=night["alice"])[0].words
    assert "unreliable" in words
    found = reads.who_has_it(ring.call, for_=night["alice"])
    assert found
    assert found.have_it == 0


def test_a_head_request_notes_nothing(mail: Mail, ring: Ring) -> None:
    Client().head(mail.link)
    ring.refresh_from_db()
    assert ring.opened_at is None


def test_opened_does_not_stop_the_ringing(
    mail: Mail, ring: Ring, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    Client().get(mail.link)
    ringer.go(STEP)
    assert post_office.to("felix@us.example")


@pytest.mark.django_db(transaction=True)
def test_fetched_by_many_at_once_it_is_noted_once(mail: Mail, ring: Ring, night: Seats) -> None:
    said = Entry.objects.count()
    statuses = in_threads(*[lambda: Client().get(mail.link).status_code] * 8)
    assert set(statuses) == {200}
    assert Entry.objects.count() == said + 1


def test_opened_after_it_was_acknowledged_is_not_told(mail: Mail, ring: Ring, night: Seats) -> None:
    acts.acknowledge_call(by=night["bruno"], call=ring.call, way="page")
    said = Entry.objects.count()
    Client().get(mail.link)
    assert Entry.objects.count() == said


# The link of who is rung as chair


@pytest.fixture
def chairs(night: Seats, ringer: Ringer, post_office: PostOffice) -> Mail:
    """The mail that rings the acting chair because Canada is not reached; the chair is not in the call."""
    raise_call(night["alice"], ["CA"], what_happened="Zebra", place="Zebra", asked="Zebra")
    ringer.go()
    ringer.go(STEP)
    return post_office.to("felix@us.example")[0]


def test_a_chair_says_that_it_knows(chairs: Mail, night: Seats) -> None:
    page = Client().get(chairs.link).content.decode()
    assert "Canada is not reached" in page
    assert "Zebra" not in page
    assert press(chairs.link, chairs.digits).status_code == 302
    call = Ring.objects.get(notice="chair").call
    (asked,) = line(call, "CA", night["alice"]).chair_asked
    assert asked.acknowledged_at is not None
    assert line(call, "CA", night["alice"]).acknowledged_at is None
    assert "knows, as chair, that Canada is not reached" in Client().get(chairs.link).content.decode()


def test_a_chair_that_was_called_too_is_told_that_it_has_not_acknowledged_yet(
    night: Seats, ringer: Ringer, post_office: PostOffice, cast: dict[str, Officer]
) -> None:
    raised = raise_call(night["alice"], ["CA", "US"])
    ringer.go()
    ringer.go(STEP)
    own, chairs = post_office.to("felix@us.example")
    page = Client().get(chairs.link).content.decode()
    assert "It does not acknowledge the call for United States itself." in page
    assert "We have it" not in page
    press(chairs.link, chairs.digits)
    waits = "United States itself has not acknowledged this call yet."
    page = Client().get(chairs.link).content.decode()
    assert waits in page
    assert f'<a class="act first" href="/calls/{raised.thing}/">' in page
    on_its_page = fetch(cast["felix"], f"/calls/{raised.thing}/")
    assert "United States has it: acknowledge" in on_its_page.text
    press(own.link, own.digits)
    assert waits not in Client().get(chairs.link).content.decode()


def test_a_chair_that_says_so_on_the_page_is_told_the_same(
    night: Seats, ringer: Ringer, post_office: PostOffice, cast: dict[str, Officer]
) -> None:
    raised = raise_call(night["alice"], ["CA", "US"])
    ringer.go()
    ringer.go(STEP)
    with at(STEP + timedelta(minutes=1)):
        page = send(cast["felix"], f"/calls/{raised.thing}/acknowledge/CA/")
    assert "Your own party has not acknowledged this call yet." in page.text
    assert "United States has it: acknowledge" in page.text


def test_an_ended_call_asks_for_nothing_any_more(mail: Mail, ring: Ring, night: Seats) -> None:
    before = Client().get(mail.link).content.decode()
    assert "Urgency" in before
    assert "Exampletown" in before.partition("Where:")[2][:40]
    acts.cancel_call(by=night["alice"], call=ring.call, cancel=cancel())
    page = Client().get(mail.link).content.decode()
    assert "This call is cancelled. Nobody has to do anything." in page
    assert "Urgency" not in page
    assert "Answer wanted by" not in page


def test_a_chair_sees_that_the_party_has_been_reached_after_all(chairs: Mail, night: Seats) -> None:
    call = Ring.objects.get(notice="chair").call
    with at(STEP + timedelta(minutes=1)):
        acts.answer_call(by=night["chloe"], call=call, answer=answer())
    page = Client().get(chairs.link).content.decode()
    assert "Canada has it by now" in page
    assert "digits" not in page.partition("<main")[2]
