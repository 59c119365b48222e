"""Passkeys: set up, signed in by, counted as second factor; whatever is not the right key, used right, is refused."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from redphone.officers import acts
from redphone.officers.models import Audited, Officer
from redphone.officers.seating import seat_for_session
from tests.officers.pages import text_of
from tests.officers.soft_key import ADD, DOOR, LIST, SoftKey, asked, enrol, touch
from tests.people import PASSWORD, seat_of, sign_in

Cast = dict[str, Officer]
SECOND = "/accounts/2fa/authenticate/"
AGAIN = "/accounts/2fa/passkeys/reauthenticate/"


def is_in(browser: Client) -> bool:
    page = browser.get("/officers/").status_code == 200
    assert page == (seat_for_session(browser.session.session_key or "") is not None)
    return page


def key_of(officer: Officer) -> SoftKey:
    key = SoftKey()
    assert enrol(sign_in(officer), key).status_code == 302
    cache.clear()
    return key


def lines(what: str) -> list[str]:
    return list(Audited.objects.filter(what=what).order_by("pk").values_list("outcome", flat=True))


def test_one_touch_signs_in(cast: Cast) -> None:
    key, browser = key_of(cast["alice"]), Client()
    assert touch(browser, key)["Location"] == "/"
    assert is_in(browser)
    assert Audited.objects.filter(what="sign_in").latest("pk").facts == {"by": "passkey"}


def test_it_leads_on_to_where_one_wanted_to_go(cast: Cast) -> None:
    key, browser = key_of(cast["alice"]), Client()
    credential = json.dumps(key.used(asked(browser)))
    answer = browser.post(DOOR, {"credential": credential, "next": "/situations/"})
    assert answer["Location"] == "/situations/"
    cache.clear()
    browser = Client()
    credential = json.dumps(key.used(asked(browser)))
    answer = browser.post(DOOR, {"credential": credential, "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_it_is_the_second_factor_where_one_is_required(cast: Cast, settings: Any) -> None:
    settings.REQUIRE_TOTP = True
    browser = sign_in(cast["alice"])
    assert browser.get("/officers/")["Location"] == ADD
    enrol(browser, SoftKey())
    assert is_in(browser)


def test_the_password_alone_no_longer_lets_in(cast: Cast) -> None:
    key, browser = key_of(cast["alice"]), Client()
    answer = browser.post("/accounts/login/", {"login": cast["alice"].email, "password": PASSWORD})
    assert answer["Location"] == SECOND
    assert not is_in(browser)
    options = browser.get(SECOND).context["js_data"]["request_options"]
    assert browser.post(SECOND, {"credential": json.dumps(key.used(options))})["Location"] == "/"
    assert is_in(browser)


@pytest.mark.parametrize(
    "wrong",
    [{"verifies": False}, {"origin": "http://elsewhere.example"}, {"site": "elsewhere.example"}],
    ids=["nobody showed a finger", "shown by another site", "made for another site"],
)
def test_a_key_used_wrongly_opens_nothing(cast: Cast, wrong: dict[str, Any]) -> None:
    key, browser = key_of(cast["alice"]), Client()
    for name, value in wrong.items():
        setattr(key, name, value)
    assert "/accounts/login/" in touch(browser, key)["Location"]
    assert not is_in(browser)
    assert lines("passkey") == ["failed"]


def test_without_the_rule_a_found_key_would_open(cast: Cast) -> None:
    """The planted fault: sign-in that asks for no finger. So the test above can fail."""
    key, browser = key_of(cast["alice"]), Client()
    key.verifies = False
    options = asked(browser)
    session = browser.session
    session["mfa.webauthn.state"] = session["mfa.webauthn.state"] | {"user_verification": "discouraged"}
    session.save()
    browser.post(DOOR, {"credential": json.dumps(key.used(options))})
    assert is_in(browser)


def test_another_key_opens_nothing(cast: Cast) -> None:
    key, stranger = key_of(cast["alice"]), SoftKey()
    stranger.handle, stranger.id = key.handle, key.id
    browser = Client()
    assert touch(browser, stranger)["Location"] == "/accounts/login/"
    assert not is_in(browser)


def test_what_was_sent_once_is_not_taken_again(cast: Cast) -> None:
    key, browser = key_of(cast["alice"]), Client()
    sent = json.dumps(key.used(asked(browser)))
    assert browser.post(DOOR, {"credential": sent})["Location"] == "/"
    for watcher in (Client(), browser):
        watcher.post("/accounts/logout/")
        watcher.post(DOOR, {"credential": sent})
        assert not is_in(watcher)
        asked(watcher)  # a challenge of its own does not fit either
        watcher.post(DOOR, {"credential": sent})
        assert not is_in(watcher)


def test_one_officers_key_opens_no_other_officers_seat(cast: Cast) -> None:
    alice, bruno = key_of(cast["alice"]), key_of(cast["bruno"])
    browser = Client()
    touch(browser, bruno, userHandle=alice.handle)
    assert not is_in(browser)


@pytest.mark.parametrize(
    "sent", ["", "x", "null", "[]", "7", '"x"', "{}", '{"id": 1}', '{"response": {"userHandle": 3}}']
)
def test_what_is_no_credential_is_refused_in_words(cast: Cast, sent: str) -> None:
    browser = Client()
    asked(browser)
    assert browser.post(DOOR, {"credential": sent}).status_code == 302
    seated = sign_in(cast["alice"])
    assert seated.get(ADD).status_code == 200
    assert seated.post(ADD, {"credential": sent}).status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", [None, 7, "", "!!", "AAAA", [], "é"])
def test_a_broken_credential_is_refused_in_words(cast: Cast, part: str, value: Any) -> None:
    key, browser = key_of(cast["alice"]), Client()
    assert touch(browser, key, **{part: value}).status_code == 302
    assert not is_in(browser)


def test_a_key_without_pin_or_finger_is_not_set_up(cast: Cast) -> None:
    assert enrol(sign_in(cast["alice"]), SoftKey(verifies=False)).status_code == 200
    assert not Authenticator.objects.exists()


def test_several_have_names_and_the_list_says_when_each_was_used(cast: Cast) -> None:
    browser, first = sign_in(cast["alice"]), SoftKey()
    enrol(browser, first, "Desk key")
    enrol(browser, SoftKey(), "")
    touch(Client(), first)
    page = text_of(browser.get(LIST))
    assert "Desk key" in page
    assert page.count("never") == 1
    named = Authenticator.objects.filter(type="webauthn").latest("pk")
    browser.post(f"{LIST}{named.pk}/edit/", {"name": "Spare in the safe"})
    assert "Spare in the safe" in text_of(browser.get(LIST))


def test_nobody_touches_anothers_keys(cast: Cast) -> None:
    key_of(cast["alice"])
    pk = Authenticator.objects.get(type="webauthn").pk
    adam = sign_in(cast["adam"])
    for act in ("edit", "remove"):
        assert adam.get(f"{LIST}{pk}/{act}/").status_code == 404
        assert adam.post(f"{LIST}{pk}/{act}/", {"name": "mine"}).status_code == 404


def test_a_removed_key_opens_nothing_and_its_officer_is_told(cast: Cast) -> None:
    browser, key = sign_in(cast["alice"]), SoftKey()
    enrol(browser, key)
    browser.post(f"{LIST}{Authenticator.objects.get(type='webauthn').pk}/remove/")
    thief = Client()
    touch(thief, key)
    assert not is_in(thief)
    assert [told.to for told in mail.outbox] == [["alice@gb.example"]] * 2
    assert (lines("passkey_set"), lines("passkey_removed")) == (["done"], ["done"])


def test_the_last_one_stays_where_a_second_factor_is_required(cast: Cast, settings: Any) -> None:
    settings.REQUIRE_TOTP = True
    browser = sign_in(cast["alice"])
    enrol(browser, SoftKey())
    pk = Authenticator.objects.get(type="webauthn").pk
    browser.post(f"{LIST}{pk}/remove/")
    assert Authenticator.objects.filter(pk=pk).exists()
    enrol(browser, SoftKey())
    browser.post(f"{LIST}{pk}/remove/")
    assert not Authenticator.objects.filter(pk=pk).exists()


def test_the_next_officer_takes_over_and_the_first_is_signed_off(cast: Cast) -> None:
    alice, adam, desk = key_of(cast["alice"]), key_of(cast["adam"]), Client()
    touch(desk, alice)
    before = desk.session.session_key or ""
    assert touch(desk, adam)["Location"] == "/"
    assert "This shift is Adam Example" in text_of(desk.get("/accounts/shift/"))
    assert seat_for_session(before) is None
    assert lines("sign_out") == ["done"]


def test_a_wrong_key_takes_nothing_over(cast: Cast) -> None:
    alice, desk = key_of(cast["alice"]), Client()
    touch(desk, alice)
    stranger = SoftKey()
    stranger.handle = alice.handle
    answer = desk.post(
        DOOR, {"credential": json.dumps(stranger.used(asked(desk))), "from": "/accounts/shift/"}
    )
    assert answer["Location"] == "/accounts/shift/"
    assert "This shift is Alice Example" in text_of(desk.get("/accounts/shift/"))


def test_a_deactivated_officers_key_opens_nothing(cast: Cast) -> None:
    key = key_of(cast["alice"])
    acts.deactivate(by=seat_of(cast["agnes"]), officer=cast["alice"].pk)
    browser = Client()
    touch(browser, key)
    assert not is_in(browser)


def test_who_has_a_passkey_is_asked_for_it_first_when_asked_again(cast: Cast) -> None:
    key, browser = key_of(cast["alice"]), Client()
    touch(browser, key)
    assert browser.get("/accounts/2fa/recovery-codes/")["Location"].startswith(AGAIN)
    options = browser.get(AGAIN).context["js_data"]["request_options"]
    sent = {"credential": json.dumps(key.used(options)), "next": "/accounts/2fa/recovery-codes/"}
    assert browser.post(AGAIN, sent)["Location"] == "/accounts/2fa/recovery-codes/"
