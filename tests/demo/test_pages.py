"""The mailbox, the switch beside it, and signing in as somebody: in the demonstration, and nowhere else."""

import importlib
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import clear_url_caches

from redphone.demo.mailbox import Mailbox
from tests.demo.test_post_office import letter

AT = datetime(2026, 11, 21, 17, 4, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"


def keep(box: Mailbox, **parts: str) -> int:
    to = parts.get("to", "ada@gb.example")
    box.keep(recipient=to, raw=letter(**parts).as_bytes(), at=AT)
    return box.mails(limit=1)[0].number


def test_anybody_reads_everybodys_mail(demo: None, client: Client, mailbox: Mailbox) -> None:
    number = keep(
        mailbox, subject="EXERCISE: Red Phone call GB-E1", text="Open http://localhost:8400/r/1.x/ now"
    )
    page = client.get("/mailbox/").content.decode()
    assert 'class="status exercise"' in page
    assert "Red Phone call GB-E1" in page
    assert "Ada Example" in page
    page = client.get(f"/mailbox/{number}/").content.decode()
    assert 'href="http://localhost:8400/r/1.x/"' in page
    assert "In the demonstration everybody may read them" in client.get("/mailbox/").content.decode()


@pytest.mark.parametrize(
    ("subject", "shape"),
    [("ACTUAL: call", "actual"), ("TEST · call", "test"), ("Invitation", None)],
)
def test_the_status_of_a_mail_is_shown_by_its_shape(
    demo: None, client: Client, mailbox: Mailbox, subject: str, shape: str | None
) -> None:
    keep(mailbox, subject=subject)
    rows = client.get("/mailbox/").content.decode().split('id="mails"')[1].split("</section>")[0]
    assert (f'class="status {shape}"' in rows) is (shape is not None)
    assert ('class="status' in rows) is (shape is not None)


def test_the_status_of_a_mail_is_shown_in_its_own_language(
    demo: None, client: Client, mailbox: Mailbox
) -> None:
    number = keep(mailbox, subject="EXERCICE\N{NO-BREAK SPACE}: appel Red Phone GB-E1")
    for path in ("/mailbox/", f"/mailbox/{number}/"):
        page = client.get(path).content.decode()
        assert '<strong class="status exercise">EXERCICE</strong> appel Red Phone GB-E1' in page


def test_mail_is_asked_for_by_whose_it_is(demo: None, client: Client, mailbox: Mailbox) -> None:
    keep(mailbox, subject="For London")
    keep(mailbox, to="amelia@au.example", subject="For Canberra")
    page = client.get("/mailbox/?to=%40au.example").content.decode()
    assert "For Canberra" in page
    assert "For London" not in page
    assert client.get("/mailbox/?to=nobody").status_code == 200


def test_a_hostile_mail_does_nothing(demo: None, client: Client, mailbox: Mailbox) -> None:
    number = keep(mailbox, subject=HOSTILE, text=HOSTILE)
    for path in ("/mailbox/", f"/mailbox/{number}/"):
        assert HOSTILE not in client.get(path).content.decode()
    assert "&lt;script&gt;" in client.get(f"/mailbox/{number}/").content.decode()
    assert (
        'sandbox="allow-popups allow-popups-to-escape-sandbox"'
        in client.get(f"/mailbox/{number}/").content.decode()
    )
    part = client.get(f"/mailbox/{number}/html/")
    assert HOSTILE in part.content.decode()  # shown as it came, where nothing can run:
    policy = {words.split()[0]: words.split()[1:] for words in part["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == ["'none'"]
    assert "script-src" not in policy
    assert not {"allow-scripts", "allow-same-origin", "allow-forms"} & set(policy["sandbox"])
    assert policy["frame-ancestors"] == ["'self'"]
    assert part["X-Frame-Options"] == "SAMEORIGIN"


def test_a_mail_that_is_not_there_is_not_found(demo: None, client: Client) -> None:
    assert client.get("/mailbox/99/").status_code == 404
    assert client.get("/mailbox/99/html/").status_code == 404


def test_mail_is_refused_and_taken_again_by_the_switch(demo: None, client: Client, mailbox: Mailbox) -> None:
    page = client.post("/mailbox/refuse/", {"whose": "@nz.example", "how": "550"}, follow=True)
    assert mailbox.refused() == {"@nz.example": 550}
    assert "New Zealand: everybody (550)" in page.content.decode()
    client.post("/mailbox/refuse/", {"whose": "@nz.example", "how": "off"})
    assert mailbox.refused() == {}


def test_the_switch_takes_no_nonsense(demo: None, client: Client, mailbox: Mailbox) -> None:
    answer = client.post("/mailbox/refuse/", {"whose": "@nowhere.example", "how": "250"})
    assert answer.status_code == 409
    assert answer.content.decode().count('class="error"') == 2
    assert client.get("/mailbox/refuse/").status_code == 405
    assert (
        Client(enforce_csrf_checks=True).post("/mailbox/refuse/", {"whose": "@nz.example"}).status_code == 403
    )
    assert mailbox.refused() == {}


def test_one_button_signs_in_as_somebody(demo: None, client: Client) -> None:
    answer = client.post(
        "/mailbox/cast/sign-in/", {"who": "chiara@it.example", "next": "/calls/"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/calls/"
    assert "Italy · Desk officer" in answer.content.decode()
    answer = client.post("/mailbox/cast/sign-in/", {"who": "ada@gb.example"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/"
    assert "United Kingdom · Duty desk" in answer.content.decode()


def test_whoever_is_signed_in_sees_the_mailbox_in_the_menu(demo: None, client: Client) -> None:
    page = client.post("/mailbox/cast/sign-in/", {"who": "ada@gb.example"}, follow=True).content.decode()
    assert 'href="/mailbox/"' in page


@pytest.mark.parametrize("place", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""])
def test_signing_in_leads_nowhere_else(demo: None, client: Client, place: str) -> None:
    answer = client.post("/mailbox/cast/sign-in/", {"who": "ada@gb.example", "next": place})
    assert answer["Location"] == "/"


def test_only_the_cast_can_be_signed_in_as_and_only_by_pressing(demo: None, client: Client) -> None:
    assert client.post("/mailbox/cast/sign-in/", {"who": "somebody@gb.example"}).status_code == 404
    assert client.post("/mailbox/cast/sign-in/").status_code == 404
    assert client.get("/mailbox/cast/sign-in/?who=ada@gb.example").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/mailbox/cast/sign-in/", {"who": "ada@gb.example"}).status_code == 403


def test_the_sign_in_page_says_how_to_sign_in(demo: None, client: Client) -> None:
    page = client.get("/accounts/login/?next=/calls/").content.decode()
    assert "answer-the-red-phone" in page
    assert 'value="ada@gb.example"' in page
    assert '<input type="hidden" name="next" value="/calls/">' in page


def test_everybody_stands_on_one_page(demo: None, client: Client) -> None:
    page = client.get("/mailbox/cast/").content.decode()
    assert page.count('name="who"') == 65
    assert "who chairs the network today is not public" in page


DOORS = ("/mailbox/", "/mailbox/1/", "/mailbox/1/html/", "/mailbox/cast/")
BUTTONS = ("/mailbox/refuse/", "/mailbox/cast/sign-in/")


def refuses_everything(client: Client) -> bool:
    answers = [client.get(path) for path in DOORS]
    answers += [
        client.post(path, {"who": "ada@gb.example", "whose": "@nz.example", "how": "550"}) for path in BUTTONS
    ]
    return {answer.status_code for answer in answers} == {404} and "_auth_user_id" not in client.session


def test_outside_the_demonstration_nothing_of_it_is_there(demo: None, client: Client, settings: Any) -> None:
    assert not refuses_everything(client)  # the same question finds the doors that are open
    settings.DEMO = False
    assert refuses_everything(Client())
    assert "answer-the-red-phone" not in Client().get("/accounts/login/").content.decode()
    settings.ROOT_URLCONF = "redphone.urls"
    clear_url_caches()
    assert refuses_everything(Client())


def test_outside_the_demonstration_its_doors_can_not_even_be_built(settings: Any) -> None:
    settings.DEMO = False
    sys.modules.pop("redphone.demo.urls", None)
    with pytest.raises((ImportError, ImproperlyConfigured), match="doors are shut"):
        importlib.import_module("redphone.demo.urls")
