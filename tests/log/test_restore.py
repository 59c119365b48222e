"""Restoring: what comes back is what was kept, in a new epoch or as evidence, into an empty store of its network."""

import json
import stat
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from redphone.calls.acts import acknowledge_call
from redphone.log import clock
from redphone.log.archive import ENTRIES, HEADER, KEPT, BadArchive
from redphone.log.backup import BackedUp, back_up
from redphone.log.models import Entry, Epoch, Part
from redphone.log.redraw import check, rows_of_the_picture
from redphone.log.restore import EVIDENCE, restore
from redphone.network import keys
from redphone.refused import Refused
from tests.log.restoring import (
    empty_the_store,
    is_empty,
    rewrite,
    rows_kept,
)
from tests.people import seat_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_comes_back_is_what_was_kept(emptied: Path, tmp_path: Path) -> None:
    assert is_empty()
    restore(emptied, reason="the disk broke")
    again = back_up(tmp_path / "again.backup", with_keys=False)
    with zipfile.ZipFile(emptied) as first, zipfile.ZipFile(tmp_path / "again.backup") as second:
        assert first.read(ENTRIES) == second.read(ENTRIES)
        ours = [line for line in second.read(KEPT).splitlines() if b'"log.epoch"' not in line]
        assert first.read(KEPT).splitlines() == ours
    assert again.header.counts["log.Epoch"] == len(again.header.whole)


def test_the_picture_and_the_officers_are_the_same(node: Any, tmp_path: Path) -> None:
    picture, kept = rows_of_the_picture(), rows_kept()
    back_up(tmp_path / "a.backup", with_keys=False)
    empty_the_store()
    done = restore(tmp_path / "a.backup", reason="the disk broke")
    after = rows_kept()
    opened = after.pop("log.Epoch")
    kept.pop("log.Epoch")
    assert rows_of_the_picture() == picture
    assert after == kept
    assert {row["by"] for row in opened} == set(done.epochs)
    assert done.without_key == []
    assert check().is_sound


def test_it_goes_on_in_a_new_epoch(node: Any, emptied: Path) -> None:
    done = restore(emptied, reason="the disk broke")
    thing = Entry.objects.get(kind="call.raised.v2").thing
    before = Entry.objects.filter(by="CA").count()
    acknowledge_call(by=seat_of(node["chloe"]), call=thing, way="page")
    said = Entry.objects.get(kind="call.acknowledged.v1", by="CA")
    assert (said.epoch, said.number) == (done.epochs["CA"], 1)
    assert Entry.objects.filter(by="CA").count() == before + 1
    assert Epoch.objects.get(by="CA").reason == "the disk broke"
    assert check().is_sound


def test_the_same_backup_restored_twice_never_opens_the_same_epoch(node: Any, emptied: Path) -> None:
    first = restore(emptied, reason="the disk broke")
    empty_the_store()
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        second = restore(emptied, reason="and the next one")
    assert all(second.epochs[party] > epoch > 1 for party, epoch in first.epochs.items())


def test_keys_come_back_with_it_readable_by_this_user_alone(node: Any, settings: Any, tmp_path: Path) -> None:
    back_up(tmp_path / "a.backup", with_keys=True)
    empty_the_store()
    settings.KEYS, settings.HOME = tmp_path / "new" / "keys", tmp_path / "new"
    restore(tmp_path / "a.backup", reason="another machine")
    for name in ("keys/GB.json", "secret"):
        assert stat.S_IMODE((tmp_path / "new" / name).stat().st_mode) == 0o600
    keys.forget_keys()
    acknowledge_call(
        by=seat_of(node["chloe"]), call=Entry.objects.get(kind="call.raised.v2").thing, way="page"
    )
    assert (tmp_path / "new" / "secret").read_text() == settings.SECRET_KEY


def test_it_says_whose_keys_are_missing(emptied: Path, settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path / "none"
    keys.forget_keys()
    done = restore(emptied, reason="another machine")
    assert "GB" in done.without_key


def test_what_was_erased_stays_erased(node: Any, tmp_path: Path) -> None:
    raised = Part.objects.filter(entry__kind="call.acknowledged.v1").get()
    Part.objects.filter(pk=raised.pk).update(content=None, salt=None, erased_at=clock.now())
    from redphone.log.redraw import redraw

    redraw()
    back_up(tmp_path / "a.backup", with_keys=False)
    empty_the_store()
    restore(tmp_path / "a.backup", reason="the disk broke")
    assert Part.objects.get(entry__kind="call.acknowledged.v1").content is None


def test_as_evidence_nobody_can_speak(node: Any, emptied: Path, settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path / "none"
    keys.forget_keys()
    done = restore(emptied, reason="")
    assert done.epochs == {}
    assert (tmp_path / EVIDENCE).exists()
    with pytest.raises(LookupError):
        acknowledge_call(
            by=seat_of(node["chloe"]), call=Entry.objects.get(kind="call.raised.v2").thing, way="page"
        )
    assert not Epoch.objects.exists()


def test_as_evidence_is_refused_where_keys_lie(emptied: Path) -> None:
    with pytest.raises(Refused, match="must not be able to speak"):
        restore(emptied, reason="")
    assert is_empty()


def test_a_store_that_is_not_empty_stays_as_it_is(made: BackedUp, tmp_path: Path) -> None:
    before = rows_of_the_picture(), rows_kept()
    with pytest.raises(Refused, match="empty store only"):
        restore(tmp_path / "a.backup", reason="by mistake")
    assert (rows_of_the_picture(), rows_kept()) == before


def test_another_network_is_refused(emptied: Path, settings: Any) -> None:
    settings.REDPHONE_NETWORK = "another"
    with pytest.raises(Refused, match="the network rdn, and this node is set up for another"):
        restore(emptied, reason="by mistake")
    assert is_empty()


def test_another_network_inside_is_found_whatever_the_header_says(emptied: Path, settings: Any) -> None:
    settings.REDPHONE_NETWORK = "another"
    rewrite(emptied, ENTRIES, lambda lines: None, network="another")
    with pytest.raises(BadArchive, match="line 1: of another network: rdn"):
        restore(emptied, reason="by mistake")
    assert is_empty()


def test_a_newer_version_is_refused(emptied: Path) -> None:
    with zipfile.ZipFile(emptied) as zipped:
        migrations = json.loads(zipped.read(HEADER))["migrations"]
    rewrite(emptied, ENTRIES, lambda lines: None, migrations=[*migrations, ["log", "0999_next_year"]])
    with pytest.raises(Refused, match="log 0999_next_year is not known here"):
        restore(emptied, reason="too early")
    assert is_empty()
