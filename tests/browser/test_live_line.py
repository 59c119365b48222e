"""Pages that follow: a lost line and an ended sign-in are said in words; nothing is taken from under one's hands."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import over_http
from tests.browser.demonstration import Demonstration, on_duty
from tests.browser.hands import never_reload, row_of

Come = Callable[..., Page]
WITHIN = 3000


def test_a_new_call_comes_to_the_desk_by_itself(site: Demonstration, come: Come) -> None:
    page = come(on_duty("ES"))
    page.goto("/")
    unchanged = never_reload(page)
    before = page.locator("h1").inner_text()
    over_http.raise_call(site, "Exercise: it comes by itself")
    expect(page.get_by_role("link", name="Exercise: it comes by itself").first).to_be_visible(timeout=WITHIN)
    assert page.locator("h1").inner_text() != before
    unchanged()


def test_a_lost_connection_is_said_and_made_up_for(site: Demonstration, come: Come) -> None:
    call = over_http.raise_call(site, "Exercise: the line is lost")
    page = come(on_duty("ES"))
    page.goto(call.path)
    under_way = page.locator("#who tbody tr").filter(has_text=re.compile("Waiting|Ringing"))
    expect(under_way).to_have_count(0, timeout=20_000)  # the last mail has gone out, and nothing more happens
    page.reload()
    expect(page.locator("#line")).to_be_empty()
    page.context.set_offline(True)
    expect(page.locator("#line")).to_contain_text(
        "Connection lost. What you see was last known at", timeout=8000
    )
    assert page.locator("#line").get_attribute("role") == "status"
    over_http.acknowledge(site, "IT", call)
    page.wait_for_timeout(300)
    expect(row_of(page, "Italy")).not_to_contain_text("Acknowledged")
    page.context.set_offline(False)
    expect(row_of(page, "Italy")).to_contain_text("Acknowledged", timeout=8000)
    expect(page.locator("#line")).to_contain_text("The line is back. Up to date at")
    over_http.acknowledge(site, "US", call)  # news right after it do not hide it
    expect(row_of(page, "United States")).to_contain_text("Acknowledged", timeout=8000)
    expect(page.locator("#line")).to_contain_text("The line is back. Up to date at")


def test_an_ended_session_is_said_and_the_last_picture_stays(site: Demonstration, come: Come) -> None:
    call = over_http.raise_call(site, "Exercise: a phone is lost")
    lost, kept = come(on_duty("AU"), anew=True), come(on_duty("AU"), anew=True)
    lost.goto(f"{call.path}answer/")
    lost.get_by_label("In words").fill("Exercise: typed on a phone")
    lost.goto(call.path)
    kept.goto("/accounts/sessions/")
    kept.get_by_role("button", name="End all others").click()
    expect(kept.get_by_text("All other sessions have ended.")).to_be_visible()
    expect(lost.locator("#line")).to_contain_text(
        "You are signed out, so this page no longer follows.", timeout=8000
    )
    expect(lost.locator("h1")).to_have_text("Exercise: a phone is lost")
    lost.reload()
    lost.wait_for_url("**/accounts/login/**")
    assert "typed on a phone" in str(lost.evaluate("JSON.stringify(localStorage)"))


def test_nothing_typed_is_lost_while_the_page_changes(site: Demonstration, come: Come) -> None:
    call = over_http.raise_call(site, "Exercise: typing goes on")
    page = come(on_duty("ES"))
    page.goto(call.path)
    note = "Object.assign(document.createElement('input'), {ariaLabel: 'Note', value: 'twelve persons'})"
    page.evaluate(f"const note = {note}; document.getElementById('who').append(note); note.focus()")
    over_http.acknowledge(site, "IT", call)
    expect(page.locator("#line")).to_contain_text(
        "This part has changed while you were writing in it.", timeout=WITHIN
    )
    over_http.speak(site, call, "update", what_changed="Exercise: and more.")
    expect(page.locator("#call-now")).to_contain_text("Exercise: and more.", timeout=WITHIN)
    expect(page.get_by_label("Note")).to_have_value("twelve persons")
    page.get_by_role("button", name="Show what changed").click()
    expect(row_of(page, "Italy")).to_contain_text("Acknowledged")
    over_http.acknowledge(site, "US", call)  # and now that nothing is typed, what comes is shown at once
    expect(row_of(page, "United States")).to_contain_text("Acknowledged", timeout=WITHIN)
    expect(page.get_by_role("button", name="Show what changed")).to_have_count(0)


def test_what_is_unfolded_stays_unfolded(site: Demonstration, come: Come) -> None:
    call = over_http.raise_call(site, "Exercise: unfolded")
    site.mail_to(on_duty("ES"), call.number)
    page = come(on_duty("ES"))
    page.goto(call.path)
    page.get_by_text("Whom we rang at home").click()
    over_http.acknowledge(site, "IT", call)
    expect(row_of(page, "Italy")).to_contain_text("Acknowledged", timeout=WITHIN)
    expect(page.locator("#rung-at-home li").first).to_be_visible()


def test_two_tabs_of_one_officer(site: Demonstration, come: Come) -> None:
    """Both follow, and the words after an act are said in the tab that acted."""
    call = over_http.raise_call(site, "Exercise: two tabs")
    first = come(on_duty("ES"))
    second = first.context.new_page()
    first.goto(call.path)
    second.goto(call.path)
    unchanged = never_reload(second)
    first.get_by_role("button", name="Spain has it: acknowledge").click()
    expect(first.get_by_text("Acknowledged. Everybody in the call sees that you have it.")).to_be_visible()
    for page in (first, second):
        expect(row_of(page, "Spain")).to_contain_text("Acknowledged", timeout=WITHIN)
    expect(second.get_by_role("button", name="Spain has it: acknowledge")).to_have_count(0)
    unchanged()


def test_words_after_an_act_are_not_taken_by_a_page_that_follows(site: Demonstration, come: Come) -> None:
    """The tab that acted may come to its next page after the other one has asked for what is new."""
    call = over_http.raise_call(site, "Exercise: a slow tab")
    page = come(on_duty("ES"))
    page.goto(call.path)
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    acted = page.request.post(
        f"{call.path}acknowledge/", form={"csrfmiddlewaretoken": token}, max_redirects=0
    )
    assert acted.status == 302
    for headers, says in (({"X-Live": "1"}, False), ({}, True)):
        words = page.request.get(call.path, headers=headers).text()
        assert ("Everybody in the call sees that you have it." in words) is says


def test_a_page_that_does_not_follow_would_be_found(site: Demonstration, come: Come) -> None:
    """With its script kept away, the same page stands still."""
    call = over_http.raise_call(site, "Exercise: standing still")
    page = come(on_duty("ES"))
    page.route("**/look/live*.js", lambda route: route.abort())
    page.goto(call.path)
    over_http.acknowledge(site, "IT", call)
    with pytest.raises(AssertionError):
        expect(row_of(page, "Italy")).to_contain_text("Acknowledged", timeout=WITHIN)


# The desk that rings

_NOTICES = """
    window.notices = [];
    window.Notification = class {
        static permission = "granted";
        static async requestPermission() { return "granted"; }
        constructor(said) { window.notices.push(said); }
    };
    window.tones = 0;
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
        window.tones += 1;
        return create.call(this);
    };
"""


def assert_soon(page: Page, so: str) -> None:
    """Ask again and again, for ten seconds at most: the page's own policy forbids to wait for a sentence."""
    for _ in range(50):
        if page.evaluate(so):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{so}: {page.evaluate('[notices, tones]')}")


def test_the_desk_rings_once_somebody_asked_for_it(site: Demonstration, come: Come) -> None:
    page = come(on_duty("ES"))
    page.add_init_script(_NOTICES)
    page.goto("/")
    over_http.raise_call(site, "Exercise: nobody asked for a sound")
    expect(page.get_by_role("link", name="Exercise: nobody asked for a sound").first).to_be_visible(
        timeout=WITHIN
    )
    assert re.match(r"\(\d+\) ", page.title())
    assert page.evaluate("[notices, tones]") == [[], 0]
    bell = page.get_by_role("button", name="Ring on this screen when a call comes")
    bell.click()
    expect(bell).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#bell-said")).to_contain_text("From now on a new call rings here")
    assert_soon(page, "tones === 3")
    call = over_http.raise_call(site, "Exercise: heard across the room")
    expect(page.get_by_role("link", name="Exercise: heard across the room").first).to_be_visible(
        timeout=WITHIN
    )
    [notice] = page.evaluate("notices")
    assert re.fullmatch(r"EXERCISE · \d+ calls wait for your answer", notice)
    assert_soon(page, "tones === 6")
    page.reload()
    expect(bell).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#bell-said")).to_contain_text("It is silent until this page has been touched")
    assert page.evaluate("'awake' in document.body.dataset")  # its line is kept behind another page
    page.keyboard.press("Shift")
    expect(page.locator("#bell-said")).to_contain_text("From now on a new call rings here")
    page.get_by_role("link", name="Exercise: heard across the room").first.focus()
    over_http.acknowledge(site, "IT", call)  # what one stands on changes, and is held: it rings all the same
    over_http.raise_call(site, "Exercise: somebody stands in the list")
    assert_soon(page, "notices.length && tones === 3")
    bell.click()
    expect(bell).to_have_attribute("aria-pressed", "false")


def test_a_browser_that_does_not_allow_it_says_what_to_do(come: Come) -> None:
    page = come(on_duty("ES"))
    page.add_init_script(_NOTICES.replace('"granted"', '"denied"'))
    page.goto("/")
    bell = page.get_by_role("button", name="Ring on this screen when a call comes")
    bell.click()
    expect(page.locator("#bell-said")).to_contain_text("Allow notices from this address")
    expect(bell).to_have_attribute("aria-pressed", "false")
