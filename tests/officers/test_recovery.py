"""Letting an officer back in takes two of their party; whose seat it is is told, and anyone of the party can refuse."""

import pytest
from django.core import mail
from django.test import Client

from redphone.officers import acts, acts_invitation, commands
from redphone.officers.models import Audited, Invitation, Officer
from redphone.refused import Refused
from tests.officers.pages import ADA, NEW_PASSWORD, SEAT, link_in_the_mail, text_of
from tests.officers.test_step_up import PASSWORD_AGAIN, grow_old
from tests.people import PASSWORD, seat_of, sign_in

Cast = dict[str, Officer]


@pytest.fixture
def asked(cast: Cast) -> str:
    """Agnes has asked to let Alice back in: the path of the page that confirms it."""
    alice = {**ADA, "email": "alice@gb.example", "name": "Alice Example", "office": "duty_desk"}
    answer = sign_in(cast["agnes"]).post("/officers/invite/", alice)
    assert answer["Location"] == "/officers/invitations/"
    return f"/officers/invitations/{Invitation.objects.get().pk}/confirm/"


def has_new_password(officer: Officer) -> bool:
    officer.refresh_from_db()
    return officer.check_password(NEW_PASSWORD)


def test_two_let_a_colleague_back_in_and_the_record_names_both(cast: Cast, asked: str) -> None:
    adam = sign_in(cast["adam"])
    assert asked in text_of(adam.get("/officers/"))
    assert "Asked for by Agnes Example" in text_of(adam.get(asked))
    adam.post(asked)
    assert mail.outbox[-1].to == ["alice@gb.example"]
    Client().post(link_in_the_mail(), SEAT)
    assert has_new_password(cast["alice"])
    said = [(line.what, line.who, line.whom) for line in Audited.objects.filter(what__startswith="recovery")]
    agnes, second, alice = (cast[name].pk for name in ("agnes", "adam", "alice"))
    assert said == [("recovery_asked", agnes, alice), ("recovery_confirmed", second, alice)]


def test_whose_seat_it_is_is_told_at_once_and_no_link_goes_out_yet(cast: Cast, asked: str) -> None:
    (told,) = mail.outbox
    assert told.to == ["alice@gb.example"]
    assert "asked to let you back in" in told.subject
    assert "/officers/invitation/" not in str(told.body)


def test_who_asked_can_not_use_the_token_alone(cast: Cast) -> None:
    """The wall is at the door, whoever got hold of the token."""
    _offer, token = acts.invite(
        by=seat_of(cast["agnes"]), email="alice@gb.example", name="Alice", office="duty_desk"
    )
    with pytest.raises(Refused, match="second officer"):
        acts.accept_invitation(token=token, password=NEW_PASSWORD)
    assert not has_new_password(cast["alice"])


def test_a_door_that_forgets_the_second_officer_is_caught(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault."""
    monkeypatch.setattr("redphone.officers.rules.may_come_back", lambda **_: None)
    with pytest.raises(pytest.fail.Exception):
        test_who_asked_can_not_use_the_token_alone(cast)


def test_the_token_of_who_asked_is_void_once_it_is_confirmed(cast: Cast) -> None:
    offer, first = acts.invite(
        by=seat_of(cast["agnes"]), email="alice@gb.example", name="Alice", office="duty_desk"
    )
    _offer, second = acts_invitation.confirm_recovery(by=seat_of(cast["adam"]), invitation=offer.pk)
    with pytest.raises(Refused, match="not known"):
        acts.accept_invitation(token=first, password=NEW_PASSWORD)
    acts.accept_invitation(token=second, password=NEW_PASSWORD)


@pytest.mark.parametrize("who", ["agnes", "alice"])
def test_neither_who_asked_nor_whose_seat_it_is_confirms(cast: Cast, asked: str, who: str) -> None:
    offer = Invitation.objects.get()
    with pytest.raises(Refused, match="Another officer"):
        acts_invitation.confirm_recovery(by=seat_of(cast[who]), invitation=offer.pk)
    page = text_of(sign_in(cast[who]).get(asked))
    assert "This is wrong" in page
    assert '<button class="act first">Confirm' not in page


def test_nobody_of_another_party_sees_or_confirms_it(cast: Cast, asked: str) -> None:
    for who in ("bruno", "bella", "gil"):
        browser = sign_in(cast[who])
        assert browser.get(asked).status_code == 404
        assert browser.post(asked).status_code == 404
        assert "Alice" not in text_of(browser.get("/officers/"))
        with pytest.raises(Refused, match="no such"):
            acts_invitation.confirm_recovery(by=seat_of(cast[who]), invitation=Invitation.objects.get().pk)


def test_confirming_asks_again_who_it_is(cast: Cast, asked: str) -> None:
    adam = sign_in(cast["adam"])
    grow_old(adam)
    assert adam.post(asked)["Location"].startswith(PASSWORD_AGAIN)
    assert Invitation.objects.get().confirmed_by is None
    adam.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": asked})
    assert Invitation.objects.get().confirmed_by == cast["adam"].pk


def test_whose_seat_it_is_can_say_that_it_is_wrong(cast: Cast, asked: str) -> None:
    alice = sign_in(cast["alice"])
    alice.post(asked.replace("confirm", "refuse"))
    assert sign_in(cast["adam"]).get(asked).status_code == 404
    with pytest.raises(Refused):
        acts_invitation.confirm_recovery(by=seat_of(cast["adam"]), invitation=Invitation.objects.get().pk)
    assert "refused that Alice Example be let back in" in text_of(
        sign_in(cast["agnes"]).get("/officers/record/")
    )


def test_it_is_confirmed_once(cast: Cast, asked: str) -> None:
    offer = Invitation.objects.get().pk
    acts_invitation.confirm_recovery(by=seat_of(cast["adam"]), invitation=offer)
    with pytest.raises(Refused, match="already"):
        acts_invitation.confirm_recovery(by=seat_of(cast["adam"]), invitation=offer)


def test_a_new_officer_needs_no_second_one(cast: Cast) -> None:
    sign_in(cast["agnes"]).post("/officers/invite/", ADA)
    Client().post(link_in_the_mail(), SEAT)
    assert Officer.objects.filter(email=ADA["email"]).exists()


def test_the_operator_lets_an_administrator_in_alone(cast: Cast) -> None:
    link = commands.let_in(email="agnes@gb.example").data["link"]
    Client().post("/" + link.split("/", 3)[3], SEAT)
    assert has_new_password(cast["agnes"])
