"""What can be measured of a page's accessibility: by axe, and by the sizes and places of what stands on it."""

from collections.abc import Iterator, Mapping

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
LOOKS = [
    (390, "light", EVERYTHING),
    (390, "dark", COLOURS),
    (1280, "dark", EVERYTHING),
    (1280, "light", COLOURS),
]
"""Screens and schemes, and what axe judges there: by night only the colours differ from what it judged by day."""
HEIGHT = {320: 640, 390: 844, 1000: 700, 1280: 800}

_RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"], iframes: false}).then(found =>
    found.violations.flatMap(wrong => wrong.nodes.map(node => `${wrong.id}: ${node.html.slice(0, 140)}`)))"""

# Whoever scrolls sideways loses the line; a point of rounding is nobody's loss.
_WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

_SMALL = """() => [...document.querySelectorAll(
    `.act, summary, nav a, .rooms a, .choices button, .tick, .pick, .rows > li > a, .stack td > a,
     input, select, textarea`)]
    .filter(e => e.checkVisibility() && !['checkbox', 'radio', 'hidden'].includes(e.type))
    .filter(e => e.getBoundingClientRect().height < 43.5 || e.getBoundingClientRect().width < 43.5)
    .map(e => e.outerHTML.slice(0, 140))"""

# What hides what runs over it, and what stands outside the window. The one text that may be cut is the seat beside the
# menu: the menu's drawer has it whole.
_CUT = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.checkVisibility() && !e.closest('.unseen, .skip, svg, option, .menu .seat, thead'))
    .filter(e => {
      const style = getComputedStyle(e), box = e.getBoundingClientRect();
      const isTyped = e.matches('input, select, textarea');
      const hides = style.overflowX !== 'visible' && !isTyped && e.scrollWidth > e.clientWidth + 1;
      return hides || (box.width > 0 && (box.right > innerWidth + 1 || box.left < -1));
    })
    .map(e => e.outerHTML.slice(0, 140))"""


def bring_axe(page: Page) -> None:
    """Let axe be on every page that comes next. It comes from outside the page, so the strict policy stays in force."""
    page.add_init_script(AXE_SCRIPT)


def axe_faults(page: Page, rules: Mapping[str, object]) -> list[str]:
    """What axe finds on a page as it is now, one line each."""
    found: list[str] = page.evaluate(_RUN, rules)
    return found


def look(page: Page, width: int, scheme: str) -> None:
    """Look at a page on a screen of this width, by day or by night, without loading it again."""
    page.set_viewport_size({"width": width, "height": HEIGHT[width]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]


def set_text_size(page: Page, percent: int) -> None:
    """The size of all text, as a reader sets it in the browser's own settings; the window stays as wide as it is."""
    sizes = {"standard": 16 * percent // 100, "fixed": 13 * percent // 100}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})


def misplaced(page: Page) -> list[str]:
    """What can't be read because it is cut off or stands outside the window, and whether the page scrolls sideways."""
    found = [f"cut off: {element}" for element in page.evaluate(_CUT)]
    return [*found, "scrolls sideways"] if page.evaluate(_WIDER) > 1 else found


def small_targets(page: Page) -> list[str]:
    """What one presses that is smaller than 44 by 44 pixels."""
    found: list[str] = page.evaluate(_SMALL)
    return found


def faults(page: Page) -> Iterator[str]:
    """Everything that is wrong with a page on any screen."""
    for width in (320, 390, 1000):
        look(page, width, "light")
        yield from (f"{width} px, {fault}" for fault in misplaced(page))
    for width, scheme, rules in LOOKS:
        look(page, width, scheme)
        yield from (f"{width} px, {scheme}, {fault}" for fault in axe_faults(page, rules))
        if width == 390:
            yield from (f"too small to press: {element}" for element in small_targets(page))
    set_text_size(page, 200)
    yield from (f"text at 200 %, {fault}" for fault in misplaced(page))
    set_text_size(page, 100)
