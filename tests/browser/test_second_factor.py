"""The authenticator app, from setting it up to signing in with it: each page on the way is judged as all others are."""

import time
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.browser.accessibility import bring_axe, faults
from tests.browser.demonstration import of_office
from tests.browser.hands import at_desk

Come = Callable[..., Page]
SECOND_FACTOR = {
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
}
"""The doors on this way."""


def test_from_setting_it_up_to_signing_in_with_it(come: Come) -> None:
    email, page = of_office("NZ", "senior_official"), come(anew=True)
    bring_axe(page)
    page.goto("/mailbox/cast/")
    page.click(f"button[value='{email}']")
    at_desk(page)
    secret, found = set_up(page)
    for path in ("/accounts/2fa/", "recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"):
        page.goto(path if path.startswith("/") else f"/accounts/2fa/{path}")
        found += [f"{path}: {fault}" for fault in faults(page)]
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    found += sign_in(page, email, secret)
    assert not found, "\n".join(found)


def set_up(page: Page) -> tuple[str, list[str]]:
    """A wrong code first. The secret that the page shows, and what is wrong with the pages."""
    page.goto("/accounts/2fa/totp/activate/")
    secret = page.locator("strong[translate=no]").inner_text().replace(" ", "")
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Set up").click()
    expect(page.locator(".field .error")).to_be_visible()
    found = [f"wrong code: {fault}" for fault in faults(page)]
    page.get_by_label("Code from the app").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    return secret, found + [f"codes: {fault}" for fault in faults(page)]


def sign_in(page: Page, email: str, secret: str) -> list[str]:
    """With the password and a code that nobody has used yet."""
    from redphone.demo.cast import PASSWORD

    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("The code from your authenticator app")
    found = [f"second door: {fault}" for fault in faults(page)]
    page.get_by_role("textbox").fill(code_of(secret, ahead=1))
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    at_desk(page)
    return found


def code_of(secret: str, *, ahead: int = 0) -> str:
    """The code that the app shows, now or some steps of 30 s ahead, for none is taken twice."""
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))
    return code
