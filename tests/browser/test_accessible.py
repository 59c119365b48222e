"""Every page in every state: axe in both schemes on both screens, nothing cut off, nothing too small to press."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import (
    EVERYTHING,
    LOOKS,
    axe_faults,
    bring_axe,
    cut_off,
    double_the_text,
    look,
    scrolls_sideways,
    small_targets,
)
from tests.browser.night import Night
from tests.browser.views import LONDON, PARTS, View, views_of

Come = Callable[..., Page]


def opened(part: str, night: Night, come: Come, *, with_axe: bool) -> Iterator[tuple[View, Page]]:
    """The views of one part of the product, one after the other, each on the phone of who looks at it."""
    phones: dict[str, Page] = {}
    for view in views_of(part, night):
        if view.who not in phones:
            phones[view.who] = come(view.who)
            if with_axe:
                bring_axe(phones[view.who])
        yield view, view.come(phones[view.who])


@pytest.mark.parametrize("part", PARTS)
def test_axe_finds_nothing(part: str, night: Night, come: Come) -> None:
    found = []
    for view, page in opened(part, night, come, with_axe=True):
        for width, scheme, rules in LOOKS:
            look(page, width, scheme)
            found += [f"{view}, {width} px, {scheme}: {fault}" for fault in axe_faults(page, rules)]
    assert found == []


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_cut_off_and_everything_can_be_pressed(part: str, night: Night, come: Come) -> None:
    found = []
    for view, page in opened(part, night, come, with_axe=False):
        for width in (320, 390):
            look(page, width, "light")
            found += [f"{view}, {width} px: {element}" for element in cut_off(page)]
            found += [f"{view}, {width} px: scrolls sideways"] if scrolls_sideways(page) else []
        found += [f"{view}: too small: {element}" for element in small_targets(page)]
        look(page, 1280, "light")
        double_the_text(page)
        found += [f"{view}, text at 200 %: {element}" for element in cut_off(page)]
        found += [f"{view}, text at 200 %: scrolls sideways"] if scrolls_sideways(page) else []
    assert found == []


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
    assert (cut_off(page), small_targets(page), scrolls_sideways(page)) == ([], [], False)
    page.evaluate("document.querySelector('.act.first').style.minHeight = '20px'")
    page.evaluate("document.querySelector('.act.first').style.padding = '0'")
    page.evaluate("Object.assign(document.querySelector('h1').style, {whiteSpace: 'nowrap', width: '900px'})")
    page.evaluate("Object.assign(document.querySelector('.lede').style, {height: '1em', overflow: 'hidden', whiteSpace: 'nowrap'})")
    assert "act first" in "".join(small_targets(page))
    assert scrolls_sideways(page)
    assert {element[:3] for element in cut_off(page)} >= {"<h1", "<p "}
