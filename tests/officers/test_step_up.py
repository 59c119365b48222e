"""Asked again before an act that shuts people out: a fresh proof, then it goes on with what was typed."""

import json
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.cache import cache
from django.test import Client

from redphone.officers.models import Audited, Officer
from tests.officers.soft_key import SoftKey, enrol, touch
from tests.officers.test_second_factor import code_for, forget_taken_codes, set_up
from tests.people import PASSWORD, sign_in

Cast = dict[str, Officer]
PASSWORD_AGAIN, CODE_AGAIN, PASSKEY_AGAIN = (
    "/accounts/reauthenticate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/passkeys/reauthenticate/",
)
WHY = "Phone stolen at the airport — “ça urge” & 7 > 3"


def grow_old(browser: Client, seconds: int = 301) -> None:
    """As if every proof of this session were older."""
    session = browser.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"at": record["at"] - seconds} for record in records
    ]
    session.save()


def freezing(officer: Officer) -> str:
    return f"/officers/{officer.pk}/freeze/"


def is_frozen(officer: Officer) -> bool:
    officer.refresh_from_db()
    return officer.frozen_at is not None


@pytest.fixture
def agnes(cast: Cast) -> Client:
    """An administrator whose sign-in was five minutes ago."""
    browser = sign_in(cast["agnes"])
    grow_old(browser)
    return browser


def test_without_a_fresh_proof_nothing_is_done_and_with_it_the_very_act(cast: Cast, agnes: Client) -> None:
    path = freezing(cast["alice"])
    answer = agnes.post(path, {"why": WHY})
    assert answer["Location"].startswith(PASSWORD_AGAIN)
    assert not is_frozen(cast["alice"])
    assert agnes.post(PASSWORD_AGAIN, {"password": "wrong", "next": path}).status_code == 200
    assert not is_frozen(cast["alice"])
    assert agnes.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": path})["Location"] == "/officers/"
    assert is_frozen(cast["alice"])
    assert Audited.objects.get(what="officer_frozen").facts["why"] == WHY
    assert Audited.objects.filter(what="step_up", outcome="failed").count() == 1


def test_what_was_typed_wrong_is_still_there_afterwards(cast: Cast, agnes: Client) -> None:
    path = freezing(cast["alice"])
    agnes.post(path, {"why": "x" * 201})
    page = agnes.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": path})
    assert "x" * 201 in page.content.decode()


def test_within_five_minutes_nobody_is_asked(cast: Cast) -> None:
    browser = sign_in(cast["agnes"])
    grow_old(browser, seconds=290)
    browser.post(freezing(cast["alice"]), {"why": WHY})
    assert is_frozen(cast["alice"])


def test_without_the_decorator_an_open_session_would_do_it(
    cast: Cast, agnes: Client, monkeypatch: Any
) -> None:
    """The planted fault."""
    monkeypatch.setattr("redphone.officers.step_up.stepped_up", lambda request: True)
    agnes.post(freezing(cast["alice"]), {"why": WHY})
    assert is_frozen(cast["alice"])


def test_looking_asks_nothing(cast: Cast, agnes: Client) -> None:
    assert agnes.get(freezing(cast["alice"])).status_code == 200


def test_a_code_will_do(cast: Cast) -> None:
    browser = sign_in(cast["agnes"])
    secret = set_up(browser)
    forget_taken_codes()
    grow_old(browser)
    path = freezing(cast["alice"])
    browser.post(path, {"why": WHY})
    browser.post(CODE_AGAIN, {"code": "000000", "next": path})
    assert not is_frozen(cast["alice"])
    browser.post(CODE_AGAIN, {"code": code_for(secret), "next": path})
    assert is_frozen(cast["alice"])


def test_a_passkey_will_do_and_coming_in_by_one_is_a_fresh_proof(cast: Cast) -> None:
    key, browser = SoftKey(), Client()
    enrol(sign_in(cast["agnes"]), key)
    cache.clear()
    touch(browser, key)
    browser.post(freezing(cast["adam"]), {"why": WHY})
    assert is_frozen(cast["adam"])
    grow_old(browser)
    path = freezing(cast["alice"])
    assert browser.post(path, {"why": WHY})["Location"].startswith(PASSKEY_AGAIN)
    options = browser.get(PASSKEY_AGAIN).context["js_data"]["request_options"]
    browser.post(PASSKEY_AGAIN, {"credential": json.dumps(key.used(options)), "next": path})
    assert is_frozen(cast["alice"])


def test_a_proof_for_something_else_does_not_set_off_what_waited(cast: Cast, agnes: Client) -> None:
    """An act left behind in an open session by somebody else must not ride on the officer's own proof."""
    agnes.post(freezing(cast["alice"]), {"why": WHY})
    agnes.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": "/accounts/2fa/passkeys/add/"})
    assert not is_frozen(cast["alice"])
    agnes.get(freezing(cast["alice"]))
    assert not is_frozen(cast["alice"])


def test_the_proof_of_one_officer_is_none_for_the_next_at_the_same_desk(cast: Cast) -> None:
    desk = sign_in(cast["alice"])
    desk.post("/accounts/logout/")
    desk.force_login(cast["agnes"])
    assert desk.post(freezing(cast["alice"]), {"why": WHY})["Location"].startswith(PASSWORD_AGAIN)


def test_ending_anothers_sessions_asks_again(cast: Cast, agnes: Client) -> None:
    path = f"/officers/{cast['alice'].pk}/end-sessions/"
    assert agnes.post(path)["Location"].startswith(PASSWORD_AGAIN)
    assert not Audited.objects.filter(what="sessions_ended").exists()
    agnes.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": path})
    assert Audited.objects.filter(what="sessions_ended").exists()


def test_an_office_is_looked_at_again_when_the_act_goes_on(cast: Cast, agnes: Client) -> None:
    path = freezing(cast["alice"])
    agnes.post(path, {"why": WHY})
    Officer.objects.filter(pk=cast["agnes"].pk).update(office="desk_officer")
    assert agnes.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": path}).status_code == 403
    assert not is_frozen(cast["alice"])


@pytest.mark.parametrize("path", ["{0}/freeze/", "{0}/thaw/", "freeze-all/", "{0}/end-sessions/"])
def test_it_stands_before_every_act_that_shuts_somebody_out(cast: Cast, agnes: Client, path: str) -> None:
    here = "/officers/" + path.format(cast["alice"].pk)
    assert agnes.post(here, {"why": WHY})["Location"].startswith(PASSWORD_AGAIN)
