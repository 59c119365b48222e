"""The small types, and the register of kinds."""

from typing import Any

import pytest
from pydantic import ValidationError

from redphone.wire import kinds
from redphone.wire.kinds import Message, kind, read_body, write_body
from redphone.wire.strict import BODY_LIMIT, Malformed
from redphone.wire.words import Figure, Line, Text
from tests.wire.samples import SAID_AT


@pytest.fixture(autouse=True)
def _register_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "KINDS", {})


class Said(Message):
    line: Line = ""
    text: Text = ""
    count: int = 0
    is_so: bool = False
    words: tuple[str, ...] = ()


def declare() -> type[Said]:
    return kind("test.said.v1")(type("Declared", (Said,), {"__module__": __name__}))


@pytest.mark.parametrize(
    "line",
    [
        "a\nb",
        "a\rb",
        "a\x00b",
        "a\x1bb",
        "a\x7fb",
        "a\x85b",
        "a\x9bb",
        "a\u2028b",
        "a\u2029b",
        "a\u202eb",
        "x" * 201,
    ],
)
def test_a_line_is_one_line(line: str) -> None:
    with pytest.raises(ValidationError):
        Said(line=line)


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\rb", "a\x0bb", "a\x0cb", "a\x1bb", "a\x7fb", "a\x85b", "a\u202eb", "x" * 4001]
)
def test_a_text_has_no_control_characters(text: str) -> None:
    with pytest.raises(ValidationError):
        Said(text=text)


def test_a_text_from_a_browser_ends_its_lines_as_the_wire_does() -> None:
    assert Said(text="one\r\ntwo\r\n\tthree").text == "one\ntwo\n\tthree"


def test_what_was_said_is_never_put_right() -> None:
    declare()
    with pytest.raises(Malformed, match="control character"):
        read_body("test.said.v1", rb'{"text":"one\r\ntwo"}')


@pytest.mark.parametrize(
    "body",
    [
        b'{"count":"5"}',
        b'{"count":true}',
        b'{"is_so":1}',
        b'{"is_so":"yes"}',
        b'{"line":5}',
        b'{"words":"ab"}',
    ],
)
def test_a_body_is_read_strictly(body: bytes) -> None:
    declare()
    with pytest.raises(Malformed, match=r"test\.said\.v1: "):
        read_body("test.said.v1", body)


def test_a_body_that_is_right_is_read() -> None:
    cls = declare()
    body = b'{"line":"a","text":"b\\nc","count":5,"is_so":true,"words":["x","y"],"more":"is kept out of the way"}'
    assert read_body("test.said.v1", body) == cls(
        line="a", text="b\nc", count=5, is_so=True, words=("x", "y")
    )


def test_an_unknown_kind_is_none_and_its_body_still_has_to_be_strict() -> None:
    assert read_body("test.unheard.v1", b'{"a":1}') is None
    with pytest.raises(Malformed):
        read_body("test.unheard.v1", b'{"a":1,"a":2}')


def test_a_body_too_long_to_be_read_is_not_written() -> None:
    cls = declare()
    assert len(write_body(cls(words=("x" * 60_000,)))) < BODY_LIMIT
    with pytest.raises(Malformed, match="more than"):
        write_body(cls(words=("x" * 66_000,)))


def test_a_kind_is_declared_once() -> None:
    declare()
    with pytest.raises(ValueError, match="twice"):
        declare()


@pytest.mark.parametrize(
    "name", ["said", "test.said", "Test.said.v1", "test.said.v0", "test.said.v1\n", "test..v1"]
)
def test_a_kind_has_a_proper_name(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a kind"):
        kind(name)(Said)


def test_a_message_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Said().line = "other"  # type: ignore[misc]


FIGURE = {"what": "people", "unit": "persons", "source": "an example", "as_of_at": SAID_AT}


@pytest.mark.parametrize(
    "changed",
    [
        {"value": 5, "quantifier": "unknown"},
        {"value": None, "quantifier": "exactly"},
        {"quantifier": "about"},
        {"value": -1},
        {"value": 5, "unit": "families"},
        {"value": "5"},
        {"value": True},
        {"value": 100_000_001},
    ],
)
def test_a_figure_that_cannot_be_believed_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Figure.model_validate(FIGURE | changed)


@pytest.mark.parametrize("changed", [{"value": 5}, {"value": 0, "unit": "cases"}, {"quantifier": "unknown"}])
def test_a_figure_with_all_it_needs_stands(changed: dict[str, Any]) -> None:
    assert Figure.model_validate(FIGURE | changed).confidence == "unknown"


def test_what_is_wrong_is_said_without_what_was_typed() -> None:
    figures = {"what": "SAID\n", "unit": "persons", "source": "s", "as_of_at": SAID_AT}
    for cls, words in ((Said, {"line": "SAID\n"}), (Figure, figures)):
        with pytest.raises(ValidationError) as caught:
            cls.model_validate(words)
        assert "SAID" not in str(caught.value)
