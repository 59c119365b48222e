"""Inviting and accepting: what is kept afterwards, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from redphone.log import clock
from redphone.officers import acts, acts_invitation, reads
from redphone.officers.models import Audited, Invitation, Officer
from redphone.officers.seating import seat_for_session
from redphone.refused import Refused
from tests.people import PASSWORD, seat_of, signed_in

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NEW_PASSWORD = "four herons on one roof"

Cast = dict[str, Officer]


def invited(cast: Cast, **changes: Any) -> str:
    words = {"email": "ada@gb.example", "name": "Ada Example", "office": "desk_officer", **changes}
    offer, token = acts.invite(by=seat_of(cast["agnes"]), **words)
    if offer.recovers:
        token = acts_invitation.confirm_recovery(by=seat_of(cast["adam"]), invitation=offer.pk)[1]
    return token


def lines(what: str) -> list[Audited]:
    return list(Audited.objects.filter(what=what).order_by("pk"))


def test_an_invitation_keeps_only_the_hash_of_its_token(cast: Cast) -> None:
    token = invited(cast)
    kept = " ".join(str(value) for row in Invitation.objects.values() for value in row.values())
    kept += " ".join(str(value) for row in Audited.objects.values() for value in row.values())
    assert token not in kept
    assert reads.hash_token(token) in kept


def test_only_an_administrator_invites(cast: Cast) -> None:
    with pytest.raises(Refused, match="administrator"):
        acts.invite(by=seat_of(cast["alice"]), email="ada@gb.example", name="Ada", office="duty_desk")
    assert not Invitation.objects.exists()


def test_whom_one_invites_is_of_ones_own_party(cast: Cast) -> None:
    officer = acts.accept_invitation(token=invited(cast), password=NEW_PASSWORD)
    assert officer.party == "GB"


def test_accepting_seats_and_is_recorded(cast: Cast) -> None:
    with clock.standing_at(NOW):
        token = invited(cast, office="senior_official", duty="deputy", language="fr")
    with clock.standing_at(NOW + timedelta(hours=71, minutes=59)):
        officer = acts.accept_invitation(
            token=token, password=NEW_PASSWORD, zone="Asia/Karachi", ip="192.0.2.7"
        )
    held = (officer.email, officer.name, officer.office, officer.duty, officer.language, officer.zone)
    assert held == ("ada@gb.example", "Ada Example", "senior_official", "deputy", "fr", "Asia/Karachi")
    assert officer.check_password(NEW_PASSWORD)
    assert Invitation.objects.get().officer == officer.pk
    assert (lines("invitation_accepted")[0].who, lines("invitation_accepted")[0].ip) == (
        officer.pk,
        "192.0.2.7",
    )


def test_an_invitation_opens_once(cast: Cast) -> None:
    token = invited(cast)
    acts.accept_invitation(token=token, password=NEW_PASSWORD)
    with pytest.raises(Refused, match="used"):
        acts.accept_invitation(token=token, password="another five herons")
    assert Officer.objects.get(email="ada@gb.example").check_password(NEW_PASSWORD)


def test_an_invitation_runs_out_after_72_hours(cast: Cast) -> None:
    with clock.standing_at(NOW):
        token = invited(cast)
    with clock.standing_at(NOW + timedelta(hours=72)), pytest.raises(Refused, match="run out"):
        acts.accept_invitation(token=token, password=NEW_PASSWORD)


def test_a_withdrawn_one_opens_nothing(cast: Cast) -> None:
    token = invited(cast)
    acts_invitation.withdraw_invitation(by=seat_of(cast["agnes"]), invitation=Invitation.objects.get().pk)
    with pytest.raises(Refused, match="withdrawn"):
        acts.accept_invitation(token=token, password=NEW_PASSWORD)
    assert lines("invitation_withdrawn")[0].who == cast["agnes"].pk


def test_another_partys_administrator_withdraws_nothing(cast: Cast) -> None:
    token = invited(cast)
    with pytest.raises(Refused, match="no such invitation"):
        acts_invitation.withdraw_invitation(by=seat_of(cast["bella"]), invitation=Invitation.objects.get().pk)
    acts.accept_invitation(token=token, password=NEW_PASSWORD)


def test_inviting_again_ends_the_earlier_link(cast: Cast) -> None:
    first, second = invited(cast), invited(cast)
    with pytest.raises(Refused, match="withdrawn"):
        acts.accept_invitation(token=first, password=NEW_PASSWORD)
    acts.accept_invitation(token=second, password=NEW_PASSWORD)


def test_a_guessed_token_opens_nothing(cast: Cast) -> None:
    invited(cast)
    for guess in ("", "x", Invitation.objects.get().token_hash):
        with pytest.raises(Refused, match="not known"):
            acts.accept_invitation(token=guess, password=NEW_PASSWORD)


def test_a_weak_password_is_refused_and_the_invitation_stays_open(cast: Cast) -> None:
    token = invited(cast)
    with pytest.raises(Refused) as refused:
        acts.accept_invitation(token=token, password="password1234")
    assert refused.value.field == "password"
    acts.accept_invitation(token=token, password=NEW_PASSWORD)


def test_whoever_invites_does_not_learn_that_an_address_is_another_partys(cast: Cast) -> None:
    token = invited(cast, email="bruno@it.example")
    with pytest.raises(Refused, match="another address"):
        acts.accept_invitation(token=token, password=NEW_PASSWORD)
    assert Officer.objects.get(email="bruno@it.example").party == "IT"
    assert Officer.objects.get(email="bruno@it.example").check_password(PASSWORD)


def test_an_officer_who_lost_the_way_in_comes_back_as_themselves(cast: Cast) -> None:
    browser = signed_in(cast["alice"])
    Authenticator.objects.create(user=cast["alice"], type="totp", data={})
    token = invited(cast, email="alice@gb.example", office="duty_desk", duty="duty")
    officer = acts.accept_invitation(token=token, password=NEW_PASSWORD)
    assert officer.pk == cast["alice"].pk
    assert seat_for_session(browser.session.session_key or "") is None
    assert Authenticator.objects.filter(user=officer).exists()


def test_with_a_lost_app_they_set_up_a_new_one(cast: Cast) -> None:
    Authenticator.objects.create(user=cast["alice"], type="totp", data={})
    token = invited(cast, email="alice@gb.example", office="duty_desk", anew=True)
    officer = acts.accept_invitation(token=token, password=NEW_PASSWORD)
    assert not Authenticator.objects.filter(user=officer).exists()
    assert lines("second_factor_removed")[0].facts == {"by_invitation_of": cast["agnes"].pk}


def test_a_deactivated_officer_is_back_by_invitation_only(cast: Cast) -> None:
    acts.deactivate(by=seat_of(cast["agnes"]), officer=cast["alice"].pk)
    officer = acts.accept_invitation(
        token=invited(cast, email="alice@gb.example", office="duty_desk"), password=NEW_PASSWORD
    )
    assert officer.is_active
    assert officer.pk == cast["alice"].pk


def test_the_last_administrator_is_not_let_back_in_as_something_else(cast: Cast) -> None:
    token = invited(cast, email="agnes@gb.example", office="desk_officer")
    with pytest.raises(Refused, match="last administrator"):
        acts.accept_invitation(token=token, password=NEW_PASSWORD)


def test_of_eight_who_open_one_link_at_once_one_gets_in(transactional_db: None, cast: Cast) -> None:
    token = invited(cast)

    def accept(n: int) -> str:
        try:
            acts.accept_invitation(token=token, password=f"{NEW_PASSWORD} {n}")
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(8) as together:
        assert sorted(together.map(accept, range(8))) == ["in"] + ["refused"] * 7
    assert Officer.objects.filter(email="ada@gb.example").count() == 1
