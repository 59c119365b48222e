"""docs/words.md is drawn from the code."""

from pathlib import Path
from typing import Annotated, ClassVar, Literal

import pytest
from pydantic import BaseModel, Field

from redphone.__main__ import main
from redphone.look.terminal import OK, WRONG
from redphone.wire.glossary import describe
from redphone.wire.kinds import KINDS, Message
from redphone.wire.words import Instant, Line


class Detail(BaseModel):
    """A detail."""

    what: Line


class Told(Message):
    """Something told.

    And a second line.
    """

    kind: ClassVar[str] = "test.told.v1"
    line: Annotated[Line, Field(min_length=1)]
    way: Literal["page", "link"] = "page"
    at: Instant | None = None
    count: Annotated[int, Field(ge=1, le=720)]
    details: Annotated[tuple[Detail, ...], Field(max_length=5)] = ()
    names: dict[str, Line]


def test_a_kind_in_words() -> None:
    page = describe({"test.told.v1": Told})
    for line in (
        "## test.told.v1",
        "Something told.\n\nAnd a second line.",
        "| `line` | line (at least 1 long) | has to be given |",
        "| `way` | `page` `link` | `page` |",
        "| `at` | instant in UTC or nothing | nothing |",
        "| `count` | whole number (at least 1, at most 720) | has to be given |",
        "| `details` | list of [Detail](#detail) (at most 5 long) | none |",
        "| `names` | line by text | has to be given |",
        "## Detail",
        "Relied on for 90 days after it was said.",
    ):
        assert line in page


def test_every_kind_and_every_field_stands_on_the_page() -> None:
    page = describe(KINDS)
    for name, cls in KINDS.items():
        chapter = page.split(f"## {name}\n")[1].split("\n## ")[0]
        for field in cls.model_fields:
            assert f"| `{field}` |" in chapter
    assert "typing." not in page
    assert "<class" not in page
    assert "Annotated" not in page


def test_the_page_is_written_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "docs" / "words.md"
    assert main(["words", "--check", "--file", str(path)]) == WRONG
    assert not path.exists()
    assert main(["words", "--file", str(path)]) == OK
    assert main(["words", "--check", "--file", str(path)]) == OK
    path.write_text(path.read_text().replace("call.raised.v1", "call.raised.v9"))
    assert main(["words", "--check", "--file", str(path)]) == WRONG
    assert "is NOT as the code says" in capsys.readouterr().out
