"""The whole main job with Tab, Enter, Space and the arrows, always seeing where one is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from redphone.demo.cast import PASSWORD
from tests.browser import over_http
from tests.browser.demonstration import Demonstration, on_duty
from tests.browser.hands import DESK, PHONE, at_call, at_desk, row_of
from tests.browser.keyboard import Keyboard
from tests.browser.night import Night
from tests.browser.over_http import Raised

Come = Callable[..., Page]
WHAT = "Exercise: by keyboard alone"


def test_the_main_job(site: Demonstration, come: Come) -> None:
    page = come(viewport=DESK)
    sign_in(page, on_duty("GB"))
    number = raise_call(page)
    link, digits = site.link_and_digits(site.mail_to(on_duty("IT"), number))
    rome = come(viewport=DESK)
    rome.goto(link)
    keys = Keyboard(rome)
    keys.go_to("The two digits in your mail")
    keys.type(digits)
    keys.go_to("We have it")
    keys.press("Enter")
    expect(rome.get_by_text("Italy has it.")).to_be_visible()
    answer(rome)
    expect(row_of(page, "Italy")).to_contain_text("Partly")
    cancel(page)


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    keys = Keyboard(page)
    keys.go_to("E-mail address")
    keys.type(email)
    keys.go_to("Password", kind="password")
    keys.type(PASSWORD)
    keys.go_to("Sign in", kind="submit")
    keys.press("Enter")
    at_desk(page)


def raise_call(page: Page) -> str:
    """From the desk to the call's page; the number of the call."""
    keys = Keyboard(page)
    keys.go_to("Raise a call")
    keys.press("Enter")
    page.wait_for_url("**/calls/raise/")
    keys.go_to("EXERCISE")
    keys.press("Enter")
    page.wait_for_url("**/calls/raise/exercise/")
    keys.go_to("What happened, in one line")
    keys.type(WHAT)
    keys.go_to("Not known yet", kind="checkbox")
    keys.press("Space")
    keys.go_to("What do you ask of the others?")
    keys.type("Say how many.")
    keys.press("Enter")
    keys.type("And by when.")
    keys.go_to("As soon as you can")
    keys.press("Space")
    keys.go_to("Immediate", kind="radio")
    keys.press("ArrowDown")
    expect(page.get_by_label("Today")).to_be_checked()
    keys.go_to("Australia")
    keys.press("Space")
    keys.go_to("Figures, dangers, ways in and out")
    keys.press("Enter")
    keys.go_to("What is counted")
    keys.go_to("See who is rung")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Ring 6 parties for this exercise?")
    keys.go_to("Raise the EXERCISE call")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text(WHAT)
    return page.title().split(" · ")[1]


def answer(page: Page) -> None:
    """Italy, from its link to its answer."""
    keys = Keyboard(page)
    keys.go_to("Sign in and open the call")
    keys.press("Enter")
    page.wait_for_url("**/accounts/login/**")
    keys.go_to("E-mail address")
    keys.type(on_duty("IT"))
    keys.go_to("Password", kind="password")
    keys.type(PASSWORD)
    keys.press("Enter")
    at_call(page)
    keys.go_to("Answer for Italy")
    keys.press("Enter")
    page.wait_for_url("**/answer/")
    keys.go_to("Can", kind="radio")
    keys.press("ArrowDown")
    expect(page.get_by_label("Partly", exact=True)).to_be_checked()
    keys.go_to("In words")
    keys.type("Twelve, from Monday.")
    keys.go_to("Answer for Italy", kind="submit")
    keys.press("Enter")
    expect(page.get_by_text("Your answer is with everybody in the call.")).to_be_visible()


def cancel(page: Page) -> None:
    """London's own call, and then out by the menu."""
    keys = Keyboard(page)
    keys.go_to("Cancel")
    keys.press("Enter")
    page.wait_for_url("**/cancel/")
    keys.go_to("it was raised by mistake", kind="radio")
    keys.press("Space")
    keys.go_to("Cancel the call now")
    keys.press("Enter")
    expect(page.get_by_text("This call is cancelled.").first).to_be_visible()
    keys.go_to("United Kingdom · Duty desk")
    keys.press("Space")
    keys.go_to("Sign out")
    keys.press("Enter")
    page.wait_for_url("**/accounts/login/")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_is_a_trap_and_the_way_through_it_makes_sense(
    screen: dict[str, int], night: Night, come: Come
) -> None:
    page = come(on_duty("IT"), viewport=screen)
    for path in (
        "/",
        night.calls["exercise"].path,
        f"{night.calls['actual'].path}answer/",
        "/calls/raise/actual/",
    ):
        page.goto(path)
        stations = Keyboard(page).walk_through()
        assert len(stations) > 8, path
        assert stations[0]["name"] == "Skip to the page"
        places = [station["place"] for station in stations]
        assert places == sorted(places), path


def test_the_skip_link_shows_itself_and_skips(night: Night, come: Come) -> None:
    page = come(on_duty("IT"))
    page.goto(night.calls["exercise"].path)
    keys = Keyboard(page)
    first = keys.step()
    assert first
    assert first["name"] == "Skip to the page"
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    after = keys.step()
    assert after
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_opens_and_closes(night: Night, come: Come) -> None:
    page = come(on_duty("IT"))
    page.goto("/")
    keys = Keyboard(page)
    keys.go_to("Italy · Duty desk")
    for key in ("Enter", "Space"):
        keys.press(key)
        expect(page.locator(".drawer")).to_contain_text("Italy · Duty desk")  # whole, beside it perhaps cut
        expect(page.locator(".drawer")).to_be_visible()
        keys.press(key)
        expect(page.locator(".drawer")).not_to_be_visible()
    keys.press("Enter")
    keys.go_to("Situations")
    keys.press("Enter")
    page.wait_for_url("**/situations/")


def test_focus_stays_where_it_is_while_the_page_changes(site: Demonstration, come: Come) -> None:
    call = over_http.raise_call(site, "Exercise: focus stays")
    page = come(on_duty("ES"))
    page.goto(call.path)
    keys = Keyboard(page)
    keys.go_to("Answer for Spain")
    over_http.acknowledge(site, "IT", call)
    expect(row_of(page, "Italy")).to_contain_text("Acknowledged", timeout=3000)
    over_http.speak(site, call, "update", what_changed="Exercise: more of them.")
    expect(page.locator("#call-now")).to_contain_text("Exercise: more of them.", timeout=3000)
    at = keys.focused
    assert at
    assert at["name"] == "Answer for Spain"
    keys.press("Enter")
    page.wait_for_url("**/answer/")


def test_what_one_stands_on_is_not_taken_away(site: Demonstration, come: Come) -> None:
    """Someone else of one's party acknowledges: the button one stands on stays until one asks to see the change."""
    call = over_http.raise_call(site, "Exercise: the button goes")
    page = come(on_duty("ES"))
    page.goto(call.path)
    keys = Keyboard(page)
    keys.go_to("Spain has it: acknowledge")
    acknowledged_elsewhere(site, call)
    show = page.get_by_role("button", name="Show what changed")
    expect(show).to_be_visible(timeout=3000)
    assert (keys.focused or {})["name"] == "Spain has it: acknowledge"
    keys.go_to("Show what changed", key="Shift+Tab")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Spain has it: acknowledge")).to_have_count(0)
    keys.go_to("Answer for Spain")


def acknowledged_elsewhere(site: Demonstration, call: Raised) -> None:
    over_http.acknowledge(site, "ES", call)


def test_a_lost_outline_would_be_found(night: Night, come: Come) -> None:
    page = come(on_duty("IT"))
    page.goto(night.calls["exercise"].path)
    page.evaluate("document.querySelector('.skip').style.outline = 'none'")
    with pytest.raises(AssertionError, match="no outline"):
        Keyboard(page).step()


def test_a_planted_trap_would_be_found(night: Night, come: Come) -> None:
    page = come(on_duty("IT"))
    page.goto(night.calls["exercise"].path)
    page.evaluate(
        "document.querySelector('.menu summary').addEventListener('keydown', e => e.preventDefault())"
    )
    with pytest.raises(AssertionError, match="no way out"):
        Keyboard(page).walk_through()


def test_the_list_of_mistakes_has_the_focus_also_after_a_skip_link_and_a_figure(come: Come) -> None:
    page = come(on_duty("GB"), viewport=DESK)
    page.goto("/calls/raise/exercise/#main")
    page.get_by_text("Figures, dangers, ways in and out").click()
    page.locator("#id_figures-0-value").fill("40")
    page.get_by_role("button", name="See who is rung").click()
    expect(page.locator("#errors")).to_be_focused()
    source = page.get_by_role("link", name="Figure 1, Source: Give the source: no number stands without it.")
    source.click()
    expect(page.locator("#id_figures-0-source")).to_be_focused()
    assert page.url.endswith("#id_figures-0-source")
    page.get_by_role("button", name="See who is rung").click()
    expect(page.locator("#errors")).to_be_focused()
