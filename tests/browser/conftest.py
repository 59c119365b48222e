"""One demonstration and one real Chromium for all of these tests; each test gets fresh browsers, which are watched.

Playwright's loop owns this process, which is why these tests are a run of their own.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.demonstration import Demonstration
from tests.browser.hands import PHONE, at_desk
from tests.browser.night import Night
from tests.browser.watch import Watch
from tests.chromium import launched

Come = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    demonstration = Demonstration(tmp_path_factory.mktemp("browser") / "home")
    demonstration.start()
    try:
        yield demonstration
    finally:
        demonstration.kill()


@pytest.fixture(scope="session")
def night(site: Demonstration) -> Night:
    """Calls in every state; tests look at them and leave them as they are."""
    fallen = Night(site)
    fallen.fall()
    return fallen


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def seats() -> dict[str, Any]:
    """Who has signed in so far, with the cookies of it."""
    return {}


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the browsers of a test complained of; a test that ends with a complaint has failed."""
    watching = Watch()
    yield watching
    assert watching.complaints == []


@pytest.fixture
def come(chromium: Browser, site: Demonstration, seats: dict[str, Any], watch: Watch) -> Iterator[Come]:
    """`come(email)` is a fresh phone whose owner is signed in; `come()` one of which nothing is known.

    `anew` signs in for this test alone, so that the session can be ended. The rest goes to the browser's context.
    """
    contexts: list[BrowserContext] = []

    def coming(email: str = "", *, anew: bool = False, **options: Any) -> Page:
        if email and not anew and email not in seats:
            seats[email] = _signed_in(chromium, site, email)
        state = seats[email] if email and not anew else None
        given = {"viewport": PHONE, "base_url": site.site, "storage_state": state}
        contexts.append(chromium.new_context(reduced_motion="reduce", **{**given, **options}))
        contexts[-1].set_default_timeout(8000)
        page = contexts[-1].new_page()
        watch.look_at(page)
        if email and anew:
            _sit_down(page, email)
        return page

    yield coming
    for context in contexts:
        context.close()


def _signed_in(chromium: Browser, site: Demonstration, email: str) -> Any:
    context = chromium.new_context(base_url=site.site)
    _sit_down(context.new_page(), email)
    state = context.storage_state()
    context.close()
    return state


def _sit_down(page: Page, email: str) -> None:
    """Sign in by the demonstration's button: the sign-in page takes only so many tries a minute."""
    page.goto("/mailbox/cast/")
    page.click(f"button[value='{email}']")
    at_desk(page)
