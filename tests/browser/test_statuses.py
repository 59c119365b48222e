"""ACTUAL, EXERCISE and TEST can't be taken for one another: by words, by shape and by colour, on every page."""

from collections.abc import Callable
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.demonstration import on_duty
from tests.browser.hands import DESK, fill_first_message
from tests.browser.night import Night
from tests.browser.views import LONDON, ROME

Come = Callable[..., Page]
STATUSES = ("actual", "exercise", "test")
WORDS = {
    "en": {"actual": "ACTUAL", "exercise": "EXERCISE", "test": "TEST"},
    "fr": {"actual": "RÉEL", "exercise": "EXERCICE", "test": "TEST"},
}

_SIGNS = """() => {
  const band = document.querySelector('.band'), style = getComputedStyle(band), box = band.getBoundingClientRect();
  const frame = getComputedStyle(document.body, '::after');
  return {
    words: document.querySelector('.band .word').innerText,
    shape: [style.borderTopStyle,
            style.backgroundImage === 'none' ? 'plain' : style.backgroundImage.replace(/rgb[^)]*\\)/g, ''),
            frame.content === 'none' ? 'no frame' : `frame ${frame.borderTopWidth} ${frame.position}`],
    colour: style.backgroundColor + style.backgroundImage.match(/rgb[^)]*\\)/),
    onTop: box.top <= 8 && box.width > innerWidth - 20 && box.height > 30,
    title: document.title,
    foot: document.querySelector('.foot .status').innerText,
    icon: document.querySelector('link[rel=icon]').href,
  };
}"""
_ROW_SIGNS = """() => Object.fromEntries([...document.querySelectorAll('.rows .status')].map(box => {
  const style = getComputedStyle(box);
  return [box.innerText, [style.borderTopStyle, style.borderInlineStartWidth, style.borderInlineStartColor,
                          style.backgroundImage === 'none']];
}))"""


def signs(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(_SIGNS)
    return found


def shared(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """By which of the three signs two pages could be taken for one another."""
    return [sign for sign in ("words", "shape", "colour") if one[sign] == other[sign]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", WORDS)
def test_the_three_differ_in_words_shape_and_colour(
    language: str, scheme: str, night: Night, come: Come
) -> None:
    page = come(ROME if language == "en" else on_duty("CA"), color_scheme=scheme)
    seen = {}
    for status in STATUSES:
        page.goto(night.calls[status].path)
        seen[status], word = signs(page), WORDS[language][status]
        assert seen[status]["onTop"]
        assert (seen[status]["words"], seen[status]["foot"]) == (word, word)
        assert seen[status]["title"].startswith(f"{word} · ")
    for one, other in combinations(STATUSES, 2):
        assert shared(seen[one], seen[other]) == [], (one, other)
    assert len({found["icon"] for found in seen.values()}) == 1


def test_they_differ_where_colours_are_the_reader_s_own(night: Night, come: Come) -> None:
    """High contrast takes the colours away; words and borders stay."""
    page = come(ROME, forced_colors="active")
    seen = []
    for status in STATUSES:
        page.goto(night.calls[status].path)
        band = page.evaluate(
            "(s => [s.borderTopStyle, s.borderTopWidth])(getComputedStyle(document.querySelector('.band')))"
        )
        seen.append((band, signs(page)["words"]))
    assert all(one[0] != other[0] and one[1] != other[1] for one, other in combinations(seen, 2)), seen


@pytest.mark.parametrize("status", STATUSES)
def test_every_page_on_the_way_says_which_it_is(status: str, night: Night, come: Come) -> None:
    call, page, word = night.calls[status], come(LONDON), WORDS["en"][status]
    doors = ["", "update/", "correct/", "cancel/", "stand-down/"]
    paths = [
        f"/calls/raise/{status}/",
        f"/situations/open/?status={status}",
        *(call.path + door for door in doors),
    ]
    for path in paths:
        page.goto(path)
        check(page, word, path)
    page.goto(paths[0])
    fill_first_message(page, "Exercise: only looking")
    page.get_by_role("button", name="See who is rung").click()
    page.wait_for_selector(".consequence b")
    check(page, word, "confirm")
    assert word in page.locator(".act.first").inner_text().upper()


def check(page: Page, word: str, where: str) -> None:
    found = signs(page)
    assert (found["words"], found["foot"], found["onTop"]) == (word, word, True), where
    assert found["title"].startswith(f"{word} · "), where
    others = set(WORDS["en"].values()) - {word}
    assert not any(other in page.locator(".band").inner_text() for other in others), where


def test_a_link_says_it_to_who_is_not_signed_in_and_in_their_language(night: Night, come: Come) -> None:
    page = come()
    for name, word in (("fresh", "ACTUAL"), ("tried", "EXERCISE"), ("opened", "EXERCICE")):
        page.goto(urlsplit(night.links[name][0]).path)
        found = signs(page)
        assert (found["words"], found["foot"]) == (word, word)


def test_side_by_side_on_the_desk(night: Night, come: Come) -> None:
    page = come(ROME, viewport=DESK)
    page.goto("/")
    rows = page.evaluate(_ROW_SIGNS)
    assert set(rows) == set(WORDS["en"].values())
    for one, other in combinations(rows.values(), 2):
        assert one != other


def test_a_page_that_could_be_mistaken_would_be_found(night: Night, come: Come) -> None:
    page = come(ROME)
    page.goto(night.calls["actual"].path)
    actual = signs(page)
    page.goto(night.calls["exercise"].path)
    page.evaluate("document.querySelector('.band').className = 'band actual'")
    page.evaluate("document.body.className = 'is-actual'")
    assert shared(actual, signs(page)) == ["shape", "colour"]
