"""Our binding against what Twilio documents: how it is set up, its signature, whether the account works."""

import pytest

from redphone.calls.ringer.twilio import Twilio
from tests.calls.text_provider import ACCOUNT, Provider

DOCUMENTED = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+12349013030",
    "Digits": "1234",
    "From": "+12349013030",
    "To": "+18005551212",
}
"""The example of its documentation, with token 12345 and this address."""
URL, SIGNED = "https://mycompany.com/myapp.php?foo=1&bar=2", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def account(token: str = "12345") -> Twilio:
    return Twilio.at(f"twilio://{ACCOUNT}:{token}@api.twilio.com/+447700900123")


def test_the_signature_of_its_own_example_is_right() -> None:
    assert account().is_theirs(URL, DOCUMENTED, {"X-Twilio-Signature": SIGNED})


def test_another_address_field_token_or_none_is_not() -> None:
    signed = {"X-Twilio-Signature": SIGNED}
    assert not account().is_theirs(URL + "1", DOCUMENTED, signed)
    assert not account().is_theirs(URL, DOCUMENTED | {"Digits": "1235"}, signed)
    assert not account("12346").is_theirs(URL, DOCUMENTED, signed)
    assert not account().is_theirs(URL, DOCUMENTED, {})
    assert not account().is_theirs(URL, DOCUMENTED, {"X-Twilio-Signature": "é"})


def test_it_is_asked_over_tls_at_its_documented_address() -> None:
    assert account().account_url == f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}"


@pytest.mark.parametrize(
    "address",
    [
        "https://AC1:t@api.twilio.com/+447700900123",
        "twilio+http://AC1:t@api.twilio.com/+447700900123",
        "twilio://api.twilio.com/+447700900123",
        "twilio://AC1:t@api.twilio.com/",
        "twilio://AC1:t@api.twilio.com/447700900123",
    ],
)
def test_what_would_not_work_or_would_not_be_safe_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"it is not|missing"):
        Twilio.at(address)


def test_it_says_whether_the_account_works() -> None:
    with Provider() as provider:
        ours = Twilio.at(provider.address)
        assert ours.fault() == ""
        provider.status = "suspended"
        assert "suspended" in ours.fault()
        assert "401" in Twilio.at(provider.address.replace("token", "word")).fault()
    assert "does not answer" in ours.fault()
