"""What monitoring may count, in Prometheus's text format: how much there is, how late it is, how old a sign of life.

No content, no person, no party: who is called by whom is nobody's business who looks after machines.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from redphone.calls.reads_watch import rings_by_state
from redphone.live.reads import open_lines
from redphone.watch.models import Alarm
from redphone.watch.reads import NodeHealth, alarms_by_what, node_health


def as_text(*, now: datetime) -> bytes:
    """Everything that is counted, as it is at this moment."""
    registry = CollectorRegistry()
    registry.register(_Node(node_health(now=now)))
    return generate_latest(registry)


class _Node(Collector):
    def __init__(self, health: NodeHealth) -> None:
        self._health = health

    def collect(self) -> Iterable[Metric]:
        yield from self._of_log()
        yield from self._of_promises()
        yield from self._of_life()
        yield _labelled("redphone_rings", "Rings made here, by how they went.", "state", rings_by_state())
        yield Gauge("redphone_live_lines", "Pages open on this process.", value=open_lines())

    def _of_log(self) -> Iterator[Metric]:
        log = self._health.log
        yield Gauge("redphone_log_entries", "Dispatches kept.", value=log.entries)
        yield Gauge(
            "redphone_log_undrawn", "Kept and not shown; twenty stand for more.", value=len(log.undrawn)
        )
        yield Gauge("redphone_log_waiting", "Kept, and waiting for their cause.", value=log.waiting)
        yield Gauge("redphone_log_quarantined", "Came in, and were not let in.", value=log.quarantined)

    def _of_promises(self) -> Iterator[Metric]:
        late = alarms_by_what()
        counts = dict.fromkeys(Alarm.What.values, 0) | Counter(what for what, _ in late)
        worst = max((self._since(due_at) for _, due_at in late), default=0.0)
        says = "Promises not kept yet, due or to come, at the last look."
        yield Gauge("redphone_promises_open", says, value=self._health.open_promises)
        yield _labelled("redphone_alarms", "Alarms that last, by what is late.", "what", counts)
        yield Gauge(
            "redphone_lateness_seconds", "How long the latest promise is overdue; 0 if none is.", value=worst
        )

    def _of_life(self) -> Iterator[Metric]:
        ages = {"ringer": self._health.ringer_alive_at, "watchdog": self._health.looked_at}
        for name, at in ages.items():
            says = f"Since the {name} last gave a sign of life; infinite if it never did."
            yield Gauge(f"redphone_{name}_age_seconds", says, value=self._since(at) if at else float("inf"))
        says = "1 while whoever is called is rung and every promise is kept, else 0."
        yield Gauge("redphone_well", says, value=float(self._health.is_well))

    def _since(self, at: datetime) -> float:
        return (self._health.now - at).total_seconds()


def _labelled(name: str, says: str, label: str, counts: dict[str, int]) -> Metric:
    found = Gauge(name, says, labels=(label,))
    for value, count in counts.items():
        found.add_metric([value], count)
    return found
