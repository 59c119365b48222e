"""What the benchmark says of its figures, and that a broken promise is never called kept."""

import json
from typing import Any

import pytest

from benchmarks import __main__ as bench
from benchmarks import figures, machine, peer, serving

KEPT: dict[str, Any] = {
    "raise_to_mail_p50_s": 0.05,
    "raise_to_mail_p95_s": 0.1,
    "step_error_p95_s": 0.2,
    "act_p50_ms": 3.0,
    "acts_per_s": 300.0,
    "redraw_entries_per_s": 2000.0,
    "desk_p95_ms": 30.0,
    "live_pages": 1000,
    "live_fanout_p95_s": 0.1,
    "json_list_p95_ms": 20.0,
    "json_ack_p95_ms": 20.0,
    "json_eight_p95_ms": 100.0,
    "outage_max_s": 3.0,
    "burst_s": 20.0,
    "rss_mb": 150.0,
    "fsync_p50_ms": 0.2,
}
STORE = {"store": "a store"}
AROUND = {**STORE, "calls": 1, "database_mb": 1.0, "clients": 1}
PEER = {"name": "a peer", "alert_to_mail_p50_s": 0.01, "alert_to_mail_p95_s": 0.02}


def test_every_figure_that_is_promised_stands_in_the_result() -> None:
    assert [one.figure for one in figures.PROMISES] == list(KEPT)
    assert figures.broken(KEPT | STORE) == []


@pytest.mark.parametrize(
    "promise", [one for one in figures.PROMISES if one.bound], ids=lambda one: one.figure
)
def test_a_promise_just_not_kept_is_broken(promise: figures.Promise) -> None:
    assert promise.bound is not None
    value = promise.bound if promise.is_upper else promise.bound - 0.001
    assert figures.broken(KEPT | STORE | {promise.figure: value}) == [promise.figure]
    (line,) = [
        line
        for line in figures.table(KEPT | STORE | {promise.figure: value})
        if line.startswith(promise.words)
    ]
    assert line.endswith("NO")


def test_a_bound_of_the_other_store_is_its_own() -> None:
    late = KEPT | {"burst_s": 40.0}
    assert figures.broken(late | STORE) == ["burst_s"]
    assert figures.broken(late | {"store": bench.ABOUT["postgresql"]}) == []
    assert figures.broken(late | {"store": bench.ABOUT["postgresql"], "burst_s": 45.0}) == ["burst_s"]


def test_the_json_is_one_object_with_the_default_store_at_its_top(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "measure", lambda kind, folder, extent: {**KEPT, **AROUND, "store": kind})
    monkeypatch.setattr(peer, "measure", lambda folder, alerts: PEER)
    assert bench.main(["call", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["store"] == "sqlite"
    assert found["postgresql"]["store"] == "postgresql"
    assert KEPT.keys() <= found.keys()
    assert KEPT.keys() <= found["postgresql"].keys()


def test_the_table_says_what_was_measured_beside_the_peer_or_why_it_was_not() -> None:
    found = {
        **KEPT,
        **AROUND,
        "machine": {**machine.facts(), "fsync_p50_ms": 0.2, "load_after": 0.1},
        "took_s": 1.0,
    }
    assert "ours take 5.0 and 5.0 times that" in "\n".join(bench.tables(found | {"peer": PEER}))
    assert "peer not measured: no network" in "\n".join(
        bench.tables(found | {"peer": {"not_measured": "no network"}})
    )


def test_a_bench_that_can_not_measure_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any) -> dict[str, Any]:
        raise RuntimeError("the server did not come up")

    monkeypatch.setattr(bench, "measure", fail)
    assert bench.main(["call", "--json", "--store", "sqlite"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "the server did not come up" in said.err


def test_a_mail_is_put_to_its_call() -> None:
    assert (
        serving.call_of("<ring-12-01a20a08-a1cb-7499-8d5d-35ef08e17ea3@host>")
        == "01a20a08-a1cb-7499-8d5d-35ef08e17ea3"
    )


def test_the_95th_of_a_hundred_is_not_the_worst() -> None:
    assert machine.percentile([float(value) for value in range(100)], 0.95) == 95
