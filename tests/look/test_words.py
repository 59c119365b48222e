"""The same thing is always called the same: states, statuses, marks, figures."""

import pytest

from redphone.look import words
from redphone.look.shapes import SHAPES
from redphone.look.words import figure_text


def test_every_state_has_a_word_and_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(words.STATES)
    assert len({shape.drawing for shape in SHAPES.values()}) == len(SHAPES)
    assert len({words.state_word(name) for name in words.STATES}) == len(words.STATES)


def test_an_opened_mail_is_said_to_be_unreliable() -> None:
    assert "unreliable" in words.state_word("opened")


def test_an_undeclared_state_is_a_mistake_not_a_blank() -> None:
    with pytest.raises(KeyError):
        words.state_word("seen")


@pytest.mark.parametrize("label", ["AMBER", "amber", "TLP:AMBER"])
def test_a_mark_reads_the_same_however_it_was_written(label: str) -> None:
    assert words.mark_text(label) == "TLP:AMBER"


def test_numbers_are_grouped_by_a_narrow_space() -> None:
    assert words.number_text(1150) == "1\u202f150"
    assert words.number_text(140) == "140"


@pytest.mark.parametrize(
    ("value", "unit", "quantifier", "text"),
    [
        (140, "persons", "at_least", "at least 140 persons"),
        (1, "persons", "exactly", "1 person"),
        (1, "cases", "about", "about 1 case"),
        (1310, "cases", "at_most", "at most 1\u202f310 cases"),
        (0, "persons", "exactly", "0 persons"),
        (7, "families", "at_least", "at least 7 families"),
        (None, "persons", "unknown", "persons: not known yet"),
        (None, "cases", "unknown", "cases: not known yet"),
    ],
)
def test_a_figure_never_stands_without_its_unit(
    value: int | None, unit: str, quantifier: str, text: str
) -> None:
    assert figure_text(value, unit, quantifier) == text


def test_a_certainty_nobody_declared_is_printed_as_it_came() -> None:
    assert words.confidence_text("likely") == "likely"
    assert words.confidence_text("B2") == "B2"
