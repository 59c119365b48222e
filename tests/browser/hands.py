"""What people do at a page, as often as tests need it."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from redphone.demo.cast import PASSWORD

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
A_CALL = re.compile(r"/calls/[0-9a-f-]{36}/")


def sign_in(page: Page, email: str) -> None:
    """Sign in at the door, with address and password."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    at_desk(page)


def at_desk(page: Page) -> None:
    """Wait until one has come to the desk."""
    page.wait_for_url(lambda url: urlsplit(url).path == "/")


def at_call(page: Page) -> None:
    """Wait until one has come to the page of a call."""
    page.wait_for_url(lambda url: bool(A_CALL.fullmatch(urlsplit(url).path)))


def fill_first_message(page: Page, what_happened: str) -> None:
    """The six things of a call; where and until when are not known yet."""
    page.get_by_label("What happened, in one line").fill(what_happened)
    page.get_by_label("Not known yet").check()
    page.get_by_label("What do you ask of the others?").fill("Say how many persons you could take in.")
    page.get_by_label("As soon as you can").check()


def row_of(page: Page, party: str) -> Locator:
    """A party's line in the table of who has it."""
    return page.locator("#who tr", has=page.get_by_role("rowheader", name=party))


def never_reload(page: Page) -> Callable[[], None]:
    """Mark a page; what is returned fails if it has been loaded again since."""
    page.evaluate("window.markedByATest = true")

    def check() -> None:
        assert page.evaluate("window.markedByATest === true"), "the page was loaded again"

    return check
