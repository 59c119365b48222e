"""Every page in every state: axe in both schemes on both screens, nothing cut off, nothing too small to press."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import (
    EVERYTHING,
    LOOKS,
    axe_faults,
    bring_axe,
    set_text_size,
    look,
    misplaced,
    small_targets,
)
from tests.browser.night import Night
from tests.browser.views import LONDON, PARTS, views_of

Come = Callable[..., Page]


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


@pytest.mark.parametrize("part", PARTS)
def test_everybody_can_use_every_page(part: str, night: Night, come: Come) -> None:
    phones: dict[str, Page] = {}
    found = []
    for view in views_of(part, night):
        if view.who not in phones:
            phones[view.who] = come(view.who)
            bring_axe(phones[view.who])
        found += [f"{view}: {fault}" for fault in faults(view.come(phones[view.who]))]
    assert not found, "\n".join(found)


def test_the_text_size_is_the_browser_s_own(come: Come) -> None:
    page = come()
    page.goto("/accounts/login/")
    look(page, 1280, "light")
    set_text_size(page, 200)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("matchMedia('(max-width: 62rem)').matches")


def test_axe_would_find_a_planted_fault(night: Night, come: Come) -> None:
    page = come(LONDON)
    bring_axe(page)
    page.goto("/calls/raise/exercise/")
    page.evaluate("document.querySelector('label[for=id_what_happened]').remove()")
    page.evaluate("document.querySelector('.lede').style.color = '#999'")
    found = {fault.partition(":")[0] for fault in axe_faults(page, EVERYTHING)}
    assert {"label", "color-contrast"} <= found


def test_a_planted_cut_and_a_planted_small_target_would_be_found(night: Night, come: Come) -> None:
    page = come(LONDON)
    page.goto("/calls/raise/exercise/")
    assert [*misplaced(page), *small_targets(page)] == []
    page.evaluate("document.querySelector('.act.first').style.minHeight = '20px'")
    page.evaluate("document.querySelector('.act.first').style.padding = '0'")
    page.evaluate("Object.assign(document.querySelector('h1').style, {whiteSpace: 'nowrap', width: '900px'})")
    page.evaluate(
        "Object.assign(document.querySelector('.lede').style, {height: '1em', overflow: 'hidden', whiteSpace: 'nowrap'})"
    )
    assert "act first" in "".join(small_targets(page))
    found = " ".join(misplaced(page))
    assert all(words in found for words in ("scrolls sideways", "cut off: <h1", "cut off: <p"))
