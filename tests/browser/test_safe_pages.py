"""Every page under its strict policy without a complaint, its headers, and the call on paper."""

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.night import Night
from tests.browser.views import LONDON, PARTS, ROME, views_of
from tests.browser.watch import Watch

Come = Callable[..., Page]
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


@pytest.mark.parametrize("part", PARTS)
def test_every_answer_carries_the_policy(part: str, night: Night, come: Come) -> None:
    """What a page complains of is seen by `watch`, here and in all other tests."""
    phones: dict[str, Page] = {}
    for view in views_of(part, night):
        if view.who not in phones:
            phones[view.who] = come(view.who)
        answer = phones[view.who].request.get(view.path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, view
        assert set(re.split(r";\s*", answer.headers["content-security-policy"])) == POLICY, view
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", answer.text()), view


def test_a_breach_of_the_policy_would_be_found(night: Night, come: Come, watch: Watch) -> None:
    page = come(LONDON)
    page.goto(night.calls["exercise"].path)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\" onclick=\"go()\">x</p>')"
    )
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))"
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert len([words for words in watch.complaints if "Content Security Policy" in words]) >= 2
    watch.complaints.clear()


def test_a_page_stays_out_of_other_sites_frames(night: Night, come: Come) -> None:
    page = come(LONDON)
    page.route(
        "http://elsewhere.example/",
        lambda route: route.fulfill(
            body=f"<iframe src='{night.site.site}/accounts/login/'></iframe>", content_type="text/html"
        ),
    )
    page.goto("http://elsewhere.example/")
    page.wait_for_timeout(300)
    framed = page.frames[1]
    assert "Sign in" not in framed.content()


def test_cookies_are_kept_from_scripts_and_other_sites(night: Night, come: Come) -> None:
    page = come(LONDON)
    page.goto("/")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["session"]["httpOnly"]
    assert cookies["session"]["sameSite"] == "Lax"
    assert page.evaluate("document.cookie") == ""


@pytest.mark.parametrize(("state", "who"), [("exercise", ROME), ("actual", LONDON), ("cancelled", LONDON)])
def test_a_call_on_paper(state: str, who: str, night: Night, come: Come) -> None:
    page = come(who, color_scheme="dark")
    page.goto(night.calls[state].path)
    expect(page.locator("#who")).to_be_visible()
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(printed)).pages]
    assert 1 <= len(sheets) <= 2
    status = "ACTUAL" if state == "actual" else "EXERCISE"
    for sheet in sheets:
        assert status in sheet
        assert "TLP:GREEN" in sheet
        assert re.search(r"As of \w+ \d+ \w+ \d{4} \d\d:\d\d UTC", sheet)
    words = " ".join(sheets)
    for said in ("the gate closes at dusk", "Who has it", "New Zealand", "Say how many persons"):
        assert said in words
    for pressed in ("Menu", "Answer for Italy", "Add what changed", "Français", "Sign out"):
        assert pressed not in words
