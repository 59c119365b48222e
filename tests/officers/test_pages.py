"""The pages about a party's officers: who sees them, what they do, and what they keep to themselves."""

import re

import pytest
from django.test import Client

from redphone.officers import acts
from redphone.officers.models import Audited, Officer
from tests.officers.pages import (
    Cast,
    everything_kept,
    invited,
    text_of,
)
from tests.people import PASSWORD, seat_of, sign_in

ADMINISTRATORS_PAGES = ("invite/", "invitations/", "record/", "{alice}/", "{alice}/deactivate/")


# Who sits where


def test_everyone_sees_who_is_rung_first_in_their_own_party(cast: Cast) -> None:
    page = text_of(sign_in(cast["adam"]).get("/officers/"))
    assert "A call rings Alice Example first" in page
    assert "If there is no answer: Adam Example." in page
    assert "Bruno" not in page
    assert "/officers/invite/" not in page


def test_a_party_that_a_call_would_not_reach_is_told_so(cast: Cast) -> None:
    Officer.objects.filter(pk=cast["alice"].pk).update(duty="")
    assert "A call would ring nobody here" in text_of(sign_in(cast["adam"]).get("/officers/"))


@pytest.mark.parametrize("page", ADMINISTRATORS_PAGES)
def test_only_the_administrator_opens_the_rest(cast: Cast, page: str) -> None:
    path = "/officers/" + page.format(alice=cast["alice"].pk)
    assert sign_in(cast["agnes"]).get(path).status_code == 200
    refused = sign_in(cast["adam"]).get(path)
    assert refused.status_code == 403
    assert "not for your seat" in text_of(refused)
    assert Client().get(path)["Location"].startswith("/accounts/login/?next=/officers/")
    line = Audited.objects.get(what="access")
    assert (line.who, line.outcome, line.party) == (cast["adam"].pk, "refused", "GB")


@pytest.mark.parametrize("page", ["{alice}/", "{alice}/deactivate/"])
def test_another_partys_officer_is_not_there(cast: Cast, page: str) -> None:
    path = "/officers/" + page.format(alice=cast["alice"].pk)
    browser = sign_in(cast["bella"])
    for answer in (browser.get(path), browser.post(path, {"name": "Somebody Else"})):
        assert answer.status_code == 404
        assert "Alice" not in text_of(answer)
    assert browser.post(f"/officers/{cast['alice'].pk}/end-sessions/").status_code == 404
    assert browser.get(f"/officers/invite/?officer={cast['alice'].pk}").status_code == 404
    assert Officer.objects.get(pk=cast["alice"].pk).is_active


def test_an_administrator_puts_somebody_on_duty(cast: Cast) -> None:
    form = {
        "name": "Adam Example",
        "office": "senior_official",
        "duty": "duty",
        "language": "fr",
        "zone": "Asia/Karachi",
    }
    browser = sign_in(cast["agnes"])
    browser.post(f"/officers/{cast['adam'].pk}/", form)
    adam = Officer.objects.get(pk=cast["adam"].pk)
    assert (adam.duty, adam.language, adam.zone) == ("duty", "fr", "Asia/Karachi")
    assert "Adam Example" in text_of(browser.get("/officers/"))


def test_a_refusal_stands_beside_its_field_and_loses_nothing(cast: Cast) -> None:
    form = {
        "name": "Agnes Changed",
        "office": "desk_officer",
        "duty": "none",
        "language": "en",
        "zone": "UTC",
    }
    page = text_of(sign_in(cast["agnes"]).post(f"/officers/{cast['agnes'].pk}/", form))
    assert "last administrator" in page
    assert 'value="Agnes Changed"' in page
    assert 'href="#id_office"' in page
    assert Officer.objects.get(pk=cast["agnes"].pk).name == "Agnes Example"
    line = Audited.objects.get(what="act")
    assert (line.outcome, line.facts["path"]) == ("refused", f"officers:change_officer {cast['agnes'].pk}")


def test_a_name_is_shown_and_never_run(cast: Cast) -> None:
    Officer.objects.filter(pk=cast["adam"].pk).update(name="<script>alert(1)</script>")
    page = sign_in(cast["agnes"]).get("/officers/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_deactivating_says_what_will_happen_before_it_does(cast: Cast) -> None:
    browser = sign_in(cast["agnes"])
    page = text_of(browser.get(f"/officers/{cast['alice'].pk}/deactivate/"))
    assert "They are the duty officer" in page
    assert Officer.objects.get(pk=cast["alice"].pk).is_active
    browser.post(f"/officers/{cast['alice'].pk}/deactivate/")
    assert not Officer.objects.get(pk=cast["alice"].pk).is_active
    assert "Deactivated" in text_of(browser.get("/officers/"))


# Oneself


def test_everyone_changes_their_own_settings(cast: Cast) -> None:
    browser = sign_in(cast["alice"])
    form = {
        "name": "Alice X. Example",
        "language": "fr",
        "zone": "Pacific/Auckland",
        "office": "administrator",
    }
    browser.post("/accounts/me/", form)
    alice = Officer.objects.get(pk=cast["alice"].pk)
    held = (alice.name, alice.language, alice.zone, alice.office)
    assert held == ("Alice X. Example", "fr", "Pacific/Auckland", "duty_desk")
    assert "Auckland" in text_of(browser.get("/officers/"))


# The record


def test_the_record_is_read_by_the_administrator(cast: Cast) -> None:
    Client(REMOTE_ADDR="192.0.2.66").post(
        "/accounts/login/", {"login": "alice@gb.example", "password": "wrong"}
    )
    sign_in(cast["bruno"])
    page = text_of(sign_in(cast["agnes"]).get("/officers/record/"))
    assert "failed to sign in: wrong password" in page
    assert "192.0.2.66" in page
    assert "Bruno" not in page


def test_the_record_turns_its_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redphone.officers.views.A_PAGE", 2)
    browser = sign_in(cast["agnes"])
    page = text_of(browser.get("/officers/record/"))
    older = re.search(r'href="\?before=(\d+)"', page)
    assert older
    assert "entered Adam Example" in text_of(browser.get(f"/officers/record/?before={older[1]}"))
    assert browser.get("/officers/record/?before=nonsense").status_code == 200


# All of them


def paths(cast: Cast) -> list[str]:
    own = [f"/officers/{page.format(alice=cast['alice'].pk)}" for page in ("", *ADMINISTRATORS_PAGES)]
    account = (
        "me/",
        "sessions/",
        "password/change/",
        "2fa/",
        "2fa/totp/activate/",
        "logout/",
        "reauthenticate/",
    )
    return own + [f"/accounts/{page}" for page in account]


def test_no_page_needs_anything_inline_and_none_is_kept(cast: Cast) -> None:
    path = invited(cast)
    browser = sign_in(cast["agnes"])
    strangers = [
        "/accounts/login/",
        "/accounts/signup/",
        "/officers/locked-out/",
        "/officers/invitation/x/",
        path,
    ]
    for who, where in [*((browser, path) for path in paths(cast)), *((Client(), path) for path in strangers)]:
        answer = who.get(where)
        page = answer.content.decode()
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page), where
        assert page.count("<h1") == 1, where
        assert "allauth" not in page


def test_what_is_seen_from_a_seat_stays_in_no_cache(cast: Cast) -> None:
    browser = sign_in(cast["agnes"])
    for where in paths(cast):
        assert "no-store" in browser.get(where)["Cache-Control"], where


def test_looking_at_pages_changes_nothing(cast: Cast) -> None:
    acts.invite(by=seat_of(cast["agnes"]), email="ada@gb.example", name="Ada Example", office="desk_officer")
    browser = sign_in(cast["agnes"])
    before = everything_kept()
    for where in paths(cast):
        browser.get(where)
    assert everything_kept() == before


def test_the_test_above_can_fail(cast: Cast) -> None:
    before = everything_kept()
    sign_in(cast["agnes"], password=PASSWORD)
    assert everything_kept() != before
