"""Every two colours that meet pass WCAG 2.2 AA, in the light and in the dark scheme."""

import re
from pathlib import Path

import pytest

import redphone.look

STYLES = Path(redphone.look.__file__).parent / "static" / "look"
TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for shapes and the edges of controls

Tokens = dict[str, str]

MEET = [
    ("ink", "paper", TEXT),
    ("ink", "sheet", TEXT),
    ("soft", "paper", TEXT),
    ("soft", "sheet", TEXT),
    ("link", "paper", TEXT),
    ("link", "sheet", TEXT),
    ("late", "paper", TEXT),
    ("late", "sheet", TEXT),
    ("on", "signal", TEXT),
    ("on", "exercise", TEXT),
    ("ink", "rule", TEXT),  # the band TEST
    ("done", "paper", SHAPE),
    ("done", "sheet", SHAPE),
    ("wait", "paper", SHAPE),
    ("wait", "sheet", SHAPE),
    ("edge", "paper", SHAPE),
    ("edge", "sheet", SHAPE),
    ("signal", "sheet", SHAPE),
    ("exercise", "paper", SHAPE),
    ("exercise", "sheet", SHAPE),
]


def tokens(*sheets: str) -> Tokens:
    """The colours of `:root`, later sheets over earlier ones."""
    found: Tokens = {}
    for sheet in sheets:
        root = re.search(r":root\s*{(.*?)}", (STYLES / sheet).read_text(), re.DOTALL)
        assert root
        found |= dict(re.findall(r"--([a-z]+):\s*(#[0-9a-f]{6});", root[1]))
    return found


def luminance(colour: str) -> float:
    """WCAG's relative luminance, 0 to 1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_weak(colours: Tokens) -> list[str]:
    """The pairs that fail, with their ratio."""
    return [
        f"{front} on {back}: {contrast(colours[front], colours[back]):.2f} < {least}"
        for front, back, least in MEET
        if contrast(colours[front], colours[back]) < least
    ]


SCHEMES = {"light": tokens("look.css"), "dark": tokens("look.css", "dark.css")}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_pair_passes(scheme: str) -> None:
    assert too_weak(SCHEMES[scheme]) == []


def test_the_ratio_is_wcags_own() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_a_planted_weak_colour_is_caught() -> None:
    assert too_weak(SCHEMES["light"] | {"soft": "#9a9a9a"}) == [
        "soft on paper: 2.70 < 4.5",
        "soft on sheet: 2.81 < 4.5",
    ]


def test_every_token_is_judged_and_dark_replaces_each() -> None:
    judged = {name for front, back, _ in MEET for name in (front, back)}
    assert set(SCHEMES["light"]) == judged
    assert set(tokens("dark.css")) == set(SCHEMES["light"])


def test_colours_come_from_tokens_only() -> None:
    rules = (STYLES / "look.css").read_text().partition("/* The page */")[2]
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", rules) == []


def test_the_styles_stay_small() -> None:
    assert sum(path.stat().st_size for path in STYLES.glob("*.css")) <= 20 * 1024
