"""The authenticator app: led to it where it is required, asked for it at the door, each code taken once."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from redphone.officers.models import Audited, Officer
from redphone.officers.seating import seat_for_session
from tests.people import PASSWORD, sign_in

Cast = dict[str, Officer]
SET_UP, CODES, DOOR = (
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/authenticate/",
)


@pytest.fixture
def required(settings: Any) -> None:
    settings.REQUIRE_TOTP = True


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up(browser: Client) -> str:
    """Set up the app through its page. Returns the secret that the page shows."""
    page = browser.get(SET_UP).content.decode()
    shown = re.search(r'translate="no">([A-Z2-7 ]{32,})<', page)
    assert shown
    secret = shown[1].replace(" ", "")
    answer = browser.post(SET_UP, {"code": code_for(secret)})
    assert answer["Location"] == CODES
    return secret


def recovery_codes(browser: Client) -> list[str]:
    return re.findall(r'translate="no">(\d{8})<', browser.get(CODES).content.decode())


def at_the_second_door(officer: Officer) -> Client:
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": officer.email, "password": PASSWORD})
    assert answer["Location"] == DOOR
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/officers/").status_code == 200


def forget_taken_codes() -> None:
    """As if this were a later code."""
    cache.clear()


def outcomes(what: str) -> list[str]:
    return list(Audited.objects.filter(what=what).order_by("pk").values_list("outcome", flat=True))


def test_where_it_is_required_one_is_led_to_it_before_anything_else(cast: Cast, required: None) -> None:
    browser = sign_in(cast["alice"])
    for path in ("/officers/", "/accounts/me/", "/officers/record/"):
        assert browser.get(path)["Location"] == "/accounts/2fa/passkeys/add/"
    assert f'href="{SET_UP}"' in browser.get("/accounts/2fa/passkeys/add/").content.decode()
    assert seat_for_session(browser.session.session_key or "") is None
    set_up(browser)
    assert is_in(browser)
    seat = seat_for_session(browser.session.session_key or "")
    assert seat is not None
    assert (seat.party, seat.office, seat.officer) == ("GB", "duty_desk", cast["alice"].pk)


def test_where_it_is_not_one_sits_down_without(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    assert is_in(browser)
    assert "Set up the authenticator app" in browser.get("/accounts/me/").content.decode()


def test_the_page_to_set_it_up_offers_the_way_out(cast: Cast, required: None) -> None:
    page = sign_in(cast["alice"]).get(SET_UP).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert 'action="/accounts/logout/"' in page


def test_a_wrong_code_sets_nothing_up(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    browser.get(SET_UP)
    assert browser.post(SET_UP, {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_with_it_the_password_alone_does_not_let_in(cast: Cast) -> None:
    secret = set_up(sign_in(cast["alice"]))
    forget_taken_codes()
    browser = at_the_second_door(cast["alice"])
    assert not is_in(browser)
    assert seat_for_session(browser.session.session_key or "") is None
    assert browser.post(DOOR, {"code": code_for(secret)})["Location"] == "/"
    assert is_in(browser)


def test_a_wrong_code_does_not_let_in_and_is_recorded(cast: Cast) -> None:
    set_up(sign_in(cast["alice"]))
    browser = at_the_second_door(cast["alice"])
    assert "not right" in browser.post(DOOR, {"code": "000000"}).content.decode()
    assert not is_in(browser)
    assert outcomes("second_factor") == ["failed"]


def test_codes_are_held_back_after_five_wrong_ones(cast: Cast) -> None:
    secret = set_up(sign_in(cast["alice"]))
    forget_taken_codes()
    browser = at_the_second_door(cast["alice"])
    for _n in range(5):
        browser.post(DOOR, {"code": "000000"})
    assert "Too many" in browser.post(DOOR, {"code": code_for(secret)}).content.decode()
    assert not is_in(browser)


def forget_what_allauth_remembers(officer: Officer, code: str) -> None:
    """It does so for 30 seconds; with the tolerance for wrong clocks a code is valid for 90."""
    cache.delete(f"allauth.mfa.totp.used?user={officer.pk}&code={code}")


def test_a_code_is_taken_once(cast: Cast) -> None:
    secret = set_up(sign_in(cast["alice"]))
    forget_taken_codes()
    code = code_for(secret)
    assert at_the_second_door(cast["alice"]).post(DOOR, {"code": code})["Location"] == "/"
    forget_what_allauth_remembers(cast["alice"], code)
    watcher = at_the_second_door(cast["alice"])
    assert "used before" in watcher.post(DOOR, {"code": f"{code[:3]} {code[3:]}"}).content.decode()
    assert not is_in(watcher)


@pytest.mark.parametrize("written", ["{0}-{1}", "{0}.{1}", "{0} {1}!", "\u3000{0}{1}"])
def test_a_code_written_otherwise_is_the_same_code(cast: Cast, written: str) -> None:
    secret = set_up(sign_in(cast["alice"]))
    forget_taken_codes()
    code = code_for(secret)
    assert at_the_second_door(cast["alice"]).post(DOOR, {"code": code})["Location"] == "/"
    forget_what_allauth_remembers(cast["alice"], code)
    watcher = at_the_second_door(cast["alice"])
    assert watcher.post(DOOR, {"code": written.format(code[:3], code[3:])}).status_code == 200
    assert not is_in(watcher)


def test_allauths_own_form_would_take_it_again(cast: Cast, settings: Any) -> None:
    """So the form of this room is needed, and the test above can fail."""
    secret = set_up(sign_in(cast["alice"]))
    settings.MFA_FORMS = {}
    forget_taken_codes()
    code = code_for(secret)
    assert at_the_second_door(cast["alice"]).post(DOOR, {"code": code})["Location"] == "/"
    forget_what_allauth_remembers(cast["alice"], code)
    assert at_the_second_door(cast["alice"]).post(DOOR, {"code": code})["Location"] == "/"


def test_a_recovery_code_lets_in_once(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    set_up(browser)
    codes = recovery_codes(browser)
    assert len(codes) == 10
    assert at_the_second_door(cast["alice"]).post(DOOR, {"code": codes[0]})["Location"] == "/"
    forget_taken_codes()
    again = at_the_second_door(cast["alice"])
    assert again.post(DOOR, {"code": codes[0]}).status_code == 200
    assert not is_in(again)


def test_new_recovery_codes_void_the_old_ones(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    set_up(browser)
    old = recovery_codes(browser)
    browser.post("/accounts/2fa/recovery-codes/generate/")
    assert not set(old) & set(recovery_codes(browser))
    assert at_the_second_door(cast["alice"]).post(DOOR, {"code": old[0]}).status_code == 200


def test_nobody_else_looks_at_recovery_codes_without_saying_the_password_again(cast: Cast) -> None:
    """An open session that somebody else sits down at: the sign-in is not fresh, as it had a code."""
    secret = set_up(sign_in(cast["alice"]))
    forget_taken_codes()
    browser = at_the_second_door(cast["alice"])
    browser.post(DOOR, {"code": code_for(secret)})
    for path in (CODES, "/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/totp/deactivate/"):
        assert browser.get(path)["Location"].startswith("/accounts/reauthenticate/")
    assert browser.post("/accounts/reauthenticate/", {"password": "wrong", "next": CODES}).status_code == 200
    answer = browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": CODES})
    assert answer["Location"] == CODES
    assert len(recovery_codes(browser)) == 10


def test_asking_again_never_leads_out_of_the_house(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    answer = browser.post(
        "/accounts/reauthenticate/", {"password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == "/"


def test_it_can_be_removed_where_it_is_only_offered(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    set_up(browser)
    browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert outcomes("second_factor_removed") == ["done"]


def test_it_stays_where_it_is_required(cast: Cast, required: None) -> None:
    browser = sign_in(cast["alice"])
    set_up(browser)
    page = browser.post("/accounts/2fa/totp/deactivate/").content.decode()
    assert "last one can&#x27;t be removed" in page
    assert Authenticator.objects.filter(type="totp").exists()


def test_secrets_lie_encrypted(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    secret = set_up(browser)
    kept = str(list(Authenticator.objects.values()))
    assert secret not in kept
    assert not any(code in kept for code in recovery_codes(browser))
    assert secret not in str(list(Audited.objects.values()))


def test_setting_up_is_recorded_and_told_by_mail(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    browser = sign_in(cast["chloe"])
    with django_capture_on_commit_callbacks(execute=True):
        set_up(browser)
    assert outcomes("second_factor_set") == ["done"]
    assert outcomes("recovery_codes_set") == ["done"]
    (told,) = mail.outbox
    assert told.to == ["chloe@ca.example"]
