"""What is promised, and the table that sets it beside what was measured."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Promise(NamedTuple):
    """A figure's name, what it is, and the bound it is promised to keep: below it, or above it.

    `on_postgresql` is another bound for that store, where one is promised.
    """

    figure: str
    words: str
    bound: float | None
    is_upper: bool = True
    digits: int = 3
    on_postgresql: float | None = None

    def bound_on(self, store: str) -> float | None:
        is_other = self.on_postgresql is not None and store.startswith("PostgreSQL")
        return self.on_postgresql if is_other else self.bound

    def holds(self, value: float, *, store: str) -> bool:
        bound = self.bound_on(store)
        if bound is None:
            return True
        return value < bound if self.is_upper else value >= bound


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
    Promise("json_list_p95_ms", "open calls over JSON, one client, 95 %, ms", 50, digits=1),
    Promise("json_ack_p95_ms", "acknowledging over JSON, one client, 95 %, ms", 50, digits=1),
    Promise("json_eight_p95_ms", "both, eight clients at once, 95 %, ms", None, digits=1),
    Promise("outage_max_s", "mail server back to the last mail taken, s", 15, digits=2),
    Promise("burst_s", "thousands of steps due at once, all tried, s", 30, digits=1, on_postgresql=45),
    Promise("rss_mb", "resident memory with all of it, MB", 250, digits=0),
    Promise("fsync_p50_ms", "this machine's own fsync, median, ms", None, digits=2),
)


def broken(figures: Mapping[str, Any]) -> list[str]:
    """The names of the promises that these figures do not keep."""
    return [one.figure for one in PROMISES if not one.holds(figures[one.figure], store=figures["store"])]


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """Figure, measured, promise, and whether it holds."""
    yield f"{'':52}{'measured':>10}  {'promise':>8}  holds"
    for one in PROMISES:
        value = f"{figures[one.figure]:.{one.digits}f}"
        bound = one.bound_on(figures["store"])
        if bound is None:
            yield f"{one.words:52}{value:>10}"
            continue
        promise = f"{'<' if one.is_upper else '>='} {bound:g}"
        kept = one.holds(figures[one.figure], store=figures["store"])
        yield f"{one.words:52}{value:>10}  {promise:>8}  {'yes' if kept else 'NO'}"
