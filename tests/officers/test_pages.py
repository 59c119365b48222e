"""The pages about a party's officers: who sees them, what they do, and what they keep to themselves."""

import re
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from redphone.officers import acts, mails
from redphone.officers.models import Audited, Invitation, Officer
from redphone.officers.seating import seat_for_session
from tests.people import PASSWORD, seat_of, sign_in

Cast = dict[str, Officer]
NEW_PASSWORD = "four herons on one roof"
ADA = {
    "email": "ada@gb.example",
    "name": "Ada Example",
    "office": "desk_officer",
    "duty": "none",
    "language": "en",
}
SEAT = {
    "name": "Ada Example",
    "password": NEW_PASSWORD,
    "again": NEW_PASSWORD,
    "language": "en",
    "zone": "Europe/London",
}
ADMINISTRATORS_PAGES = ("invite/", "invitations/", "record/", "{alice}/", "{alice}/deactivate/")


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def link_in_the_mail() -> str:
    found = re.search(r"http://\S+?(/officers/invitation/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def invited(cast: Cast, **changes: str) -> str:
    """Invite through the page. Returns the path of the link that the mail holds."""
    answer = sign_in(cast["agnes"]).post("/officers/invite/", {**ADA, **changes})
    assert answer["Location"] == "/officers/invitations/"
    return link_in_the_mail()


def everything_kept() -> list[str]:
    """Every row of every table but the sessions': to see that nothing changed."""
    tables = [name for name in connection.introspection.table_names() if "session" not in name]
    rows = []
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table} {row!r}" for row in cursor.fetchall()]
    return sorted(rows)


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
    assert (adam.duty, adam.language, adam.zone) == ("duty", "fr", "UTC")
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


# Invitations


def test_an_invitation_goes_by_mail_in_its_language(cast: Cast) -> None:
    invited(cast, language="fr")
    (letter,) = mail.outbox
    assert letter.to == ["ada@gb.example"]
    assert "Royaume-Uni" in letter.body
    html = letter.alternatives[0][0]  # type: ignore[attr-defined]
    assert link_in_the_mail() in str(html)
    assert Invitation.objects.get().mailed_at is not None


def test_looking_at_the_link_changes_nothing(cast: Cast) -> None:
    """Mail scanners open every link, often more than once."""
    path, before = invited(cast), everything_kept()
    for _n in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert everything_kept() == before


def test_an_empty_post_by_a_robot_takes_no_seat(cast: Cast) -> None:
    path = invited(cast)
    assert Client().post(path).status_code == 200
    assert Invitation.objects.get().accepted_at is None


def test_taking_the_seat_signs_in(cast: Cast) -> None:
    browser = Client()
    assert browser.post(invited(cast), SEAT)["Location"] == "/"
    seat = seat_for_session(browser.cookies["session"].value)
    assert seat is not None
    assert (seat.party, seat.office) == ("GB", "desk_officer")
    assert "Ada Example" in text_of(browser.get("/officers/"))


def test_where_a_second_factor_is_required_it_comes_next(cast: Cast, settings: Any) -> None:
    path = invited(cast)
    settings.REQUIRE_TOTP = True
    browser = Client()
    browser.post(path, SEAT)
    asked = browser.get("/officers/")["Location"]
    assert asked == "/accounts/2fa/totp/activate/"
    assert browser.get(asked).status_code == 200  # without asking again for the password chosen a moment ago


def test_a_used_link_opens_nothing(cast: Cast) -> None:
    path = invited(cast)
    Client().post(path, SEAT)
    thief = Client()
    for answer in (thief.get(path), thief.post(path, {**SEAT, "password": "x" * 20, "again": "x" * 20})):
        assert answer.status_code == 410
        assert "used already" in text_of(answer)
    assert Officer.objects.get(email="ada@gb.example").check_password(NEW_PASSWORD)


def test_an_unknown_link_opens_nothing(cast: Cast) -> None:
    answer = Client().get("/officers/invitation/made-up/")
    assert answer.status_code == 410
    assert "not known" in text_of(answer)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"again": "something else here"}, "not the same"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "ada@gb.example", "again": "ada@gb.example"}, "too similar"),
        ({"name": ""}, "required"),
        ({"zone": "Europe/Atlantis"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays_open(
    cast: Cast, changes: dict[str, str], said: str
) -> None:
    path = invited(cast)
    page = text_of(Client().post(path, {**SEAT, **changes}))
    assert said in page
    assert "Nothing you typed is lost" in page
    assert NEW_PASSWORD not in page
    assert Invitation.objects.get().accepted_at is None


def test_an_address_of_another_party_is_told_to_its_owner_only(cast: Cast) -> None:
    path = invited(cast, email="bruno@it.example")
    page = text_of(sign_in(cast["agnes"]).get("/officers/invitations/"))
    assert "Waiting" in page
    assert "another address" in text_of(Client().post(path, SEAT))


def test_whoever_sat_at_this_browser_is_signed_out_first(cast: Cast) -> None:
    path = invited(cast)
    browser = sign_in(cast["bruno"])
    before = browser.cookies["session"].value
    assert "Bruno Example" in text_of(browser.get(path))
    browser.post(path, SEAT)
    seat = seat_for_session(browser.cookies["session"].value)
    assert seat is not None
    assert seat.party == "GB"
    assert seat_for_session(before) is None


def test_guessing_links_is_held_back(cast: Cast) -> None:
    answers = [Client().post(f"/officers/invitation/guess-{n}/", SEAT).status_code for n in range(21)]
    assert answers == [410] * 20 + [429]


def test_sending_again_makes_a_new_link(cast: Cast) -> None:
    first = invited(cast)
    browser = sign_in(cast["agnes"])
    browser.post(f"/officers/invitations/{Invitation.objects.get().pk}/send-again/")
    second = link_in_the_mail()
    assert first != second
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_withdrawing_shuts_the_link(cast: Cast) -> None:
    path = invited(cast)
    browser = sign_in(cast["agnes"])
    browser.post(f"/officers/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert Client().get(path).status_code == 410
    assert "Withdrawn" in text_of(browser.get("/officers/invitations/"))


@pytest.mark.parametrize("act", ["withdraw", "send-again"])
def test_another_partys_invitation_is_not_there(cast: Cast, act: str) -> None:
    path = invited(cast)
    answer = sign_in(cast["bella"]).post(f"/officers/invitations/{Invitation.objects.get().pk}/{act}/")
    assert answer.status_code == 404
    assert len(mail.outbox) == 1
    assert Client().get(path).status_code == 200


def test_a_mail_that_could_not_be_sent_is_not_called_sent(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall_over(*_given: object) -> int:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(mails.EmailMultiAlternatives, "send", fall_over)
    browser = sign_in(cast["agnes"])
    answer = browser.post("/officers/invite/", ADA, follow=True)
    assert "could not be sent" in text_of(answer)
    assert "Mail not sent" in text_of(answer)
    assert Invitation.objects.get().mailed_at is None


def test_an_officer_who_lost_the_way_in_is_filled_in(cast: Cast) -> None:
    page = text_of(sign_in(cast["agnes"]).get(f"/officers/invite/?officer={cast['alice'].pk}"))
    assert 'value="alice@gb.example"' in page
    assert "lost their authenticator app" in page


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
    acts.invite(by=seat_of(cast["agnes"]), **{**ADA, "duty": ""})
    browser = sign_in(cast["agnes"])
    before = everything_kept()
    for where in paths(cast):
        browser.get(where)
    assert everything_kept() == before


def test_the_test_above_can_fail(cast: Cast) -> None:
    before = everything_kept()
    sign_in(cast["agnes"], password=PASSWORD)
    assert everything_kept() != before
