"""The door: who comes in, who does not, what it gives away, and what it leaves in the browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from redphone.log import clock
from redphone.officers.models import Audited, Officer
from redphone.officers.seating import LASTS
from tests.people import PASSWORD, sign_in

Cast = dict[str, Officer]
DOOR = "/accounts/login/"
WRONG = "not the lantern at all"


def knock(address: str, password: str = PASSWORD, browser: Client | None = None, **more: Any) -> Any:
    return (browser or Client()).post(DOOR, {"login": address, "password": password, **more})


def is_in(browser: Client) -> bool:
    return browser.get("/officers/").status_code == 200


def said(page: Any) -> str:
    """What a page says, without the numbers and tokens that differ each time."""
    text = re.sub(r'value="[^"]*"|datetime="[^"]*"|\d\d:\d\d', "", page.content.decode())
    return re.sub(r"\s+", " ", text)


def outcomes(what: str = "sign_in") -> list[str]:
    return list(Audited.objects.filter(what=what).order_by("pk").values_list("outcome", flat=True))


def test_address_and_password_let_in(cast: Cast) -> None:
    browser = Client()
    answer = knock("alice@gb.example", browser=browser)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(browser)
    line = Audited.objects.get(what="sign_in")
    assert (line.who, line.outcome, line.ip, line.party) == (cast["alice"].pk, "done", "127.0.0.1", "GB")


def test_the_case_of_an_address_does_not_matter(cast: Cast) -> None:
    browser = Client()
    knock("Alice@GB.Example", browser=browser)
    assert is_in(browser)


def test_a_wrong_password_does_not(cast: Cast) -> None:
    browser = Client()
    answer = knock("alice@gb.example", WRONG, browser)
    assert answer.status_code == 200
    assert not is_in(browser)
    assert outcomes() == ["failed"]
    assert WRONG not in str(list(Audited.objects.values()))


def test_nothing_says_whether_an_address_is_known(cast: Cast) -> None:
    Officer.objects.filter(pk=cast["eve"].pk).update(is_active=False)
    known = knock("alice@gb.example", WRONG)
    unknown = knock("nobody@gb.example", WRONG)
    inactive = knock("eve@au.example", WRONG)
    assert known.status_code == unknown.status_code == inactive.status_code == 200
    assert said(known) == said(unknown) == said(inactive)


def test_what_was_typed_is_not_lost_but_for_the_password(cast: Cast) -> None:
    page = knock("alice@gb.example", WRONG).content.decode()
    assert 'value="alice@gb.example"' in page
    assert WRONG not in page


def test_a_deactivated_officer_is_told_so_only_with_the_right_password(cast: Cast) -> None:
    Officer.objects.filter(pk=cast["alice"].pk).update(is_active=False)
    browser = Client()
    assert knock("alice@gb.example", browser=browser)["Location"] == "/accounts/inactive/"
    assert "closed" in browser.get("/accounts/inactive/").content.decode()
    assert not is_in(browser)


# Where it leads


def test_it_leads_on_to_where_one_was_going(cast: Cast) -> None:
    browser = Client()
    asked = browser.get("/officers/record/?before=7")
    assert asked["Location"] == f"{DOOR}?next=/officers/record/%3Fbefore%3D7"
    page = browser.get(asked["Location"]).content.decode()
    assert 'name="next" value="/officers/record/?before=7"' in page
    assert knock("alice@gb.example", browser=browser, next="/officers/record/?before=7")["Location"] == (
        "/officers/record/?before=7"
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "http:elsewhere.example",
        "javascript:alert(1)",
        "https://testserver@elsewhere.example/",
        "http://localhost/officers/",
        " //elsewhere.example",
    ],
)
def test_it_never_leads_out_of_the_house(cast: Cast, elsewhere: str) -> None:
    assert knock("alice@gb.example", next=elsewhere)["Location"] == "/"


# Holding back


def test_the_sixth_try_at_an_account_within_a_minute_is_held_back(cast: Cast) -> None:
    browser = Client()
    for _n in range(5):
        assert "Too many" not in knock("alice@gb.example", WRONG).content.decode()
    assert "Too many" in knock("alice@gb.example", browser=browser).content.decode()
    assert not is_in(browser)
    assert outcomes() == ["failed"] * 5 + ["refused"]


def test_an_unknown_account_is_held_back_the_same(cast: Cast) -> None:
    answers = [knock("nobody@gb.example", WRONG).content.decode() for _n in range(6)]
    assert ["Too many" in answer for answer in answers] == [False] * 5 + [True]


def test_tries_are_counted_still_when_a_crowd_knocks(cast: Cast) -> None:
    for _n in range(5):
        knock("alice@gb.example", WRONG)
    for n in range(1000):  # each of the crowd leaves an entry, as its tries would
        cache.set(f"crowd-{n}", [0.0], 60)
    assert "Too many" in knock("alice@gb.example").content.decode()


def test_others_come_in_meanwhile(cast: Cast) -> None:
    for _n in range(6):
        knock("alice@gb.example", WRONG)
    browser = Client(REMOTE_ADDR="192.0.2.8")
    knock("bruno@it.example", browser=browser)
    assert is_in(browser)


def test_one_address_of_the_network_tries_ten_times_a_minute(cast: Cast) -> None:
    answers = [knock(f"nobody{n}@gb.example", WRONG).content.decode() for n in range(11)]
    assert ["Too many" in answer for answer in answers] == [False] * 10 + [True]


def test_who_goes_on_gets_the_page_for_too_many(cast: Cast) -> None:
    answers = [knock(f"nobody{n}@gb.example", WRONG) for n in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert "Wait a minute" in answers[-1].content.decode()


def test_without_limits_the_tests_above_would_fail(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    answers = [knock("alice@gb.example", WRONG) for _n in range(25)]
    assert all(answer.status_code == 200 and "Too many" not in answer.content.decode() for answer in answers)


def test_a_forged_form_is_refused(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = knock("alice@gb.example", browser=browser)
    assert answer.status_code == 403
    assert "Nothing was sent" in answer.content.decode()
    assert not is_in(browser)


def test_the_forms_own_token_is_taken(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(DOOR).content.decode())
    assert token
    knock("alice@gb.example", browser=browser, csrfmiddlewaretoken=token[1])
    assert is_in(browser)


# What stays shut


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(cast: Cast, method: str) -> None:
    before = Officer.objects.count()
    form = {"email": "mallory@gb.example", "password1": PASSWORD, "password2": PASSWORD}
    answer = getattr(Client(), method)("/accounts/signup/", form)
    assert answer.status_code == (200 if method == "get" else 405)
    assert Officer.objects.count() == before


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "confirm-email/",
        "password/reset/",
        "password/reset/done/",
        "password/set/",
        "login/code/",
        "login/code/confirm/",
        "3rdparty/",
        "2fa/webauthn/",
    ],
)
def test_doors_that_this_house_does_not_need_are_not_there(cast: Cast, path: str) -> None:
    for browser in (Client(), sign_in(cast["alice"])):
        assert browser.get(f"/accounts/{path}").status_code == 404
        assert browser.post(f"/accounts/{path}").status_code == 404


def test_help_for_who_is_locked_out_asks_no_address(cast: Cast) -> None:
    page = Client().get("/officers/locked-out/").content.decode()
    assert "administrator" in page
    assert "<input" not in page.partition("<main")[2].partition("</main>")[0]


# Going out


def test_looking_at_the_way_out_changes_nothing(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    assert browser.get("/accounts/logout/").status_code == 200
    assert is_in(browser)


def test_signing_out_ends_the_session_and_is_recorded(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    stolen = Client()
    stolen.cookies["session"] = browser.cookies["session"].value
    browser.post("/accounts/logout/")
    assert not is_in(browser)
    assert not is_in(stolen)
    assert outcomes("sign_out") == ["done"]


def test_a_sign_in_lasts_twelve_hours_whatever_is_done(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    start = clock.now()
    for hours in range(1, 12):
        with clock.standing_at(start + timedelta(hours=hours)):
            assert is_in(browser)
    with clock.standing_at(start + LASTS + timedelta(seconds=1)):
        assert not is_in(browser)
    assert not is_in(browser)


# What it leaves in the browser


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(cast: Cast) -> None:
    cookie = sign_in(cast["alice"]).cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == 12 * 3600
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_a_forwarded_address_is_not_believed(cast: Cast) -> None:
    """Or whoever guesses passwords would write a new address on each try."""
    for n in range(11):
        answer = Client().post(
            DOOR,
            {"login": f"nobody{n}@gb.example", "password": WRONG},
            headers={"x-forwarded-for": f"192.0.2.{n}"},
        )
    assert "Too many" in answer.content.decode()


# In whose language


def test_pages_are_in_the_officers_own_language(cast: Cast) -> None:
    page = sign_in(cast["chloe"]).get("/officers/", headers={"accept-language": "en"})
    assert (page["Content-Language"], '<html lang="fr"' in page.content.decode()) == ("fr", True)


def test_a_stranger_is_met_in_the_browsers_language(cast: Cast) -> None:
    assert Client().get(DOOR, headers={"accept-language": "fr-CA,fr;q=0.9"})["Content-Language"] == "fr"
    assert Client().get(DOOR, headers={"accept-language": "tlh"})["Content-Language"] == "en"


def test_a_language_chosen_at_the_foot_of_a_page_is_kept(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    browser.post("/i18n/setlang/", {"language": "fr", "next": "/officers/"})
    assert browser.get("/officers/")["Content-Language"] == "fr"
    assert Officer.objects.get(pk=cast["alice"].pk).language == "fr"
    browser.post("/i18n/setlang/", {"language": "tlh", "next": "/officers/"})
    assert Officer.objects.get(pk=cast["alice"].pk).language == "fr"
