"""Backing up: what is kept, checked first, in one file that is there whole or not at all."""

import json
import os
import stat
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from redphone.log import append_only, archive
from redphone.log.archive import ENTRIES, KEPT
from redphone.log.backup import BackedUp, Unsound, back_up
from redphone.log.models import Entry, Part
from redphone.officers.models import Officer

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_backup_says_what_is_in_it(made: BackedUp, tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.sha256 == sha256(path.read_bytes()).hexdigest()
    assert made.header.counts["entries"] == Entry.objects.count()
    assert made.header.counts["officers.Officer"] == Officer.objects.count()
    newest = Entry.objects.filter(by="GB").latest("number")
    assert made.header.heads["GB"] == [newest.epoch, newest.number, newest.hash]
    assert "GB" in made.header.whole


def test_it_holds_private_keys_only_when_asked(
    node: Any, made: BackedUp, settings: Any, tmp_path: Path
) -> None:
    private = json.loads((Path(settings.KEYS) / "GB.json").read_text())["key"]["d"]
    with_keys = back_up(tmp_path / "b.backup", with_keys=True)
    for name, is_there in (("a.backup", False), ("b.backup", True)):
        with zipfile.ZipFile(tmp_path / name) as zipped:
            content = b"".join(zipped.read(member) for member in zipped.namelist())
        assert (private.encode() in content) is is_there
        assert (settings.SECRET_KEY.encode() in content) is is_there
    assert {"keys/GB.json", "secret"} <= set(with_keys.header.members)
    assert set(made.header.members) == {ENTRIES, KEPT}


def test_it_never_goes_over_another(made: BackedUp, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        back_up(tmp_path / "a.backup", with_keys=False)
    assert archive.digest_of(tmp_path / "a.backup") == made.sha256


@pytest.mark.tampers
def test_a_store_with_a_fault_is_not_backed_up(node: Any, tmp_path: Path) -> None:
    from django.db import connection

    append_only.lift(connection)
    part = Part.objects.filter(entry__kind="call.raised.v2").get()
    Part.objects.filter(pk=part.pk).update(content=bytes(part.content or b"").replace(b"closed", b"opened"))
    append_only.guard(connection)
    with pytest.raises(Unsound, match=r"GB 1.*part 0 is not what the manifest commits to"):
        back_up(tmp_path / "a.backup", with_keys=False)
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


def test_a_backup_that_breaks_off_leaves_nothing(node: Any, tmp_path: Path, monkeypatch: Any) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        back_up(tmp_path / "a.backup", with_keys=False)
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []
