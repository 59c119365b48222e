"""The link in a ring's mail: scanners open it, press it and forward it; only whoever copies the two digits acts."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from redphone.calls.acts import acknowledge_call
from redphone.calls.links import DIGITS_ALLOWED, digits_of, is_token_of, number_in, token_of
from redphone.calls.models import Ring
from redphone.log.models import Entry
from redphone.officers import acts_freeze, reads_paths
from redphone.wire.policy import Seat
from tests.calls.post_office import LINK, Mail, PostOffice, Ringer, in_threads, press
from tests.calls.seeing import line
from tests.calls.words import NIGHT, raise_call

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


@pytest.mark.parametrize("guess", ["", "1", "00", "ab", "%"])
def test_a_robot_acknowledges_nothing(mail: Mail, ring: Ring, night: Seats, guess: str) -> None:
    links = {found.partition("/r/")[2] for found in LINK.findall(mail.text) + LINK.findall(mail.html)}
    assert links == {mail.link.removeprefix("/r/")}
    answers = list(robot(mail.link, guess))
    assert (mail.link, 409) in answers, "it has pressed the button"
    assert {status for path, status in answers if path == mail.link} <= {200, 403, 405, 409}
    its = line(ring.call, "IT", night["alice"])
    assert its.acknowledged_at is None
    assert its.answered_at is None
    assert its.state == "opened"


def test_a_link_that_acknowledges_when_it_is_pressed_is_caught(
    mail: Mail, ring: Ring, night: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: any digits will do."""
    monkeypatch.setattr("redphone.calls.opened.are_digits_of", lambda ring, typed: True)
    with pytest.raises(AssertionError):
        test_a_robot_acknowledges_nothing(mail, ring, night, "00")


def test_the_two_digits_acknowledge(mail: Mail, ring: Ring, night: Seats) -> None:
    assert press(mail.link, mail.digits).status_code == 302
    its = line(ring.call, "IT", night["alice"])
    assert (its.state, its.acknowledged_way, its.acknowledged_seat) == (
        "acknowledged",
        "link",
        "duty_desk",
    )
    assert its.answered_at is None


def test_a_frozen_officers_link_acknowledges_nothing(mail: Mail, ring: Ring, night: Seats) -> None:
    """The test above is the same without the freeze, and acknowledges."""
    acts_freeze.freeze(by=night["bella"], officer=night["bruno"].officer or 0, why="Phone lost")
    assert Client().get(mail.link).status_code == 404
    assert press(mail.link, mail.digits).status_code == 404
    its = line(ring.call, "IT", night["alice"])
    assert (its.acknowledged_at, its.state) == (None, "delivered")


def test_typed_with_a_space_they_are_the_same(mail: Mail, ring: Ring, night: Seats) -> None:
    press(mail.link, f"{mail.digits} ")
    assert line(ring.call, "IT", night["alice"]).acknowledged_at is not None


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
        assert f'value="{wrong}"' not in answer.content.decode()
        ring.refresh_from_db()
        assert ring.wrong_digits == tries
    answer = press(mail.link, mail.digits)
    assert answer.status_code == 409
    assert "Sign in to acknowledge" in answer.content.decode()
    assert line(ring.call, "IT", night["alice"]).acknowledged_at is None


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
    assert line(ring.call, "IT", night["alice"]).acknowledged_at is None


def test_the_token_of_another_ring_needs_the_digits_of_that_one(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    italy, canada = post_office.to(BRUNO)[0], post_office.to("chloe@ca.example")[0]
    if italy.digits == canada.digits:
        pytest.skip("one in ninety: both mails drew the same digits")
    assert press(italy.link, canada.digits).status_code == 409
    assert line(raised.thing, "IT", night["alice"]).acknowledged_at is None
    assert line(raised.thing, "CA", night["alice"]).acknowledged_at is None


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


def test_another_site_can_not_press_it(mail: Mail, ring: Ring, night: Seats) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(mail.link, {"digits": mail.digits}).status_code == 403
    page = browser.get(mail.link).content.decode()
    (_, fields) = next(form for form in Forms(page).forms if "digits" in form[1])
    foreign = {"Origin": "https://elsewhere.example"}
    assert browser.post(mail.link, {**fields, "digits": mail.digits}, headers=foreign).status_code == 403
    assert line(ring.call, "IT", night["alice"]).acknowledged_at is None
    assert browser.post(mail.link, {**fields, "digits": mail.digits}).status_code == 302
    assert line(ring.call, "IT", night["alice"]).acknowledged_at is not None


def test_a_link_with_its_digits_proves_the_mail_path_and_nothing_less_does(
    mail: Mail, ring: Ring, night: Seats
) -> None:
    def proven() -> list[str]:
        people = reads_paths.who_is_reached_how(for_=night["bruno"], now=NIGHT)
        return [one.name for one in people for path in one.paths if path.proven_at == NIGHT]

    Client().get(mail.link)
    Client().post(mail.link, {"digits": "00" if mail.digits != "00" else "11"})
    acknowledge_call(by=night["bruno"], call=ring.call, way="page")
    assert proven() == []
    Client().post(mail.link, {"digits": mail.digits})
    assert proven() == ["Bruno Example"]
