"""Invitations: sent by mail, opened once, and looked at without changing anything."""

from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from redphone.officers.models import Invitation, Officer
from redphone.officers.seating import seat_for_session
from tests.officers.pages import (
    ADA,
    NEW_PASSWORD,
    SEAT,
    Cast,
    everything_kept,
    invited,
    link_in_the_mail,
    text_of,
)
from tests.people import sign_in


def test_an_invitation_goes_by_mail_in_its_language(cast: Cast) -> None:
    invited(cast, language="fr")
    (letter,) = mail.outbox
    assert letter.to == ["ada@gb.example"]
    assert "Royaume-Uni" in letter.body
    html = letter.alternatives[0][0]  # type: ignore[attr-defined]
    assert link_in_the_mail() in str(html)
    assert Invitation.objects.get().mailed_at is not None


def test_looking_at_the_link_changes_nothing(cast: Cast) -> None:
    """Mail scanners open every link, often more than once."""
    path, before = invited(cast), everything_kept()
    for _n in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert everything_kept() == before


def test_an_empty_post_by_a_robot_takes_no_seat(cast: Cast) -> None:
    path = invited(cast)
    assert Client().post(path).status_code == 200
    assert Invitation.objects.get().accepted_at is None


def test_taking_the_seat_signs_in(cast: Cast) -> None:
    browser = Client()
    assert browser.post(invited(cast), SEAT)["Location"] == "/"
    seat = seat_for_session(browser.cookies["session"].value)
    assert seat is not None
    assert (seat.party, seat.office) == ("GB", "desk_officer")
    assert "Ada Example" in text_of(browser.get("/officers/"))


def test_where_a_second_factor_is_required_it_comes_next(cast: Cast, settings: Any) -> None:
    path = invited(cast)
    settings.REQUIRE_TOTP = True
    browser = Client()
    browser.post(path, SEAT)
    asked = browser.get("/officers/")["Location"]
    assert asked == "/accounts/2fa/passkeys/add/"
    assert browser.get(asked).status_code == 200  # without asking again for the password chosen a moment ago


def test_a_used_link_opens_nothing(cast: Cast) -> None:
    path = invited(cast)
    Client().post(path, SEAT)
    thief = Client()
    for answer in (thief.get(path), thief.post(path, {**SEAT, "password": "x" * 20, "again": "x" * 20})):
        assert answer.status_code == 410
        assert "used already" in text_of(answer)
    assert Officer.objects.get(email="ada@gb.example").check_password(NEW_PASSWORD)


def test_an_unknown_link_opens_nothing(cast: Cast) -> None:
    answer = Client().get("/officers/invitation/made-up/")
    assert answer.status_code == 410
    assert "not known" in text_of(answer)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"again": "something else here"}, "not the same"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "ada@gb.example", "again": "ada@gb.example"}, "too similar"),
        ({"name": ""}, "required"),
        ({"zone": "Europe/Atlantis"}, "is not offered here"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays_open(
    cast: Cast, changes: dict[str, str], said: str
) -> None:
    path = invited(cast)
    page = text_of(Client().post(path, {**SEAT, **changes}))
    assert said in page
    assert "Nothing you typed is lost" in page
    assert NEW_PASSWORD not in page
    assert Invitation.objects.get().accepted_at is None


def test_an_address_of_another_party_is_told_to_its_owner_only(cast: Cast) -> None:
    path = invited(cast, email="bruno@it.example")
    page = text_of(sign_in(cast["agnes"]).get("/officers/invitations/"))
    assert "Waiting" in page
    assert "another address" in text_of(Client().post(path, SEAT))


def test_whoever_sat_at_this_browser_is_signed_out_first(cast: Cast) -> None:
    path = invited(cast)
    browser = sign_in(cast["bruno"])
    before = browser.cookies["session"].value
    assert "Bruno Example" in text_of(browser.get(path))
    browser.post(path, SEAT)
    seat = seat_for_session(browser.cookies["session"].value)
    assert seat is not None
    assert seat.party == "GB"
    assert seat_for_session(before) is None


def test_guessing_links_is_held_back(cast: Cast) -> None:
    answers = [Client().post(f"/officers/invitation/guess-{n}/", SEAT).status_code for n in range(21)]
    assert answers == [410] * 20 + [429]


def test_sending_again_makes_a_new_link(cast: Cast) -> None:
    first = invited(cast)
    browser = sign_in(cast["agnes"])
    browser.post(f"/officers/invitations/{Invitation.objects.get().pk}/send-again/")
    second = link_in_the_mail()
    assert first != second
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_withdrawing_shuts_the_link(cast: Cast) -> None:
    path = invited(cast)
    browser = sign_in(cast["agnes"])
    browser.post(f"/officers/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert Client().get(path).status_code == 410
    assert "Withdrawn" in text_of(browser.get("/officers/invitations/"))


@pytest.mark.parametrize("act", ["withdraw", "send-again"])
def test_another_partys_invitation_is_not_there(cast: Cast, act: str) -> None:
    path = invited(cast)
    answer = sign_in(cast["bella"]).post(f"/officers/invitations/{Invitation.objects.get().pk}/{act}/")
    assert answer.status_code == 404
    assert len(mail.outbox) == 1
    assert Client().get(path).status_code == 200


def test_a_mail_that_could_not_be_sent_is_not_called_sent(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall_over(*_given: object) -> int:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailMultiAlternatives, "send", fall_over)
    browser = sign_in(cast["agnes"])
    answer = browser.post("/officers/invite/", ADA, follow=True)
    assert "could not be sent" in text_of(answer)
    assert "Mail not sent" in text_of(answer)
    assert Invitation.objects.get().mailed_at is None


def test_an_officer_who_lost_the_way_in_is_filled_in(cast: Cast) -> None:
    page = text_of(sign_in(cast["agnes"]).get(f"/officers/invite/?officer={cast['alice'].pk}"))
    assert 'value="alice@gb.example"' in page
    assert "lost their authenticator app" in page
