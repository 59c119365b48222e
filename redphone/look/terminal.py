"""How the command line speaks: one answer for people or, as one JSON document, for programs. Knows no room.

The command line is the operator's and speaks English; what officers read is translated.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

OK, WRONG, USAGE, REFUSED, UNREACHABLE = 0, 1, 2, 3, 4
CODES = {
    OK: "done",
    WRONG: "something is wrong, or nobody was reached",
    USAGE: "not understood as it was typed",
    REFUSED: "refused by a rule",
    UNREACHABLE: "not running, or not to be reached",
}
"""What the exit codes mean, for `redphone --help` and for scripts."""


@dataclass(frozen=True)
class Answer:
    """What a command found or did: `data` for programs, `lines` for people, `code` one of CODES."""

    data: dict[str, Any]
    lines: Sequence[str] = field(default=())
    code: int = OK


class Stop(Exception):
    """A command that can't go on: in one line why, and what to do; `code` one of CODES."""

    def __init__(self, words: str, *, code: int = WRONG) -> None:
        self.code = code
        super().__init__(words)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Columns as wide as their widest cell."""
    cells = [list(heads), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def as_json(data: object) -> str:
    """One JSON document; instants in UTC as RFC 3339."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return "" if value is None else str(value)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)
