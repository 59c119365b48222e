"""The main job by hand on a phone: raise, ring, see who has it, answer, and say what changed."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import over_http
from tests.browser.demonstration import Demonstration, on_duty, thing_in, wait_until
from tests.browser.hands import PHONE, fill_first_message, never_reload, row_of, sign_in
from tests.browser.over_http import Raised

Come = Callable[..., Page]
WITHIN = 2000  # milliseconds from what somebody does to its being on other people's pages
WHAT = "Exercise: two buses are held at Example Bridge"


def test_raised_rung_acknowledged_and_everybody_sees_it(site: Demonstration, come: Come) -> None:
    london = come(has_touch=True)
    sign_in(london, on_duty("GB"))
    london.get_by_role("link", name="Raise a call").first.tap()
    london.get_by_role("link", name="EXERCISE").tap()
    send_too_early(london)
    confirm(london, site)
    expect(london).to_have_url(re.compile(r"/calls/[0-9a-f-]{36}/$"))
    expect(london.locator("h1")).to_have_text(WHAT)
    expect(london.locator(".band")).to_contain_text("EXERCISE")
    number = london.title().split(" · ")[1]
    expect(row_of(london, "Italy")).to_contain_text("Delivered", timeout=WITHIN * 3)
    unchanged = never_reload(london)

    link, digits = site.link_and_digits(site.mail_to(on_duty("IT"), number))
    rome = come(has_touch=True)
    rome.goto(link)
    expect(rome.locator("h1")).to_have_text(WHAT)
    expect(row_of(london, "Italy")).to_contain_text("Opened (unreliable)", timeout=WITHIN * 3)
    wrong = "00" if digits != "00" else "11"
    rome.get_by_label("The two digits in your mail").fill(wrong)
    rome.get_by_role("button", name="We have it").tap()
    expect(rome.locator(".field .error")).to_contain_text("not the digits in the mail")
    expect(rome.get_by_label("The two digits in your mail")).to_have_value("")
    rome.get_by_label("The two digits in your mail").fill(digits)
    rome.get_by_role("button", name="We have it").tap()
    acknowledged_at = time.monotonic()
    expect(row_of(london, "Italy")).to_contain_text("Acknowledged", timeout=WITHIN)
    assert time.monotonic() - acknowledged_at < WITHIN / 1000
    expect(row_of(london, "Italy")).to_contain_text("by the mailed link")
    expect(london.locator("#who .facts")).to_contain_text("1 of 7")
    unchanged()
    expect(rome.get_by_text("Italy has it.")).to_be_visible()


def send_too_early(page: Page) -> None:
    """What is missing is said beside each field, and what was typed stays."""
    page.get_by_label("What happened, in one line").fill(WHAT)
    page.get_by_label("Country").select_option("AF")
    page.get_by_label("Today").check()
    page.get_by_label("New Zealand").first.uncheck()
    page.get_by_role("button", name="See who is rung").tap()
    expect(page.locator("#errors h2")).to_contain_text("3 things to put right")
    expect(page.locator("#errors")).to_be_focused()
    for field, teaches in {
        "place": "Say where, or tick “not known yet”.",
        "asked": "Say what you ask of the others",
        "answer_by": "Say by when, or tick “as soon as you can”.",
    }.items():
        expect(page.locator(f"#id_{field}_field .error")).to_contain_text(teaches)
        expect(page.locator(f"#id_{field}")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("What happened, in one line")).to_have_value(WHAT)
    expect(page.get_by_label("Country")).to_have_value("AF")
    expect(page.get_by_label("Today")).to_be_checked()
    expect(page.get_by_label("New Zealand").first).not_to_be_checked()
    page.get_by_label("New Zealand").first.check()


def confirm(page: Page, site: Demonstration) -> None:
    """The page before it happens names who is rung and how many; one can go back and nothing is lost."""
    before = len(site.mailbox.mails(limit=1000))
    fill_first_message(page, WHAT)
    page.get_by_role("button", name="See who is rung").tap()
    expect(page.locator("h1")).to_have_text("Ring 7 parties for this exercise?")
    expect(page.get_by_text("Nothing is sent yet")).to_be_visible()
    named = page.locator(".consequence").inner_text()
    assert "7 parties are rung:" in named
    for party in (
        "Australia",
        "Canada",
        "Italy",
        "New Zealand",
        "Spain",
        "United States",
        "European Commission",
    ):
        assert party in named
    page.get_by_role("button", name="Change something").tap()
    expect(page.get_by_label("What happened, in one line")).to_have_value(WHAT)
    expect(page.get_by_label("Not known yet")).to_be_checked()
    page.get_by_role("button", name="See who is rung").tap()
    assert len(site.mailbox.mails(limit=1000)) == before
    page.get_by_role("button", name="Raise the EXERCISE call").tap()


def test_another_member_answers_from_its_desk(site: Demonstration, come: Come) -> None:
    call = over_http.raise_call(site, "Exercise: Spain is asked first")
    london, madrid = come(on_duty("GB")), come()
    london.goto(call.path)
    unchanged = never_reload(london)
    sign_in(madrid, on_duty("ES"))
    madrid.get_by_role("link", name="Exercise: Spain is asked first").first.click()
    madrid.get_by_role("button", name="Spain has it: acknowledge").click()
    expect(madrid.get_by_role("status").filter(has_text="Everybody in the call sees")).to_be_visible()
    expect(row_of(london, "Spain")).to_contain_text("Acknowledged", timeout=WITHIN)
    madrid.get_by_role("link", name="Answer for Spain").click()
    madrid.get_by_label("Partly", exact=True).check()
    madrid.get_by_label("In words").fill("Exercise: twelve persons within ten days.")
    madrid.get_by_text("Figures", exact=True).click()
    for label, typed in {"What is counted": "places", "Number": "12", "Source": "duty desk"}.items():
        madrid.get_by_label(label).first.fill(typed)
    madrid.get_by_role("button", name="Answer for Spain").click()
    expect(row_of(london, "Spain")).to_contain_text("Answered", timeout=WITHIN)
    expect(row_of(london, "Spain")).to_contain_text("Partly Exercise: twelve persons within ten days.")
    expect(row_of(london, "Spain")).to_contain_text("12 persons")
    unchanged()
    madrid.goto("/")
    expect(madrid.get_by_role("link", name="Exercise: Spain is asked first").first).to_contain_text(
        "Answered"
    )


def test_what_changed_what_was_wrong_and_a_wrong_call(site: Demonstration, come: Come) -> None:
    call = over_http.raise_call(site, "Exercise: a gate is shut", to=("IT", "ES"))
    for party in ("IT", "ES"):
        site.mail_to(on_duty(party), call.number)
    london, rome = come(on_duty("GB")), come(on_duty("IT"))
    rome.goto(call.path)
    unchanged = never_reload(rome)
    say(london, call, "Add what changed", {"What changed": "It opens at nine."}, "Send what changed")
    expect(rome.locator("#call-now")).to_contain_text("It opens at nine.", timeout=WITHIN)
    wrong = {
        "What was wrong, and what is right": "Not shut: narrow.",
        "What happened, in one line": "Exercise: a narrow gate",
    }
    say(london, call, "Correct", wrong, "Send the correction")
    expect(rome.locator("h1")).to_have_text("Exercise: a narrow gate", timeout=WITHIN)
    expect(rome.locator("#call-now")).to_contain_text("Not shut: narrow.")
    expect(rome.locator(".acts").first).to_contain_text("Italy has it: acknowledge")
    note = {"Note (optional)": "Exercise: wrong list."}
    say(london, call, "Cancel", note, "Cancel the call now", why="it was raised by mistake")
    expect(rome.locator("#call-now")).to_contain_text(
        "This call is cancelled. Nobody has to do anything.", timeout=WITHIN
    )
    expect(rome.locator("#call-now .acts")).to_have_count(0)
    unchanged()
    told_once(site, call)


def say(page: Page, call: Raised, act: str, typed: dict[str, str], send: str, *, why: str = "") -> None:
    """Speak of one's own call, from its page."""
    page.goto(call.path)
    page.get_by_role("link", name=act, exact=True).click()
    expect(page.locator(".consequence")).to_contain_text("exactly those who were rung")
    for label, words in typed.items():
        page.get_by_label(label).fill(words)
    if why:
        page.get_by_label(why).check()
    page.get_by_role("button", name=send).click()
    page.wait_for_url(f"**{call.path}*")
    assert thing_in(page.url) == call.thing


def told_once(site: Demonstration, call: Raised) -> None:
    """Those who were rung got each piece of news once; who wasn't got none."""
    for party in ("IT", "ES"):
        wait_until(lambda p=party: site.count_mails(on_duty(p), call.number) >= 4, f"the news at {party}")  # type: ignore[misc]
    time.sleep(0.3)
    assert [site.count_mails(on_duty(party), call.number) for party in ("IT", "ES", "CA")] == [4, 4, 0]
    subjects = [
        mail.subject for mail in site.mailbox.mails(whose=on_duty("IT")) if call.number in mail.subject
    ]
    assert all(subject.startswith("EXERCISE") for subject in subjects)


def test_it_is_one_column_on_a_phone(site: Demonstration, come: Come) -> None:
    """What happened, what is asked and the one button are on the first screen, above who has it."""
    call = over_http.raise_call(site, "Exercise: a short headline")
    rome = come(on_duty("IT"))
    rome.goto(call.path)
    parts = [".band", "h1", ".asked", "#call-now .act.first", "#who table", "#since-raised"]
    measured = "parts => parts.map(part => document.querySelector(part).getBoundingClientRect().top)"
    ys = rome.evaluate(measured, parts)  # at one instant: the page lives
    assert ys == sorted(ys)
    assert ys[3] < PHONE["height"] - 44
