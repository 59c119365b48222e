"""What another system gets that asks over JSON, alone and among eight: the open calls, and an acknowledgement."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from benchmarks import machine
from benchmarks.serving import Served
from tests.served import Officer

CLIENTS = 8


def asking(house: Served, *, times: int) -> dict[str, float]:
    """Lists and acknowledgements by one client, one after the other; then both by eight clients at once."""
    one = house.officer("duty@it.example")
    lists = [_timed(one, _list) for _ in range(times)]
    waiting = iter(_open_calls(one, 2 * times))
    acknowledged = [_timed(one, _acknowledging(call)) for call in islice(waiting, times)]
    one.close()
    among = _eight_at_once(house, list(waiting))
    return {
        "json_list_p95_ms": machine.percentile(lists, 0.95),
        "json_ack_p95_ms": machine.percentile(acknowledged, 0.95),
        "json_eight_p50_ms": machine.median(among),
        "json_eight_p95_ms": machine.percentile(among, 0.95),
    }


def _open_calls(officer: Officer, count: int) -> list[str]:
    """Open calls that this officer's party has not acknowledged."""
    found: list[str] = []
    while len(found) < count and (page := officer.get(f"/api/calls/?offset={len(found)}").json()):
        found += [row["call"]["thing"] for row in page]
    return found[:count]


def _list(officer: Officer) -> Any:
    return officer.get("/api/calls/")


def _acknowledging(call: str) -> Callable[[Officer], Any]:
    return lambda officer: officer.say(f"/api/calls/{call}/acknowledge/", {})


def _timed(officer: Officer, do: Callable[[Officer], Any]) -> float:
    began = time.perf_counter()
    answer = do(officer)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.request.url.path}: {answer.status_code}")
    return took


def _eight_at_once(house: Served, calls: Sequence[str]) -> list[float]:
    """Each client lists, and acknowledges a call of its own share, in turn."""

    def work(share: Sequence[str]) -> list[float]:
        officer = house.officer("duty@it.example")
        try:
            return [_timed(officer, do) for call in share for do in (_list, _acknowledging(call))]
        finally:
            officer.close()

    with ThreadPoolExecutor(CLIENTS) as clients:
        found = clients.map(work, [calls[number::CLIENTS] for number in range(CLIENTS)])
        return [took for share in found for took in share]
