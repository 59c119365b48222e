"""Who may let people in, change what they are, and send them out again: without any store."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from redphone.officers import rules
from redphone.refused import Refused
from redphone.wire.policy import OFFICES, Seat

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ADMINISTRATOR = Seat(party="GB", role="member", office="administrator", officer=1)
HELD = {
    "office": "duty_desk",
    "duty": "duty",
    "name": "Alice Example",
    "language": "en",
    "languages": ["en", "fr"],
    "zone": "Europe/London",
}


@dataclass(frozen=True)
class Offer:
    expires_at: datetime = NOW + timedelta(hours=1)
    accepted_at: datetime | None = None
    withdrawn_at: datetime | None = None


def test_an_administrator_keeps_the_officers_of_their_own_party() -> None:
    rules.may_keep_officers(by=ADMINISTRATOR, party="GB")
    with pytest.raises(Refused, match="own party"):
        rules.may_keep_officers(by=ADMINISTRATOR, party="IT")


@pytest.mark.parametrize("office", [office for office in OFFICES if office != "administrator"])
def test_no_other_office_does(office: str) -> None:
    with pytest.raises(Refused, match="administrator"):
        rules.may_keep_officers(by=Seat(party="GB", role="member", office=office), party="GB")  # type: ignore[arg-type]


def test_what_exists_may_be_held() -> None:
    rules.may_hold(**HELD)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("office", "emperor"),
        ("office", "node"),
        ("duty", "always"),
        ("name", "  "),
        ("name", "x" * 121),
        ("name", "two\nlines"),
        ("language", "tlh"),
        ("zone", "Europe/Atlantis"),
        ("zone", "../../etc/passwd"),
        ("zone", ""),
    ],
)
def test_what_does_not_exist_is_refused_beside_its_field(field: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.may_hold(**{**HELD, field: value})  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize("duty", ["duty", "deputy"])
def test_an_administrator_is_not_rung(duty: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.may_hold(**{**HELD, "office": "administrator", "duty": duty})  # type: ignore[arg-type]
    assert refused.value.field == "duty"


def test_an_open_invitation_may_be_accepted() -> None:
    rules.may_accept(Offer(), now=NOW)


@pytest.mark.parametrize(
    ("offer", "why"),
    [
        (Offer(accepted_at=NOW), "used"),
        (Offer(withdrawn_at=NOW), "withdrawn"),
        (Offer(expires_at=NOW), "run out"),
        (Offer(expires_at=NOW - timedelta(days=9), accepted_at=NOW - timedelta(days=10)), "used"),
    ],
)
def test_a_closed_one_says_why(offer: Offer, why: str) -> None:
    with pytest.raises(Refused, match=why):
        rules.may_accept(offer, now=NOW)


def test_it_is_open_until_the_last_moment() -> None:
    rules.may_accept(Offer(expires_at=NOW + timedelta(microseconds=1)), now=NOW)


def test_what_was_accepted_is_not_withdrawn() -> None:
    rules.may_withdraw(Offer())
    with pytest.raises(Refused, match="Deactivate"):
        rules.may_withdraw(Offer(accepted_at=NOW))


def test_the_last_administrator_stays() -> None:
    rules.may_leave_without(officer=1, administrators={1, 2})
    rules.may_leave_without(officer=3, administrators={1})
    with pytest.raises(Refused, match="last administrator"):
        rules.may_leave_without(officer=1, administrators={1})


def test_an_address_belongs_to_one_officer() -> None:
    rules.may_take_address(taken=False)
    with pytest.raises(Refused, match="another address"):
        rules.may_take_address(taken=True)
