"""The doctor finds what would keep a call from ringing; each check is shown to be able to fail."""

import json
import shutil
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from redphone.calls.models import RingerMark
from redphone.door import examinations, serving
from redphone.door.doctor import Finding, examine
from redphone.door.watched import Watched
from redphone.log import clock
from redphone.log.models import Entry, Quarantined
from redphone.log.reads import last_heard_at
from redphone.log.restore import EVIDENCE
from redphone.look.terminal import OK, WRONG
from redphone.network import keys
from redphone.network.models import PinnedKey
from redphone.officers.models import Audited
from redphone.watch.acts import note_look
from redphone.watch.models import Alarm, Look
from tests.calls.text_provider import Provider

pytestmark = pytest.mark.django_db(transaction=True)
LookAt = Callable[[str], list[Finding]]


@pytest.fixture
def well(cast: Any, settings: Any, tmp_path: Path, sink: Any, monkeypatch: Any) -> None:
    """A node with which nothing is wrong."""
    settings.HOME = tmp_path
    settings.KEYS.chmod(0o700)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.IS_HTTPS, settings.REDPHONE_URL = True, "https://redphone.example"
    RingerMark.objects.create(pk=1, alive_at=clock.now())
    note_look(open_promises=3, alarms=[])
    if (
        connection.vendor != "sqlite"
    ):  # the tests' PostgreSQL does not wait for the disk, which has a test of its own
        monkeypatch.setitem(examinations.EXAMINATIONS, "durability", list)


@pytest.fixture
def look(well: None) -> LookAt:
    def of(name: str) -> list[Finding]:
        data = examine().data["findings"]
        return [Finding(**finding) for finding in data if finding["name"] == name]

    return of


def is_bad(findings: list[Finding]) -> bool:
    return any(finding.level == "bad" for finding in findings)


def test_nothing_is_wrong_with_a_node_that_is_well(well: None) -> None:
    answer = examine()
    assert [finding for finding in answer.data["findings"] if finding["level"] == "bad"] == []
    assert answer.code == OK
    assert answer.data["well"]
    assert {finding["name"] for finding in answer.data["findings"]} >= set(examinations.EXAMINATIONS) - {
        "durability"
    }
    json.dumps(answer.data)


def test_what_is_bad_comes_with_what_to_do_and_a_code(well: None, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    answer = examine()
    assert (answer.code, answer.data["well"]) == (WRONG, False)
    assert any("-> nobody is rung by mail" in line for line in answer.lines)
    assert answer.lines[-1].startswith("1 bad")


def test_a_check_that_breaks_is_bad_and_stops_no_other(look: LookAt, monkeypatch: Any) -> None:
    def broken() -> list[Finding]:
        raise RuntimeError("no luck")

    monkeypatch.setitem(examinations.EXAMINATIONS, "log", broken)
    assert "no luck" in look("log")[0].says
    assert look("address")[0].level == "ok"


def test_the_mail_server_has_to_answer(look: LookAt, settings: Any) -> None:
    assert not is_bad(look("mail"))
    settings.EMAIL_PORT = 1
    assert is_bad(look("mail"))


def test_the_provider_of_texts_has_to_know_the_account(look: LookAt, settings: Any) -> None:
    assert "not set up" in look("texts")[0].says
    with Provider() as provider:
        settings.REDPHONE_TEXTS = provider.address
        assert not is_bad(look("texts"))
        provider.status = "suspended"
        assert is_bad(look("texts"))
    settings.REDPHONE_TEXTS = "twilio://nonsense"
    assert is_bad(look("texts"))


def test_the_ringer_has_to_go_round(look: LookAt) -> None:
    assert not is_bad(look("ringer"))
    RingerMark.objects.update(alive_at=clock.now() - timedelta(seconds=40))
    assert is_bad(look("ringer"))
    RingerMark.objects.all().delete()
    assert is_bad(look("ringer"))


def test_a_ringer_that_died_is_shown(look: LookAt, monkeypatch: Any) -> None:
    watched = Watched("ringer", lambda stop: None)
    watched.deaths.append(("2026-11-23T10:00:00+00:00", "ValueError: no luck"))
    monkeypatch.setattr(serving, "keeping", [watched])
    assert "ValueError: no luck" in look("ringer")[-1].says
    assert is_bad(look("ringer"))


def test_evidence_is_not_rung_from(look: LookAt, settings: Any) -> None:
    (Path(settings.HOME) / EVIDENCE).touch()
    RingerMark.objects.all().delete()
    assert [finding.level for finding in look("ringer")] == ["warn"]


@pytest.mark.tampers
def test_what_is_kept_and_not_drawn_is_shown(look: LookAt) -> None:
    assert not is_bad(look("log"))
    Entry.objects.filter(pk=Entry.objects.earliest("position").pk).update(
        fate="undrawn", why="upgrade needed"
    )
    assert is_bad(look("log"))


def test_what_is_in_quarantine_is_shown(look: LookAt) -> None:
    Quarantined.objects.create(raw=b"x", why="no", heard_at=clock.now())
    assert [finding.level for finding in look("log")] == ["ok", "warn"]


def test_a_changed_line_of_the_record_is_found(look: LookAt) -> None:
    assert not is_bad(look("record"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Audited._meta.db_table} SET outcome = 'refused' WHERE what = 'officer_added'"
        )
    assert is_bad(look("record"))


@pytest.mark.parametrize("name", ["keys/GB.json", "keys", "secret"])
def test_what_others_could_read_is_found(look: LookAt, settings: Any, name: str) -> None:
    (Path(settings.HOME) / "secret").touch(mode=0o600)
    assert not is_bad(look("keys"))
    (Path(settings.HOME) / name).chmod(0o755)
    assert is_bad(look("keys"))


@pytest.mark.tampers
def test_a_key_that_is_not_the_pinned_one_is_found(look: LookAt) -> None:
    row = PinnedKey.objects.get(party="GB")
    PinnedKey.objects.filter(pk=row.pk).update(public=PinnedKey.objects.get(party="IT").public)
    keys.forget_keys()
    assert "GB: it is not the key pinned here" in [finding.says for finding in look("keys")]
    PinnedKey.objects.filter(pk=row.pk).delete()
    keys.forget_keys()
    assert any("is not pinned here" in finding.says for finding in look("keys"))


def test_a_clock_that_went_back_is_found(look: LookAt) -> None:
    assert not is_bad(look("clock"))
    heard_at = last_heard_at()
    assert heard_at
    with clock.standing_at(heard_at - timedelta(hours=1)):
        assert is_bad(look("clock"))
    with clock.standing_at(datetime(1970, 1, 2, tzinfo=UTC)):
        assert is_bad(look("clock"))


@pytest.mark.parametrize(("free", "level"), [(10 * 1024**3, "ok"), (1024**3, "warn"), (1024**2, "bad")])
def test_a_full_disk_is_found(look: LookAt, monkeypatch: Any, free: int, level: str) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(free, 0, free))
    assert [finding.level for finding in look("disk")] == [level]


@pytest.mark.store
def test_a_store_that_does_not_wait_for_the_disk_is_found(cast: Any) -> None:
    if connection.vendor != "sqlite":
        assert is_bad(list(examinations.durability())), "the tests' PostgreSQL has fsync off"
        return
    assert not is_bad(list(examinations.durability()))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        try:
            assert is_bad(list(examinations.durability()))
        finally:
            cursor.execute("PRAGMA synchronous=FULL")


def test_an_address_in_clear_is_shown(look: LookAt, settings: Any) -> None:
    settings.IS_HTTPS = False
    assert [finding.level for finding in look("address")] == ["warn"]


def test_one_host_for_several_parties_is_said(look: LookAt) -> None:
    assert "can read and sign for all" in look("hosting")[0].says


def test_promises_that_are_late_are_bad_and_told_one_by_one(look: LookAt) -> None:
    assert [finding.says for finding in look("promises")] == ["3 open, none late"]
    now = clock.now()
    alarms = [
        Alarm(what="ring", call="1", number="GB-7", status="test", party="IT", due_at=now),
        Alarm(what="ringer", status="system", due_at=now),
    ]
    note_look(open_promises=3, alarms=alarms)
    found = look("promises")
    assert [finding.level for finding in found] == ["bad", "bad"]
    assert found[0].says.startswith("Call GB-7: the first ring is late (Italy), since ")
    assert all(finding.do for finding in found)


def test_nobody_who_watches_is_bad(look: LookAt) -> None:
    Look.objects.update(looked_at=clock.now() - timedelta(seconds=91))
    assert is_bad(look("promises"))
    Look.objects.all().delete()
    assert look("promises")[0].says == "nobody has looked ever"


def test_a_node_that_nobody_watches_from_outside_is_told_so(look: LookAt, settings: Any) -> None:
    assert [finding.level for finding in look("monitor")] == ["warn", "warn"]
    settings.REDPHONE_OPERATOR, settings.REDPHONE_HEARTBEAT = "ops@node.example", "https://monitor.example/1"
    assert [finding.level for finding in look("monitor")] == ["ok", "ok"]
