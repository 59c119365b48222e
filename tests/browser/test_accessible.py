"""Every page in every state: axe in both schemes on both screens, nothing cut off, nothing too small to press."""

from collections.abc import Callable

import pytest
from django.urls import resolve
from playwright.sync_api import Page

from tests.browser.accessibility import (
    EVERYTHING,
    axe_faults,
    bring_axe,
    faults,
    look,
    misplaced,
    set_text_size,
    small_targets,
)
from tests.browser.night import Night
from tests.browser.test_passkeys import PASSKEYS
from tests.browser.test_second_factor import SECOND_FACTOR
from tests.browser.views import LONDON, PARTS, views_of, views_of_all
from tests.french.walk import WORDLESS, doors

Come = Callable[..., Page]


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


def test_every_door_is_looked_at(night: Night) -> None:
    seen = {
        resolve(view.path.partition("?")[0]).view_name
        for view in views_of_all(night)
        if not view.is_of_the_demo
    }
    part_of_another = {"calls:who", "calls:acknowledge"}
    assert doors() - seen - WORDLESS.keys() - SECOND_FACTOR - PASSKEYS - part_of_another == set()


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
        "Object.assign(document.querySelector('.lede').style,"
        " {height: '1em', overflow: 'hidden', whiteSpace: 'nowrap'})"
    )
    assert "act first" in "".join(small_targets(page))
    found = " ".join(misplaced(page))
    assert all(words in found for words in ("scrolls sideways", "cut off: <h1", "cut off: <p"))
