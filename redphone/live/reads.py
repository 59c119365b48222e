"""How many pages are open on this process: for whoever runs the node."""

from redphone.live.lines import Lines

_told: list[Lines] = []


def count_these(lines: Lines) -> None:
    """Let the lines that a process tells be counted, as long as it tells them."""
    _told[:] = [lines]


def open_lines() -> int:
    """The open live lines of this process; of another process it knows nothing."""
    return sum(len(lines) for lines in _told)
