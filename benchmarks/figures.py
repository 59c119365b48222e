"""What is promised, and the table that sets it beside what was measured."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Promise(NamedTuple):
    """A figure's name, what it is, and the bound it is promised to keep: below it, or above it."""

    figure: str
    words: str
    bound: float | None
    is_upper: bool = True
    digits: int = 3

    def holds(self, value: float) -> bool:
        if self.bound is None:
            return True
        return value < self.bound if self.is_upper else value >= self.bound


PROMISES = (
    Promise("raise_to_mail_p50_s", "raise to mail accepted, median, s", 0.1),
    Promise("raise_to_mail_p95_s", "raise to mail accepted, 95 %, s", 0.3),
    Promise("step_error_p95_s", "deputy rung beside its time, 95 %, s", 1.0),
    Promise("act_p50_ms", "act to commit, median, ms", 6.0, digits=2),
    Promise("acts_per_s", "acts a second, one after the other", 150, is_upper=False, digits=0),
    Promise(
        "redraw_entries_per_s",
        "redraw with signatures checked, entries a second",
        1500,
        is_upper=False,
        digits=0,
    ),
    Promise("desk_p95_ms", "the desk, one client, 95 %, ms", 50, digits=1),
    Promise("live_pages", "live lines held at once", 1000, is_upper=False, digits=0),
    Promise("live_fanout_p95_s", "act to every live line, 95 %, s", 0.5),
    Promise("rss_mb", "resident memory with all of it, MB", 250, digits=0),
    Promise("fsync_p50_ms", "this machine's own fsync, median, ms", None, digits=2),
)


def broken(figures: Mapping[str, Any]) -> list[str]:
    """The names of the promises that these figures do not keep."""
    return [one.figure for one in PROMISES if not one.holds(figures[one.figure])]


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """Figure, measured, promise, and whether it holds."""
    yield f"{'':52}{'measured':>10}  {'promise':>8}  holds"
    for one in PROMISES:
        value = f"{figures[one.figure]:.{one.digits}f}"
        if one.bound is None:
            yield f"{one.words:52}{value:>10}"
            continue
        promise = f"{'<' if one.is_upper else '>='} {one.bound:g}"
        yield f"{one.words:52}{value:>10}  {promise:>8}  {'yes' if one.holds(figures[one.figure]) else 'NO'}"
