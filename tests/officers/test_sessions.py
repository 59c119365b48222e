"""Sessions: listed, killable, and dead at once for pages and for the live line alike."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.test import Client

from redphone.log import clock
from redphone.network import acts as network
from redphone.network import reads as register
from redphone.officers import devices
from redphone.officers.models import Audited, Officer
from redphone.officers.seating import LASTS, SIGNED_IN_AT, seat_for_session
from tests.people import PASSWORD, seat_of, sign_in

Cast = dict[str, Officer]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"
)


def key_of(browser: Client) -> str:
    return browser.cookies[django_settings.SESSION_COOKIE_NAME].value


def is_in(browser: Client) -> bool:
    """For a page, and for the live line: the two must agree."""
    page = browser.get("/officers/").status_code == 200
    live = seat_for_session(key_of(browser)) is not None
    assert page == live
    return page


def pk_of(browser: Client) -> int:
    return int(UserSession.objects.get(session_key=key_of(browser)).pk)


def test_they_are_listed_this_one_first(cast: Cast) -> None:
    browser = sign_in(cast["alice"], headers={"user-agent": FIREFOX})
    sign_in(cast["alice"], headers={"user-agent": PHONE}, REMOTE_ADDR="192.0.2.9")
    sign_in(cast["adam"], REMOTE_ADDR="192.0.2.10")
    page = browser.get("/accounts/sessions/").content.decode()
    assert page.index("Firefox, Linux") < page.index("Safari, iPhone")
    assert "192.0.2.9" in page
    assert "192.0.2.10" not in page


def test_ending_one_ends_it_at_once(cast: Cast) -> None:
    here, there = sign_in(cast["alice"]), sign_in(cast["alice"])
    here.post(f"/accounts/sessions/{pk_of(there)}/end/")
    assert not is_in(there)
    assert is_in(here)
    line = Audited.objects.get(what="session_ended")
    assert (line.who, line.facts) == (cast["alice"].pk, {"begun_from": "127.0.0.1"})


def test_ending_this_one_signs_out(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    key = key_of(browser)
    assert browser.post(f"/accounts/sessions/{pk_of(browser)}/end/")["Location"] == "/accounts/login/"
    assert seat_for_session(key) is None


def test_ending_all_others_keeps_this_one(cast: Cast) -> None:
    here, *others = (sign_in(cast["alice"]) for _n in range(3))
    stranger = sign_in(cast["adam"])
    here.post("/accounts/sessions/end-others/")
    assert [is_in(browser) for browser in (here, *others, stranger)] == [True, False, False, True]


def test_nobody_ends_anothers_session(cast: Cast) -> None:
    alice, adam, bruno = (sign_in(cast[name]) for name in ("alice", "adam", "bruno"))
    for browser in (alice, bruno):
        assert browser.post(f"/accounts/sessions/{pk_of(adam)}/end/").status_code == 404
    assert Client().post(f"/accounts/sessions/{pk_of(adam)}/end/").status_code == 302
    assert is_in(adam)


def test_a_get_ends_nothing(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    for path in (f"/accounts/sessions/{pk_of(browser)}/end/", "/accounts/sessions/end-others/"):
        assert browser.get(path).status_code == 405
    assert is_in(browser)


def test_a_new_password_ends_all_other_sessions(cast: Cast) -> None:
    here, there = sign_in(cast["alice"]), sign_in(cast["alice"])
    new = "four herons on one roof"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", form)["Location"] == "/accounts/me/"
    assert is_in(here)
    assert not is_in(there)
    assert is_in(sign_in(cast["alice"], password=new))
    assert [told.to for told in mail.outbox] == [["alice@gb.example"]]
    assert Audited.objects.filter(what="password_changed", who=cast["alice"].pk).count() == 1


@pytest.mark.parametrize(
    "form",
    [
        {
            "oldpassword": "wrong",
            "password1": "four herons on one roof",
            "password2": "four herons on one roof",
        },
        {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
        {
            "oldpassword": PASSWORD,
            "password1": "four herons on one roof",
            "password2": "five herons on one roof",
        },
        {"oldpassword": PASSWORD, "password1": "alice@gb.example", "password2": "alice@gb.example"},
    ],
)
def test_a_bad_new_password_changes_nothing(cast: Cast, form: dict[str, str]) -> None:
    browser = sign_in(cast["alice"])
    assert browser.post("/accounts/password/change/", form).status_code == 200
    assert Officer.objects.get(pk=cast["alice"].pk).check_password(PASSWORD)


def test_a_deactivated_officer_is_out_at_once(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    assert is_in(browser)
    sign_in(cast["agnes"]).post(f"/officers/{cast['alice'].pk}/deactivate/")
    assert not is_in(browser)


def test_a_session_nobody_listed_is_ended_too(cast: Cast) -> None:
    """Ending all is by the officer, not by the list: a row that got lost opens nothing."""
    browser = sign_in(cast["alice"])
    UserSession.objects.all().delete()
    assert is_in(browser)
    sign_in(cast["agnes"]).post(f"/officers/{cast['alice'].pk}/end-sessions/")
    assert not is_in(browser)


def test_the_live_line_takes_no_made_up_session(cast: Cast) -> None:
    assert seat_for_session("") is None
    assert seat_for_session("x" * 32) is None
    assert seat_for_session("../../etc/passwd") is None
    assert seat_for_session(key_of(browser_without_sign_in())) is None


def browser_without_sign_in() -> Client:
    browser = Client()
    session = browser.session
    session["something"] = 1
    session.save()
    return browser


@pytest.mark.parametrize("missing", [HASH_SESSION_KEY, SIGNED_IN_AT])
def test_the_live_line_takes_no_session_with_a_hole(cast: Cast, missing: str) -> None:
    browser = sign_in(cast["alice"])
    store = SessionStore(key_of(browser))
    content = store.load()
    assert content.pop(missing)
    store.update(content)
    del store[missing]
    store.save()
    assert seat_for_session(key_of(browser)) is None


def test_the_live_line_ends_after_twelve_hours_as_pages_do(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    with clock.standing_at(clock.now() + LASTS):
        assert not is_in(browser)


def test_the_live_line_ends_when_the_session_runs_out(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    store = SessionStore(key_of(browser))
    store.set_expiry(clock.now() - timedelta(seconds=1))
    store.save()
    assert seat_for_session(key_of(browser)) is None


def test_an_officer_of_no_registered_party_has_no_seat_and_reads_why(cast: Cast) -> None:
    Officer.objects.filter(pk=cast["alice"].pk).update(party="ZZ")
    browser = sign_in(cast["alice"])
    page = browser.get("/officers/")
    assert page.status_code == 403
    assert "register has no such party" in page.content.decode()
    assert seat_for_session(key_of(browser)) is None


def test_a_change_of_office_holds_from_the_next_page(cast: Cast) -> None:
    browser = sign_in(cast["adam"])
    Officer.objects.filter(pk=cast["adam"].pk).update(office="desk_officer")
    seat = seat_for_session(key_of(browser))
    assert seat is not None
    assert seat.office == "desk_officer"
    assert "Desk officer" in browser.get("/officers/").content.decode()


def test_a_partys_role_is_the_registers(cast: Cast) -> None:
    from redphone.network.messages import PartyEntered

    card = register.party("DE")
    entry = PartyEntered(code="DE", names=card.names, role="member", zone=card.zone, languages=card.languages)
    browser = sign_in(cast["heidi"])
    before = seat_for_session(key_of(browser))
    network.enter_party(by=seat_of(cast["grace"]), entry=entry)
    after = seat_for_session(key_of(browser))
    assert before is not None
    assert after is not None
    assert (before.role, after.role) == ("participant", "member")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (FIREFOX, "Firefox, Linux"),
        (PHONE, "Safari, iPhone"),
        (
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0",
            "Edge, Windows",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("x" * 200, "x" * 40),
        ("", "Unknown program"),
    ],
)
def test_a_device_is_told_in_two_words(said: str, shown: str) -> None:
    assert devices.describe(said) == shown
