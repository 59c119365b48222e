"""The link in a ring's mail: scanners open it, press it and forward it; only whoever copies the two digits acts."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from redphone.calls import acts, reads
from redphone.calls.links import DIGITS_ALLOWED, digits_of, is_token_of, number_in, token_of
from redphone.calls.models import Ring
from redphone.log.models import Entry
from redphone.log.reads import timeline
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.post_office import LINK, Mail, PostOffice, Ringer, at, in_threads
from tests.calls.words import MINUTE, STEP, answer, cancel, raise_call

Seats = dict[str, Seat]
BRUNO = "bruno@it.example"


class Forms(HTMLParser):
    """Every form of a page with its fields, as a machine finds them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag in ("input", "button", "textarea", "select") and self.forms and given.get("name"):
            self.forms[-1][1][given["name"]] = given.get("value", "")


def robot(path: str, guess: str) -> Iterator[tuple[str, int]]:
    """A scanner: it fetches, fetches again, and presses every button it finds, each field filled with a guess."""
    browser = Client(enforce_csrf_checks=True)
    for _ in range(3):
        yield path, browser.get(path).status_code
        yield path, browser.head(path).status_code
    page = browser.get(path).content.decode()
    for action, fields in Forms(page).forms:
        filled = {name: value or guess for name, value in fields.items()}
        yield action or path, browser.post(action or path, filled).status_code
    for method in (browser.put, browser.delete, browser.options, browser.patch):
        yield path, method(path).status_code


def line_of(call: str, party: str, seats: Seats) -> Any:
    found = reads.who_has_it(call, for_=seats["alice"])
    assert found
    return found.line_of(party)


@pytest.fixture
def mail(night: Seats, ringer: Ringer, post_office: PostOffice) -> Mail:
    """The mail that rings Italy's duty officer."""
    raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    return post_office.to(BRUNO)[0]


@pytest.fixture
def ring(mail: Mail) -> Ring:
    return Ring.objects.get(party="IT")


def press(path: str, digits: str, **more: str) -> Any:
    return Client().post(path, {"digits": digits, **more})


@pytest.mark.parametrize("guess", ["", "1", "00", "ab", "%"])
def test_a_robot_acknowledges_nothing(mail: Mail, ring: Ring, night: Seats, guess: str) -> None:
    links = {found.partition("/r/")[2] for found in LINK.findall(mail.text) + LINK.findall(mail.html)}
    assert links == {mail.link.removeprefix("/r/")}
    answers = list(robot(mail.link, guess))
    assert (mail.link, 409) in answers, "it has pressed the button"
    assert {status for path, status in answers if path == mail.link} <= {200, 403, 405, 409}
    line = line_of(ring.call, "IT", night)
    assert line.acknowledged_at is None
    assert line.answered_at is None
    assert line.state == "opened"


def test_a_link_that_acknowledges_when_it_is_pressed_is_caught(
    mail: Mail, ring: Ring, night: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: any digits will do."""
    monkeypatch.setattr("redphone.calls.opened.are_digits_of", lambda ring, typed: True)
    with pytest.raises(AssertionError):
        test_a_robot_acknowledges_nothing(mail, ring, night, "00")


def test_the_two_digits_acknowledge(mail: Mail, ring: Ring, night: Seats) -> None:
    assert press(mail.link, mail.digits).status_code == 302
    line = line_of(ring.call, "IT", night)
    assert (line.state, line.acknowledged_way, line.acknowledged_seat) == (
        "acknowledged",
        "link",
        "duty_desk",
    )
    assert line.answered_at is None


def test_typed_with_a_space_they_are_the_same(mail: Mail, ring: Ring, night: Seats) -> None:
    press(mail.link, f"{mail.digits} ")
    assert line_of(ring.call, "IT", night).acknowledged_at is not None


def test_the_digits_stand_nowhere_on_the_page(mail: Mail, ring: Ring) -> None:
    browser = Client()
    page = browser.get(mail.link)
    without_times = re.sub(
        r'datetime="[^"]*"|\d\d:\d\d|value="[^"]*"|[\w./-]*\.(?:css|js|svg)[^"]*', "", page.content.decode()
    )
    numbers = re.findall(r"(?<![\w-])\d\d(?![\w-])", without_times)
    assert mail.digits not in numbers
    assert mail.digits not in str(browser.cookies.output(header="")).partition("csrftoken=")[0]


def test_wrong_digits_are_counted_and_after_five_a_sign_in_is_asked_for(
    mail: Mail, ring: Ring, night: Seats
) -> None:
    wrong = next(str(number) for number in range(10, 100) if str(number) != mail.digits)
    for tries in range(1, DIGITS_ALLOWED + 1):
        answer = press(mail.link, wrong)
        assert answer.status_code == 409
        assert "These are not the digits in the mail" in answer.content.decode()
        ring.refresh_from_db()
        assert ring.wrong_digits == tries
    answer = press(mail.link, mail.digits)
    assert answer.status_code == 409
    assert "Sign in to acknowledge" in answer.content.decode()
    assert line_of(ring.call, "IT", night).acknowledged_at is None


@pytest.mark.parametrize("typed", ["", "7", "777", "ab"])
def test_what_is_no_pair_of_digits_is_said_beside_the_field(mail: Mail, ring: Ring, typed: str) -> None:
    answer = press(mail.link, typed)
    assert answer.status_code == 409
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_no_more_than_one_after_the_other(
    mail: Mail, ring: Ring, night: Seats
) -> None:
    wrong = [str(number) for number in range(10, 100) if str(number) != mail.digits][:12]
    statuses = in_threads(*(lambda digits=digits: press(mail.link, digits).status_code for digits in wrong))
    assert set(statuses) == {409}
    ring.refresh_from_db()
    assert ring.wrong_digits == DIGITS_ALLOWED


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


def test_pressed_twice_it_says_it_once(mail: Mail, ring: Ring, night: Seats) -> None:
    press(mail.link, mail.digits)
    said = Entry.objects.count()
    assert press(mail.link, mail.digits).status_code == 302
    assert Entry.objects.count() == said


@pytest.mark.parametrize(
    "bend",
    [
        lambda token: token[:-1],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "9" + token[1:],
        lambda token: token.partition(".")[0],
        lambda token: "",
        lambda token: "1" * 400,
        lambda token: "-1." + token.partition(".")[2],
        lambda token: "%00",
    ],
)
def test_a_token_that_was_tampered_with_opens_nothing(
    mail: Mail, ring: Ring, night: Seats, bend: Any
) -> None:
    token = mail.link.removeprefix("/r/").rstrip("/")
    for way in (Client().get, Client().post):
        answer = way(f"/r/{bend(token)}/", {"digits": mail.digits})
        assert answer.status_code == 404
    assert line_of(ring.call, "IT", night).acknowledged_at is None


def test_the_token_of_another_ring_needs_the_digits_of_that_one(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    italy, canada = post_office.to(BRUNO)[0], post_office.to("chloe@ca.example")[0]
    if italy.digits == canada.digits:
        pytest.skip("one in ninety: both mails drew the same digits")
    assert press(italy.link, canada.digits).status_code == 409
    assert line_of(raised.thing, "IT", night).acknowledged_at is None
    assert line_of(raised.thing, "CA", night).acknowledged_at is None


def test_tokens_and_digits_follow_from_the_ring_and_the_nodes_secret(settings: Any) -> None:
    ring = Ring(pk=41, call="a call", cause="a hash", officer=7)
    token, others = token_of(ring), [Ring(pk=number, call="a call") for number in range(200)]
    digits = [digits_of(other) for other in others]
    assert number_in(token) == 41
    assert is_token_of(ring, token)
    assert all(10 <= int(pair) <= 99 for pair in digits)
    assert len(set(digits)) > 60
    settings.SECRET_KEY = "another"
    assert not is_token_of(ring, token)
    assert [digits_of(other) for other in others] != digits


@pytest.mark.parametrize("other", [{"call": "another"}, {"cause": "another"}, {"officer": 8}])
def test_an_old_link_does_not_open_a_ring_that_got_its_number_after_a_restore(other: dict[str, Any]) -> None:
    ring = {"pk": 41, "call": "a call", "cause": "a hash", "officer": 7}
    assert not is_token_of(Ring(**ring | other), token_of(Ring(**ring)))


def test_after_its_end_it_says_so_and_takes_nothing(mail: Mail, ring: Ring, night: Seats) -> None:
    acts.cancel_call(by=night["alice"], call=ring.call, cancel=cancel())
    page = Client().get(mail.link).content.decode()
    assert "This call is cancelled. Nobody has to do anything." in page
    answer = press(mail.link, mail.digits)
    assert answer.status_code == 409
    assert line_of(ring.call, "IT", night).acknowledged_at is None


def test_an_officer_who_was_deactivated_has_no_link_any_more(
    mail: Mail, ring: Ring, night: Seats, cast: dict[str, Officer]
) -> None:
    Officer.objects.filter(pk=cast["bruno"].pk).update(is_active=False)
    assert Client().get(mail.link).status_code == 404
    assert press(mail.link, mail.digits).status_code == 404
    assert line_of(ring.call, "IT", night).acknowledged_at is None


def test_another_site_can_not_press_it(mail: Mail, ring: Ring, night: Seats) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(mail.link, {"digits": mail.digits}).status_code == 403
    page = browser.get(mail.link).content.decode()
    (_, fields) = next(form for form in Forms(page).forms if "digits" in form[1])
    foreign = {"Origin": "https://elsewhere.example"}
    assert browser.post(mail.link, {**fields, "digits": mail.digits}, headers=foreign).status_code == 403
    assert line_of(ring.call, "IT", night).acknowledged_at is None
    assert browser.post(mail.link, {**fields, "digits": mail.digits}).status_code == 302
    assert line_of(ring.call, "IT", night).acknowledged_at is not None


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
    line = line_of(ring.call, "IT", night)
    assert (line.state, line.acknowledged_at) == ("opened", None)
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
    (asked,) = line_of(call, "CA", night).chair_asked
    assert asked.acknowledged_at is not None
    assert line_of(call, "CA", night).acknowledged_at is None
    assert "has acknowledged, as chair" in Client().get(chairs.link).content.decode()


def test_a_chair_sees_that_the_party_has_been_reached_after_all(chairs: Mail, night: Seats) -> None:
    call = Ring.objects.get(notice="chair").call
    with at(STEP + timedelta(minutes=1)):
        acts.answer_call(by=night["chloe"], call=call, answer=answer())
    page = Client().get(chairs.link).content.decode()
    assert "Canada has it by now" in page
    assert "digits" not in page.partition("<main")[2]
