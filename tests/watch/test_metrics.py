"""What monitoring counts: from this machine or with a token, and nothing of who calls whom."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.post_office import Ringer, at
from tests.calls.words import MINUTE, raise_call
from tests.door.conftest import made, node, sink, up
from tests.door.typing_beside import line
from tests.people import CAST, ENTRIES
from tests.served import Node
from tests.watch.conftest import Late
from tests.watch.test_promises import JUST_LATE

__all__ = ["made", "node", "sink"]
Seats = dict[str, Seat]
Cast = dict[str, Officer]


def counted(after: timedelta) -> dict[str, float]:
    """Every sample, as a monitor reads it: by its name and the values of its labels."""
    with at(after):
        text = Client().get("/metrics/").content.decode()
    families = list(text_string_to_metric_families(text))
    samples = [sample for family in families for sample in family.samples]
    return {"/".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}


def test_it_counts_what_there_is_and_how_late_it_is(night: Seats, ringer: Ringer, late: Late) -> None:
    raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    late(timedelta(0))
    found = counted(timedelta(seconds=3))
    assert found["redphone_well"] == 1
    assert found["redphone_rings/delivered"] == 2
    assert found["redphone_rings/refused"] == 0
    assert found["redphone_promises_open"] == 2
    assert found["redphone_lateness_seconds"] == 0
    assert found["redphone_ringer_age_seconds"] == 3
    assert found["redphone_watchdog_age_seconds"] == 3
    assert found["redphone_log_entries"] > 2
    assert found["redphone_log_undrawn"] == found["redphone_live_lines"] == 0
    raise_call(night["alice"], ["AU"], key="late")
    late(JUST_LATE)
    found = counted(MINUTE)
    assert found["redphone_well"] == 0
    assert found["redphone_alarms/ring"] == 1
    assert found["redphone_lateness_seconds"] == 60


def test_a_node_that_never_rang_is_infinitely_old(night: Seats) -> None:
    assert counted(timedelta(0))["redphone_ringer_age_seconds"] == float("inf")


def test_it_says_nothing_of_parties_persons_or_content(night: Seats, late: Late) -> None:
    raised = raise_call(night["alice"], ["CA"], what_happened="heron", title="heron")
    late(JUST_LATE)
    with at(JUST_LATE):
        text = Client().get("/metrics/").content.decode()
    names = [name for entry in ENTRIES for name in (f'"{entry.code}"', *entry.names.values())]
    people = [part for person in CAST.values() for part in (person.name, person.email)]
    for secret in (*names, *people, "heron", raised.number, raised.thing, "exercise"):
        assert secret not in text


def status(settings: Any, *, token: str = "", **request: Any) -> int:
    settings.REDPHONE_METRICS_TOKEN = "s3cret-of-the-monitor"
    headers = {"authorization": f"Bearer {token}"} if token else {}
    headers |= request.pop("headers", {})
    return Client().get("/metrics/", headers=headers, **request).status_code


@pytest.mark.parametrize("proxy", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
def test_to_others_it_is_not_there(db: None, settings: Any, proxy: str) -> None:
    assert status(settings) == 200
    assert status(settings, REMOTE_ADDR="203.0.113.7") == 404
    assert status(settings, headers={proxy: "203.0.113.7"}) == 404
    assert status(settings, headers={proxy: "203.0.113.7"}, token="wrong") == 404
    assert status(settings, headers={proxy: "203.0.113.7"}, token="s3cret-of-the-monitor") == 200
    assert status(settings, REMOTE_ADDR="203.0.113.7", token="s3cret-of-the-monitor") == 200


def test_without_a_token_no_token_opens_it(db: None, settings: Any) -> None:
    settings.REDPHONE_METRICS_TOKEN = ""
    for said in ("Bearer ", "Bearer", ""):
        answer = Client().get("/metrics/", headers={"authorization": said}, REMOTE_ADDR="203.0.113.7")
        assert answer.status_code == 404


def test_signing_in_opens_it_to_nobody(cast: Cast) -> None:
    browser = Client(REMOTE_ADDR="203.0.113.7")
    browser.force_login(cast["alice"])
    assert browser.get("/metrics/").status_code == 404


@pytest.mark.store
def test_a_real_server_counts_its_open_pages(node: Node, made: dict[str, Any]) -> None:
    with up(node), line(node, made["sessions"]["duty@gb.example"]) as told:
        next(told)
        text = httpx.get(f"{node.url}/metrics/").text
        from_afar = httpx.get(f"{node.url}/metrics/", headers={"x-forwarded-for": "203.0.113.7"})
    assert "redphone_live_lines 1.0" in text
    assert from_afar.status_code == 404
