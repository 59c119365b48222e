"""What is typed survives a lost line, a stopped server and a reload; what was received is not put back."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import over_http
from tests.browser.demonstration import Demonstration, of_office, on_duty
from tests.browser.hands import at_call, fill_first_message, row_of
from tests.browser.over_http import Raised

Come = Callable[..., Page]
NOT_SENT = "Not sent. Kept on this device; send again when the line is back."
IS_BACK = "Not sent yet. The line is back: send again."
PUT_BACK = "has been put back"


@pytest.fixture(scope="module")
def call(site: Demonstration) -> Raised:
    return over_http.raise_call(site, "Exercise: drafts about this one")


@pytest.fixture
def down(site: Demonstration) -> Iterator[Callable[[], None]]:
    """Ends the server as a power cut would; it is up again after the test."""
    yield site.kill
    if not site.is_up:
        site.start()


def test_offline_nothing_is_lost_and_it_is_said(come: Come) -> None:
    page = come(on_duty("GB"))
    page.goto("/calls/raise/exercise/")
    fill_first_message(page, "Exercise: the line goes")
    page.context.set_offline(True)
    page.get_by_role("button", name="See who is rung").click()
    expect(page.get_by_role("alert").filter(has_text=NOT_SENT)).to_be_visible()
    expect(page.get_by_label("What happened, in one line")).to_have_value("Exercise: the line goes")
    page.context.set_offline(False)
    expect(page.get_by_text(IS_BACK)).to_be_visible(timeout=8000)
    page.reload()
    expect(page.locator("form .notice")).to_contain_text(PUT_BACK)
    expect(page.get_by_label("What happened, in one line")).to_have_value("Exercise: the line goes")
    expect(page.get_by_label("Not known yet")).to_be_checked()
    page.get_by_role("button", name="See who is rung").click()
    lost_on_the_last_page(page)
    page.get_by_role("button", name="Raise the EXERCISE call").click()
    at_call(page)
    page.goto("/calls/raise/exercise/")
    expect(page.get_by_label("What happened, in one line")).to_have_value("")
    expect(page.get_by_text(PUT_BACK)).to_have_count(0)


def lost_on_the_last_page(page: Page) -> None:
    """On the page that confirms, too, the button waits for the line."""
    expect(page.locator("h1")).to_have_text("Ring 7 parties for this exercise?")
    page.context.set_offline(True)
    page.get_by_role("button", name="Raise the EXERCISE call").click()
    expect(page.get_by_role("alert").filter(has_text="Not sent: the line is down.")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Ring 7 parties for this exercise?")
    page.context.set_offline(False)


def test_a_server_that_stops_takes_nothing_along(
    site: Demonstration, come: Come, call: Raised, down: Callable[[], None]
) -> None:
    page, watching = come(on_duty("IT")), come(on_duty("US"))
    watching.goto(call.path)
    page.goto(f"{call.path}answer/")
    page.get_by_label("Partly", exact=True).check()
    page.get_by_label("In words").fill("Twelve, typed while the server was there.")
    down()
    page.get_by_role("button", name="Answer for Italy").click()
    expect(page.get_by_role("alert").filter(has_text=NOT_SENT)).to_be_visible()
    expect(watching.locator("#line")).to_contain_text("Connection lost.", timeout=8000)
    site.start()
    expect(page.get_by_text(IS_BACK)).to_be_visible(timeout=15000)
    page.get_by_role("button", name="Answer for Italy").click()
    expect(page.get_by_text("Your answer is with everybody in the call.")).to_be_visible()
    expect(row_of(watching, "Italy")).to_contain_text(
        "Twelve, typed while the server was there.", timeout=30_000
    )
    expect(watching.locator("#line")).not_to_contain_text("lost")
    page.goto(f"{call.path}answer/")
    expect(page.get_by_label("In words")).to_have_value("")


ABOUT_A_CALL = {
    "update": ("What changed", "Send what changed", "GB"),
    "correct": ("What was wrong, and what is right", "Send the correction", "GB"),
    "answer": ("In words", "Answer for Spain", "ES"),
    "stand-down": ("Note", "Stand the call down", "GB"),
}


@pytest.mark.parametrize("act", ABOUT_A_CALL)
def test_what_was_received_is_not_put_back(come: Come, call: Raised, act: str) -> None:
    label, send, party = ABOUT_A_CALL[act]
    page = come(on_duty(party))
    page.goto(f"{call.path}{act}/")
    page.get_by_label(label).first.fill("Exercise: typed once.")
    page.reload()
    expect(page.get_by_label(label).first).to_have_value("Exercise: typed once.")
    expect(page.locator("form .notice")).to_contain_text(PUT_BACK)
    if act == "answer":
        page.get_by_label("Partly", exact=True).check()
    page.get_by_role("button", name=send).click()
    at_call(page)
    assert "done" not in page.url
    assert drafts(page) == []


def test_what_was_received_about_a_situation_is_not_put_back(come: Come) -> None:
    page = come(on_duty("US"))
    page.goto("/situations/open/?status=exercise")
    send(page, {"Title": "Exercise: a road is cut"}, "Open the situation")
    situation = page.url.partition("?")[0]
    assert drafts(page) == []
    page.goto(f"{situation}mode/")
    send(page, {"Why": "More is expected."}, "Set the mode")
    assert drafts(page) == []
    page.goto(f"{situation}close/")
    send(page, {"Why": "It is over."}, "Close the situation")
    assert drafts(page) == []


def send(page: Page, typed: dict[str, str], button: str) -> None:
    for label, words in typed.items():
        page.get_by_label(label).fill(words)
    assert len(drafts(page)) == 1
    page.get_by_role("button", name=button).click()
    expect(page.locator("p.notice.done")).to_be_visible()


def test_a_newer_draft_outlives_going_back_to_the_page_that_said_received(
    come: Come, site: Demonstration
) -> None:
    page, call = come(on_duty("ES")), over_http.raise_call(site, "Exercise: answered twice")
    page.goto(f"{call.path}answer/")
    page.get_by_label("Partly", exact=True).check()
    page.get_by_label("In words").fill("Exercise: twelve.")
    page.get_by_role("button", name="Answer for Spain").click()
    at_call(page)
    page.get_by_role("link", name="Change the answer").click()
    page.get_by_label("In words").fill("Exercise: second thoughts.")
    page.go_back()
    at_call(page)
    page.reload()
    page.get_by_role("link", name="Change the answer").click()
    expect(page.get_by_label("In words")).to_have_value("Exercise: second thoughts.")


def test_what_one_officer_typed_is_not_shown_to_the_next(come: Come) -> None:
    """On a device that two share, whether or not the first signed out."""
    page = come(on_duty("GB"), anew=True)
    page.goto("/calls/raise/test/")
    page.get_by_label("What happened, in one line").fill("Ada typed this")
    sit_down(page, of_office("GB", "desk_officer"))
    page.goto("/calls/raise/test/")
    expect(page.get_by_label("What happened, in one line")).to_have_value("Test of the line")
    sit_down(page, on_duty("GB"))
    page.goto("/calls/raise/test/")
    expect(page.get_by_label("What happened, in one line")).to_have_value("Ada typed this")
    page.locator(".menu summary").click()
    page.locator(".drawer").get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("E-mail address")).to_be_visible()
    assert drafts(page) == []


def test_a_draft_without_its_owner_would_be_shown_to_the_next(come: Come) -> None:
    """The same two officers on pages that don't say whose they are."""
    page = come(on_duty("GB"), anew=True)
    page.add_init_script(
        "new MutationObserver(() => delete document.body?.dataset.officer)"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto("/calls/raise/test/")
    page.get_by_label("What happened, in one line").fill("Ada typed this")
    sit_down(page, of_office("GB", "desk_officer"))
    page.goto("/calls/raise/test/")
    expect(page.get_by_label("What happened, in one line")).to_have_value("Ada typed this")


def sit_down(page: Page, email: str) -> None:
    page.goto("/mailbox/cast/")
    page.click(f"button[value='{email}']")
    expect(page.locator("#desk")).to_be_visible()


def drafts(page: Page) -> list[str]:
    """What is kept on this device."""
    kept: list[str] = page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('redphone.draft.'))"
    )
    return kept


def test_passwords_and_digits_are_never_kept(come: Come) -> None:
    page = come(on_duty("GB"))
    page.goto("/accounts/password/change/")
    page.locator("input[type=password]").first.fill("answer-the-red-phone")
    assert "answer-the-red-phone" not in str(page.evaluate("JSON.stringify(localStorage)"))
