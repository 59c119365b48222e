"""Letting officers in, changing what they are, sending them out: what is kept afterwards, and what is refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from redphone.log import clock
from redphone.officers import acts, reads
from redphone.officers.models import Audited, Officer
from redphone.officers.seating import seat_for_session
from redphone.refused import Refused
from tests.people import PASSWORD, seat_of, signed_in

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NEW_PASSWORD = "four herons on one roof"

Cast = dict[str, Officer]


def invited(cast: Cast, **changes: Any) -> str:
    words = {"email": "ada@gb.example", "name": "Ada Example", "office": "desk_officer", **changes}
    return acts.invite(by=seat_of(cast["agnes"]), **words)[1]


def lines(what: str) -> list[Audited]:
    return list(Audited.objects.filter(what=what).order_by("pk"))


# Entering


def test_an_officer_is_entered_with_the_zone_of_the_capital(network: None) -> None:
    officer = acts.add_officer(
        email=" Ada@GB.example ", name="Ada Example", party="GB", office="duty_desk", password=PASSWORD
    )
    assert (officer.email, officer.zone, officer.language) == ("ada@gb.example", "Europe/London", "en")
    assert officer.check_password(PASSWORD)
    assert lines("officer_added")[0].whom == officer.pk


def test_without_a_password_nobody_gets_in(network: None) -> None:
    officer = acts.add_officer(email="ada@gb.example", name="Ada Example", party="GB", office="duty_desk")
    assert not officer.has_usable_password()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "not an address"),
        ("email", f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'y' * 60}.{'z' * 60}.example"),
        ("party", "ZZ"),
        ("office", "emperor"),
        ("language", "tlh"),
        ("password", "short"),
        ("password", "password1234"),
        ("password", "ada@gb.example"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field(network: None, field: str, value: str) -> None:
    words = {"email": "ada@gb.example", "name": "Ada Example", "party": "GB", "office": "duty_desk"}
    with pytest.raises(Refused) as refused:
        acts.add_officer(**{**words, field: value})
    assert refused.value.field == field
    assert not Officer.objects.exists()


def test_an_address_is_taken_once_whatever_its_case(cast: Cast) -> None:
    with pytest.raises(Refused, match="already"):
        acts.add_officer(email="ALICE@gb.example", name="Ada Example", party="IT", office="duty_desk")


# Changing


def test_a_change_is_kept_and_recorded_with_what_was_before(cast: Cast) -> None:
    acts.change_officer(by=seat_of(cast["agnes"]), officer=cast["adam"].pk, duty="", zone="Asia/Karachi")
    adam = Officer.objects.get(pk=cast["adam"].pk)
    assert (adam.duty, adam.zone) == ("", "Asia/Karachi")
    line = lines("officer_changed")[0]
    assert line.facts == {"duty": ["deputy", ""], "zone": ["Europe/London", "Asia/Karachi"]}
    assert (line.who, line.whom, line.party) == (cast["agnes"].pk, adam.pk, "GB")


def test_no_change_is_no_line(cast: Cast) -> None:
    acts.change_officer(by=seat_of(cast["agnes"]), officer=cast["adam"].pk, office="senior_official")
    assert lines("officer_changed") == []


def test_everyone_changes_their_own_name_language_and_zone(cast: Cast) -> None:
    acts.change_officer(
        by=seat_of(cast["alice"]),
        officer=cast["alice"].pk,
        name="Alice X. Example",
        language="fr",
        zone="UTC",
    )
    alice = Officer.objects.get(pk=cast["alice"].pk)
    assert (alice.name, alice.language, alice.zone) == ("Alice X. Example", "fr", "UTC")


@pytest.mark.parametrize("change", [{"office": "administrator"}, {"duty": ""}])
def test_nobody_changes_their_own_office_or_duty(cast: Cast, change: dict[str, str]) -> None:
    with pytest.raises(Refused, match="administrator"):
        acts.change_officer(by=seat_of(cast["alice"]), officer=cast["alice"].pk, **change)
    assert Officer.objects.get(pk=cast["alice"].pk).office == "duty_desk"


def test_a_colleague_is_the_administrators_to_change(cast: Cast) -> None:
    with pytest.raises(Refused, match="administrator"):
        acts.change_officer(by=seat_of(cast["alice"]), officer=cast["adam"].pk, name="Somebody Else")


@pytest.mark.parametrize(
    "do",
    [
        lambda seat, officer: acts.change_officer(by=seat, officer=officer, name="Somebody Else"),
        lambda seat, officer: acts.deactivate(by=seat, officer=officer),
        lambda seat, officer: acts.end_sessions_of(by=seat, officer=officer),
    ],
)
def test_another_partys_officer_is_not_there(cast: Cast, do: Any) -> None:
    browser = signed_in(cast["bruno"])
    with pytest.raises(Refused, match="no such officer"):
        do(seat_of(cast["agnes"]), cast["bruno"].pk)
    bruno = Officer.objects.get(pk=cast["bruno"].pk)
    assert (bruno.name, bruno.is_active) == ("Bruno Example", True)
    assert seat_for_session(browser.session.session_key or "") is not None


def test_the_last_administrator_gives_the_office_on_first(cast: Cast) -> None:
    agnes = seat_of(cast["agnes"])
    with pytest.raises(Refused, match="last administrator"):
        acts.change_officer(by=agnes, officer=cast["agnes"].pk, office="desk_officer")
    with pytest.raises(Refused, match="last administrator"):
        acts.deactivate(by=agnes, officer=cast["agnes"].pk)
    acts.change_officer(by=agnes, officer=cast["adam"].pk, office="administrator", duty="")
    acts.change_officer(by=agnes, officer=cast["agnes"].pk, office="desk_officer")


def test_an_administrator_who_is_deactivated_does_not_count(cast: Cast) -> None:
    agnes = seat_of(cast["agnes"])
    acts.change_officer(by=agnes, officer=cast["adam"].pk, office="administrator", duty="")
    acts.deactivate(by=agnes, officer=cast["adam"].pk)
    with pytest.raises(Refused, match="last administrator"):
        acts.deactivate(by=agnes, officer=cast["agnes"].pk)


# Sending out


def test_deactivating_ends_every_session_and_takes_off_duty(cast: Cast) -> None:
    browser = signed_in(cast["alice"])
    key = browser.session.session_key or ""
    assert seat_for_session(key) is not None
    acts.deactivate(by=seat_of(cast["agnes"]), officer=cast["alice"].pk)
    assert seat_for_session(key) is None
    assert reads.contacts_on_duty(party="GB", step="duty", at=clock.now()) == []
    assert lines("officer_deactivated")[0].whom == cast["alice"].pk


def test_whom_a_deactivated_administrator_invited_stays_out(cast: Cast) -> None:
    acts.change_officer(by=seat_of(cast["agnes"]), officer=cast["adam"].pk, office="administrator", duty="")
    cast["adam"].refresh_from_db()
    token = acts.invite(
        by=seat_of(cast["adam"]), email="x@gb.example", name="X Example", office="administrator"
    )[1]
    acts.deactivate(by=seat_of(cast["agnes"]), officer=cast["adam"].pk)
    with pytest.raises(Refused, match="withdrawn"):
        acts.accept_invitation(token=token, password=NEW_PASSWORD)


def test_ending_sessions_leaves_the_officer_in_office(cast: Cast) -> None:
    browsers = [signed_in(cast["alice"]), signed_in(cast["alice"])]
    acts.end_sessions_of(by=seat_of(cast["agnes"]), officer=cast["alice"].pk)
    assert [seat_for_session(browser.session.session_key or "") for browser in browsers] == [None, None]
    assert Officer.objects.get(pk=cast["alice"].pk).is_active
