"""Any party's duty number by keyboard: two keys from any page, the first letters, Enter; never while somebody types."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from redphone.demo.cast import DUTY_NUMBERS
from tests.browser.demonstration import on_duty
from tests.browser.hands import DESK

Come = Callable[..., Page]
NUMBERS = "**/officers/reach/#find"


@pytest.mark.parametrize("path", ["/", "/calls/", "/officers/roster/", "/officers/reach/", "/nowhere/"])
def test_two_keys_the_first_letters_and_enter(come: Come, path: str) -> None:
    page = come(on_duty("GB"), viewport=DESK)
    page.goto(path)
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url(NUMBERS)
    expect(page.get_by_label("Find a party")).to_be_focused()
    page.keyboard.type("éta")
    expect(page.locator("#found")).to_have_text("1 of 13 parties")
    expect(page.locator("tbody tr:visible")).to_contain_text("United States")
    page.keyboard.press("Enter")
    number = DUTY_NUMBERS["US"][0]
    expect(page.locator(f"a[href='tel:{number.replace(' ', '')}']")).to_be_focused()
    page.get_by_label("Find a party").focus()
    page.keyboard.press("Escape")
    expect(page.locator("tbody tr:visible")).to_have_count(13)


def test_they_are_named_on_the_page(come: Come) -> None:
    page = come(on_duty("GB"), viewport=DESK)
    page.goto("/")
    expect(page.locator("#keys")).to_have_text("Two keys, one after the other: g d Duty numbers")


@pytest.mark.parametrize(
    "keys", [["d"], ["g"], ["g", "Shift", "x", "d"], ["Control+g", "d"], ["g", "Alt+d"], ["d", "g"]]
)
def test_other_keys_lead_nowhere(come: Come, keys: list[str]) -> None:
    page = come(on_duty("GB"), viewport=DESK)
    page.goto("/calls/")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.url.endswith("/calls/")


def test_nor_do_these_two_slowly_or_while_somebody_types(come: Come) -> None:
    page = come(on_duty("GB"), viewport=DESK)
    page.goto("/calls/")
    page.keyboard.press("g")
    page.wait_for_timeout(1700)
    page.keyboard.press("d")
    page.goto("/calls/raise/exercise/")
    page.get_by_label("What happened, in one line").focus()
    page.keyboard.type("gd")
    page.get_by_label("What do you ask of the others?").focus()
    page.keyboard.type("gd")
    page.wait_for_timeout(300)
    assert page.url.endswith("/calls/raise/exercise/")
    expect(page.get_by_label("What happened, in one line")).to_have_value("gd")


def test_without_scripts_it_is_a_link_and_a_form(come: Come) -> None:
    page = come(java_script_enabled=False)
    page.goto("/mailbox/cast/")
    page.click(f"button[value='{on_duty('GB')}']")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator(".menu summary").click()
    page.locator(".drawer").get_by_role("link", name="Duty numbers").click()
    page.get_by_label("Find a party").fill("uni")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("#found")).to_have_text("2 of 13 parties")
    page.get_by_role("link", name="Show all parties").click()
    expect(page.locator("tbody tr")).to_have_count(13)
