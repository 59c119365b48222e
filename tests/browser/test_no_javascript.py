"""The whole main job in a browser that runs no scripts: what lives is then one reload away."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.demonstration import Demonstration, on_duty
from tests.browser.hands import at_call, fill_first_message, row_of, sign_in

Come = Callable[..., Page]
WHAT = "Exercise: without any script"


def test_the_main_job(site: Demonstration, come: Come) -> None:
    london = come(java_script_enabled=False)
    sign_in(london, on_duty("GB"))
    number = raise_call(london)
    acknowledge_by_link(site, come(java_script_enabled=False), number)
    rome = come(java_script_enabled=False)
    answer(rome)
    london.reload()
    expect(row_of(london, "Italy")).to_contain_text("Partly Twelve, from Monday.")
    expect(row_of(london, "Spain")).to_contain_text("by the mailed link")
    change(london)
    rome.reload()
    expect(rome.locator("#call-now")).to_contain_text("They are sixty now.")
    expect(rome.locator("h1")).to_have_text("Exercise: corrected without any script")
    expect(rome.get_by_text("This call is cancelled.")).to_be_visible()
    london.locator(".menu summary").click()
    london.locator(".drawer").get_by_role("button", name="Sign out").click()
    expect(london.get_by_label("E-mail address")).to_be_visible()


def raise_call(page: Page) -> str:
    """By the form, with a mistake on the way; the number of the call."""
    page.get_by_role("link", name="Raise a call").first.click()
    page.get_by_role("link", name="EXERCISE").click()
    page.get_by_role("button", name="See who is rung").click()
    expect(page.locator("#errors h2")).to_contain_text("4 things to put right")
    expect(page.locator("#id_what_happened_field .error")).to_contain_text("Say in one line what happened.")
    fill_first_message(page, WHAT)
    page.locator("summary", has_text="Figures, dangers").click()
    page.get_by_label("What is counted").first.fill("people at the gate")
    page.get_by_label("Number").first.fill("40")
    page.get_by_label("Source").first.fill("exercise staff")
    page.get_by_role("button", name="See who is rung").click()
    expect(page.locator(".consequence")).to_contain_text("7 parties are rung:")
    page.get_by_role("button", name="Raise the EXERCISE call").click()
    at_call(page)
    expect(page.locator("h1")).to_have_text(WHAT)
    expect(page.get_by_text("people at the gate")).to_be_visible()
    return page.title().split(" · ")[1]


def acknowledge_by_link(site: Demonstration, page: Page, number: str) -> None:
    """Spain, from its mail: wrong digits first."""
    link, digits = site.link_and_digits(site.mail_to(on_duty("ES"), number))
    page.goto(link)
    page.get_by_role("button", name="We have it").click()
    expect(page.locator(".field .error")).to_contain_text("Copy the two digits from the mail.")
    page.get_by_label("The two digits in your mail").fill(digits)
    page.get_by_role("button", name="We have it").click()
    expect(page.get_by_text("Spain has it.")).to_be_visible()


def answer(page: Page) -> None:
    """Italy, from its desk."""
    sign_in(page, on_duty("IT"))
    page.get_by_role("link", name=WHAT).first.click()
    page.get_by_role("button", name="Italy has it: acknowledge").click()
    page.get_by_role("link", name="Answer for Italy").click()
    page.get_by_role("button", name="Answer for Italy").click()
    expect(page.locator("#id_answer_field .error")).to_contain_text("Choose one of the four.")
    page.get_by_label("Partly", exact=True).check()
    page.get_by_label("In words").fill("Twelve, from Monday.")
    page.get_by_role("button", name="Answer for Italy").click()
    at_call(page)
    expect(page.get_by_text("Your answer is with everybody in the call.")).to_be_visible()


def change(page: Page) -> None:
    """London adds what changed, corrects, and cancels."""
    page.get_by_role("link", name="Add what changed").click()
    page.get_by_label("What changed").fill("They are sixty now.")
    page.get_by_role("button", name="Send what changed").click()
    page.get_by_role("link", name="Correct", exact=True).click()
    page.get_by_label("What was wrong, and what is right").fill("The headline.")
    page.get_by_label("What happened, in one line").fill("Exercise: corrected without any script")
    page.get_by_role("button", name="Send the correction").click()
    page.get_by_role("link", name="Cancel", exact=True).click()
    page.get_by_label("it was raised by mistake").check()
    page.get_by_role("button", name="Cancel the call now").click()
    expect(page.get_by_text("This call is cancelled.")).to_be_visible()
