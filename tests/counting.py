"""How much work something is, told without a clock: a slow machine makes no more calls than a fast one."""

import sys
from collections.abc import Callable
from typing import Any


def calls_in(do: Callable[[], object]) -> int:
    """How many Python functions are called while something is done."""
    count = 0

    def note(_frame: Any, event: str, _of: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        do()
    finally:
        sys.setprofile(None)
    return count
