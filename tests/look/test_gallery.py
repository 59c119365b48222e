"""Every component in a real Chromium: axe, strict CSP, no sideways scroll, keyboard, no JavaScript, paper."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = [
    "",
    "call/",
    "call/?status=exercise",
    "call/?status=test",
    "form/?wrong=1",
    "components/",
    "received/?signed=out",
]
WIDTHS = {"phone": 390, "desk": 1280}


def faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own best practice, one line each."""
    found = Axe().run(page, options=AA).response["violations"]
    return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(walk: Any, gallery: Any, width: str, scheme: str) -> None:
    def every_page(page: Page) -> list[str]:
        found = []
        for name in PAGES:
            page.goto(gallery.address + name)
            found += [f"/{name} {fault}" for fault in faults(page)]
        page.goto(gallery.address + "call/")
        page.click("details.menu summary")
        return found + faults(page)

    view = {"width": WIDTHS[width], "height": 844}
    assert walk(every_page, viewport=view, color_scheme=scheme, bypass_csp=True) == []


def test_axe_would_find_a_planted_fault(walk: Any, gallery: Any) -> None:
    def planted(page: Page) -> list[str]:
        page.goto(gallery.address + "form/")
        page.evaluate("document.querySelector('label[for=id_title]').remove()")
        page.evaluate("document.querySelector('.lede, .consequence p').style.color = '#999'")
        return [fault.split(":")[0] for fault in faults(page)]

    assert {"label", "color-contrast"} <= set(walk(planted, bypass_csp=True))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(walk: Any, gallery: Any, width: int) -> None:
    def too_wide(page: Page) -> list[str]:
        wide = []
        for name in PAGES:
            page.goto(gallery.address + name)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append(name)
        return wide

    assert walk(too_wide, viewport={"width": width, "height": 844}) == []


def test_strict_csp_and_scripts_are_at_peace(walk: Any, gallery: Any) -> None:
    def complaints(page: Page) -> list[str]:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        for name in PAGES:
            page.goto(gallery.address + name)
            page.wait_for_timeout(100)
        return said

    assert walk(complaints) == []


def test_the_menu_opens_by_keyboard_without_javascript(walk: Any, gallery: Any) -> None:
    def by_keyboard(page: Page) -> tuple[str, bool]:
        page.goto(gallery.address + "call/")
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.textContent")
        page.focus("details.menu summary")
        page.keyboard.press("Enter")
        return first, page.is_visible("details.menu .drawer")

    phone = {"width": 390, "height": 844}
    assert walk(by_keyboard, java_script_enabled=True, viewport=phone) == ("Skip to the page", True)


def test_each_thing_to_press_is_big_enough(walk: Any, gallery: Any) -> None:
    small = """[...document.querySelectorAll(
        '.act, summary, .rooms a, .choices button, .tick, .pick, .rows a, input, select')]
        .filter(e => e.offsetParent && e.type !== 'checkbox' && e.type !== 'radio')
        .filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80))"""

    def measured(page: Page) -> list[str]:
        found: list[str] = []
        for name in ("", "form/", "components/"):
            page.goto(gallery.address + name)
            found += page.evaluate(small)
        return found

    assert walk(measured, viewport={"width": 390, "height": 844}) == []


def test_on_a_phone_a_member_takes_two_lines(walk: Any, gallery: Any) -> None:
    def lines(page: Page) -> list[int]:
        page.goto(gallery.address + "call/")
        heights = (
            "[...document.querySelectorAll('.stack tbody tr')].map(r => r.getBoundingClientRect().height)"
        )
        return [round(height) for height in page.evaluate(heights)]

    rows = walk(lines, viewport={"width": 390, "height": 844})
    assert len(rows) == 8
    assert min(rows) < 75
    assert max(rows) < 110


def test_on_paper_nothing_is_to_press_and_band_and_foot_stand_on_each_sheet(walk: Any, gallery: Any) -> None:
    repeats = """['.top', '.foot'].map(name => getComputedStyle(document.querySelector(name)))
        .map(style => `${style.display} ${style.breakInside}`)"""

    def printed(page: Page) -> tuple[bool, bool, list[str]]:
        page.goto(gallery.address + "call/?status=exercise")
        page.emulate_media(media="print", color_scheme="dark")
        pressed = any(page.is_visible(what) for what in ("nav", ".acts", ".choices", ".skip"))
        paper = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()")
        return pressed, paper == "#fbfaf7", page.evaluate(repeats)

    # Chromium repeats these groups on each sheet only if they must not break.
    assert walk(printed) == (False, True, ["table-header-group avoid", "table-footer-group avoid"])
