"""How a mail begins: what is over, wrong or only a test says so before anything that would wake somebody."""

from datetime import UTC, datetime
from typing import Any

import pytest

from redphone.calls.ringer import mails
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from redphone.wire.words import Mark
from tests.calls.post_office import Mail, PostOffice, Ringer, at
from tests.calls.test_news import say
from tests.calls.words import MINUTE, STEP, raise_call

Seats = dict[str, Seat]
BRUNO, CHLOE, FELIX = "bruno@it.example", "chloe@ca.example", "felix@us.example"
FIRST = {
    "cancelled": "This call is CANCELLED. You need not do anything.",
    "stood_down": "This call is stood down. You need not do anything more.",
    "corrected": "This call has been corrected. Read it again.",
}


def headline(mail: Mail) -> str:
    return mail.html.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]


def told(night: Seats, ringer: Ringer, post_office: PostOffice, kind: str) -> Mail:
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    with at(MINUTE):
        say(kind, night["alice"], raised.thing)
    post_office.clear()
    ringer.go(MINUTE)
    return post_office.to(BRUNO)[0]


@pytest.mark.parametrize("kind", FIRST)
def test_what_is_over_or_wrong_is_said_first(
    night: Seats, ringer: Ringer, post_office: PostOffice, kind: str
) -> None:
    mail = told(night, ringer, post_office, kind)
    assert headline(mail) == FIRST[kind]
    lines = [line for line in mail.text.splitlines() if line.strip()]
    assert lines[:2] == ["ACTUAL", FIRST[kind]]
    if kind != "corrected":
        assert "Immediate" not in mail.text + mail.html
        assert "wanted by" not in mail.text + mail.html


def test_an_end_that_begins_with_the_wake_line_is_caught(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: each mail begins as a ring does."""
    as_a_ring = mails._first_lines
    monkeypatch.setattr(
        mails, "_first_lines", lambda notice, call, *, now: as_a_ring("raised", call, now=now)
    )
    with pytest.raises(AssertionError):
        test_what_is_over_or_wrong_is_said_first(night, ringer, post_office, "cancelled")


@pytest.mark.parametrize("status", ["actual", "exercise", "test"])
def test_a_test_says_first_that_nobody_has_to_decide(
    night: Seats, ringer: Ringer, post_office: PostOffice, status: Any
) -> None:
    raise_call(night["alice"], ["IT"], status=status)
    ringer.go()
    (mail,) = post_office.mails
    calm = headline(mail) == "This is a test of the line. Nobody has to decide anything."
    assert calm == (status == "test")
    assert (headline(mail).startswith(f"{status.upper()} · Immediate")) == (status != "test")


def test_the_day_and_the_officers_own_clock_stand_beside_utc(
    night: Seats, ringer: Ringer, post_office: PostOffice, cast: dict[str, Officer]
) -> None:
    """Dara reads it in Canberra, where it is tomorrow; Pakistan is where it happens, for those who read that."""
    Officer.objects.filter(pk=cast["dara"].pk).update(zone="Australia/Sydney")
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    marks: tuple[Mark, ...] = ("GREEN", "AMBER")
    for mark in marks:
        post_office.clear()
        raise_call(night["alice"], ["AU"], mark=mark, key=mark, answer_by_at=late, country="PK")
        ringer.go()
        (mail,) = post_office.mails
        for body in (mail.text, mail.html):
            assert "Sat 21 Nov 2026 23:30 UTC · Sun 10:30 " in body
            assert (" · Sun 04:30 " in body) == (mark == "GREEN")


def test_the_digits_stand_before_the_button_and_its_link(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["IT"])
    ringer.go()
    (mail,) = post_office.mails
    for body in (mail.text, mail.html):
        assert "/r/" not in body.partition("Two digits to copy:")[0]
        assert "/r/" in body.partition("Two digits to copy:")[2]


def test_the_button_is_seen_on_white_and_on_black(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["IT"])
    ringer.go()
    button = post_office.mails[0].html.partition('/" style="')[2].partition('"')[0]
    assert "background:#ffffff" in button
    assert "border:3px solid #78756d" in button, "4.6 to 1 on white, 4.3 to 1 on #0f0f0f"


def test_a_french_subject_has_the_french_status(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["CA"], status="exercise")
    ringer.go()
    (mail,) = post_office.to(CHLOE)
    assert mail.subject.startswith("EXERCICE")
    assert mail.text.startswith("*** EXERCICE")
    assert raised.number in mail.subject


def test_a_chair_can_not_take_its_mail_for_the_calls_own(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["US", "CA"])
    ringer.go()
    ringer.go(STEP)
    own, chairs = post_office.to(FELIX)
    assert "We have it" in own.text + own.html
    assert "We have it" not in chairs.text + chairs.html
    for body in (chairs.text, chairs.html):
        assert "We know, as chair" in body
        assert "This mail does not acknowledge the call for United States itself." in body
