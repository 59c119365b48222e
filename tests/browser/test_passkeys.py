"""Passkeys in a real browser, with a key that Chromium plays: set up, signed in by, handed over, refused."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.accessibility import bring_axe, faults
from tests.browser.demonstration import of_office
from tests.browser.hands import DESK, at_desk
from tests.browser.keyboard import Keyboard

Come = Callable[..., Page]
TEN_SECONDS = 10_000
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PASSKEYS = {
    "account_shift",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_list_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
}
"""The doors on this way."""


class Key:
    """A key in a browser's machine, which touches itself."""

    def __init__(self, page: Page) -> None:
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._line.send("WebAuthn.enable")
        self._id: str = self._line.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})[
            "authenticatorId"
        ]

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._send("getCredentials")["credentials"]
        return found

    def take(self, credential: dict[str, Any]) -> None:
        self._send("addCredential", credential=credential)

    def forget(self) -> None:
        self._send("clearCredentials")

    def be_the_wrong_finger(self) -> None:
        self._send("setUserVerified", isUserVerified=False)

    def _send(self, what: str, **rest: Any) -> Any:
        return self._line.send(f"WebAuthn.{what}", {"authenticatorId": self._id, **rest})


@pytest.fixture
def desk(come: Come) -> tuple[Page, Key]:
    page = come(viewport=DESK)
    bring_axe(page)
    page.goto("/accounts/login/")
    return page, Key(page)


def sit_down(page: Page, email: str) -> None:
    page.goto("/mailbox/cast/")
    page.click(f"button[value='{email}']")
    at_desk(page)


def prove_by_password(page: Page) -> None:
    from redphone.demo.cast import PASSWORD

    if "/reauthenticate/" in page.url:
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()


def set_up(page: Page, name: str = "") -> None:
    page.goto("/accounts/2fa/passkeys/add/")
    prove_by_password(page)
    if "passkeys/reauthenticate" in page.url:
        page.get_by_role("button", name="Continue with a passkey").click()
        page.wait_for_url("**/passkeys/add/")
    if name:
        page.get_by_label("Name of this passkey").fill(name)
    page.get_by_role("button", name="Set up a passkey").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))


def sign_off(page: Page) -> None:
    page.goto("/accounts/shift/")
    page.get_by_role("button", name="Sign off").click()
    expect(page.locator("h1")).to_have_text("Nobody is signed on here")


def test_a_shift_begins_by_one_key_and_ends_by_one_button(desk: tuple[Page, Key]) -> None:
    page, _key = desk
    sit_down(page, of_office("ES", "senior_official"))
    set_up(page, "Desk key")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.goto("/accounts/shift/")
    found = list(faults(page))
    whose = page.locator("h1").inner_text()
    sign_off(page)
    found += faults(page)
    keys = Keyboard(page)
    keys.press("Enter")  # nothing else: the button has the focus already
    page.wait_for_url(lambda url: urlsplit(url).path == "/", timeout=TEN_SECONDS)
    page.goto("/accounts/shift/")
    expect(page.locator("h1")).to_have_text(whose)
    assert not found, "\n".join(found)


def test_the_next_officer_takes_over_by_one_touch(desk: tuple[Page, Key]) -> None:
    page, key = desk
    sit_down(page, of_office("CA", "senior_official"))
    set_up(page)
    first = key.credentials()
    key.forget()
    sit_down(page, of_office("CA", "administrator"))
    set_up(page)
    page.goto("/accounts/shift/")
    before = page.locator("h1").inner_text()
    key.forget()
    key.take(first[0])
    page.get_by_role("button", name="Take over with a passkey").click()
    at_desk(page)
    page.goto("/accounts/shift/")
    expect(page.locator("h1")).not_to_have_text(before)


def test_it_is_the_first_way_in_at_the_door(desk: tuple[Page, Key]) -> None:
    page, key = desk
    sit_down(page, of_office("NZ", "administrator"))
    set_up(page)
    sign_off(page)
    page.goto("/accounts/login/?next=/situations/")
    Keyboard(page).press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path == "/situations/")
    sign_off(page)
    key.be_the_wrong_finger()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Nothing came from the passkey")).to_be_visible()
    assert "/accounts/login/" in page.url


def test_a_key_that_was_removed_is_refused(desk: tuple[Page, Key]) -> None:
    page, key = desk
    sit_down(page, of_office("US", "senior_official"))
    set_up(page, "Lost one")
    lost = key.credentials()
    key.forget()
    page.goto("/accounts/2fa/passkeys/")
    found = list(faults(page))
    page.get_by_role("link", name="Rename Lost one").click()
    prove_by_password(page)
    found += faults(page)
    page.get_by_label("Name of this passkey").fill("Really lost")
    page.get_by_role("button", name="Keep changes").click()
    page.get_by_role("link", name="Remove Really lost").click()
    found += faults(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You have none yet")).to_be_visible()
    page.goto("/accounts/2fa/passkeys/add/")
    found += faults(page)
    sign_off(page)
    key.take(lost[0])
    page.get_by_role("button", name="Sign on with a passkey").click()
    expect(page.get_by_text("This passkey is not known here")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Nobody is signed on here")
    assert not found, "\n".join(found)


def test_after_the_password_the_passkey_is_the_second_factor(desk: tuple[Page, Key]) -> None:
    from redphone.demo.cast import PASSWORD

    page, _key = desk
    email = of_office("DE", "senior_official")
    sit_down(page, email)
    set_up(page)
    sign_off(page)
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Your passkey, or a code")
    found = list(faults(page))
    page.get_by_role("button", name="Use a passkey").click()
    at_desk(page)
    page.goto("/accounts/2fa/passkeys/reauthenticate/")
    found += faults(page)
    assert not found, "\n".join(found)
