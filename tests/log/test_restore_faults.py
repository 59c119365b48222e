"""Planted faults in backups that are whole and whose header agrees: each is found before anything is in."""

import base64
import zipfile
from pathlib import Path
from typing import Any

import pytest

from redphone.log import archive
from redphone.log.archive import ENTRIES, KEPT, BadArchive
from redphone.log.backup import back_up
from redphone.log.redraw import check
from redphone.log.restore import restore
from redphone.network import keys
from tests.log.restoring import (
    Lines,
    empty_the_store,
    faults_of,
    header_of,
    is_empty,
    line_of,
    members_of,
    members_of_bytes,
    rewrite,
    said_in,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_negative_control_a_rewritten_backup_without_a_fault_is_restored(emptied: Path) -> None:
    rewrite(emptied, ENTRIES, lambda lines: None)
    restore(emptied, reason="the disk broke")
    assert check().is_sound


def test_a_byte_of_a_signature_is_found(emptied: Path) -> None:
    def flip(lines: Lines) -> None:
        line = line_of(lines, "call.raised.v2")
        head, payload, signature = line["raw"].split(".")
        flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
        line["raw"] = f"{head}.{payload}.{flipped}"

    rewrite(emptied, ENTRIES, flip)
    assert "the signature does not hold" in faults_of(emptied)


def test_a_changed_word_under_a_signature_is_found(emptied: Path) -> None:
    def change(lines: Lines) -> None:
        line = line_of(lines, "call.raised.v2")
        head, _, signature = line["raw"].split(".")
        said = said_in(line["raw"]).replace('"status":"test"', '"status":"actual"')
        payload = base64.urlsafe_b64encode(said.encode()).rstrip(b"=").decode()
        line["raw"] = f"{head}.{payload}.{signature}"

    rewrite(emptied, ENTRIES, change)
    assert "the signature does not hold" in faults_of(emptied)


def test_an_entry_taken_out_of_the_middle_is_found(emptied: Path) -> None:
    rewrite(emptied, ENTRIES, lambda lines: lines.remove(line_of(lines, "situation.opened.v1")))
    assert "a gap" in faults_of(emptied)


def test_an_entry_taken_out_of_the_middle_is_found_without_keys_too(
    emptied: Path, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS = tmp_path / "none"
    keys.forget_keys()
    rewrite(emptied, ENTRIES, lambda lines: lines.remove(line_of(lines, "situation.opened.v1")))
    assert "a gap" in faults_of(emptied)


def test_an_entry_taken_off_the_end_is_found(emptied: Path) -> None:
    rewrite(emptied, ENTRIES, lambda lines: lines.remove(line_of(lines, "call.acknowledged.v1")))
    assert "the last thing that an author said" in faults_of(emptied)


def test_an_entry_said_twice_is_found(emptied: Path) -> None:
    rewrite(emptied, ENTRIES, lambda lines: lines.append(lines[3] | {"position": 9999}))
    with pytest.raises(BadArchive, match="says something twice"):
        restore(emptied, reason="the disk broke")
    assert is_empty()


def test_a_changed_part_is_found(emptied: Path) -> None:
    def change(lines: Lines) -> None:
        part = line_of(lines, "call.raised.v2")["parts"][0]
        content = base64.b64decode(part[2]).replace(b"closed", b"opened")
        part[2] = base64.b64encode(content).decode()

    rewrite(emptied, ENTRIES, change)
    assert "part 0 is not what the manifest commits to" in faults_of(emptied)


def test_a_missing_part_is_found(emptied: Path) -> None:
    rewrite(emptied, ENTRIES, lambda lines: line_of(lines, "call.raised.v2").update(parts=[]))
    assert "part 0 is missing" in faults_of(emptied)


def test_a_key_that_was_exchanged_is_found(emptied: Path) -> None:
    def exchange(lines: Lines) -> None:
        pinned = {line["fields"]["party"]: line for line in lines if line["model"] == "network.pinnedkey"}
        pinned["GB"]["fields"]["public"] = pinned["IT"]["fields"]["public"]

    rewrite(emptied, KEPT, exchange)
    assert "the signature does not hold" in faults_of(emptied)


def test_an_officer_less_is_found(emptied: Path) -> None:
    rewrite(
        emptied, KEPT, lambda lines: lines.remove(next(x for x in lines if x["model"] == "officers.officer"))
    )
    assert "officers.Officer: 12 here, 13 in the backup's header" in faults_of(emptied)


def test_a_row_of_the_picture_is_not_let_in(emptied: Path) -> None:
    rewrite(
        emptied,
        KEPT,
        lambda lines: lines.append({"model": "network.chair", "pk": 1, "fields": {"chair": "GB"}}),
    )
    with pytest.raises(BadArchive, match=r"network.Chair is not among a node's own rows"):
        restore(emptied, reason="the disk broke")
    assert is_empty()


def test_a_member_that_is_not_what_the_header_says_is_refused(emptied: Path) -> None:
    rewrite(emptied, KEPT, lambda lines: lines[0]["fields"].update({}), members=header_of(emptied)["members"])
    with pytest.raises(BadArchive, match=r"kept.jsonl is not what its header says"):
        restore(emptied, reason="the disk broke")
    assert is_empty()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.99])
def test_a_file_cut_short_is_refused(emptied: Path, share: float) -> None:
    whole = emptied.read_bytes()
    emptied.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BadArchive, match="not a whole backup"):
        restore(emptied, reason="the disk broke")
    assert is_empty()


def test_a_flipped_byte_anywhere_in_the_file_changes_nothing_or_is_refused(emptied: Path) -> None:
    whole = emptied.read_bytes()
    for place in range(50, len(whole), len(whole) // 40):
        emptied.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            archive.check_members(emptied)
        except BadArchive:
            continue
        assert members_of(emptied) == members_of_bytes(whole, emptied)


def test_no_member_can_be_written_outside_its_place(node: Any, settings: Any, tmp_path: Path) -> None:
    back_up(tmp_path / "a.backup", with_keys=True)
    empty_the_store()
    with zipfile.ZipFile(tmp_path / "a.backup", "a") as zipped:
        zipped.writestr("keys/../../escaped.json", "{}")
    with pytest.raises(BadArchive, match="not those that its header names"):
        restore(tmp_path / "a.backup", reason="the disk broke")


def test_a_header_of_a_gigabyte_is_never_held(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.backup", "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(archive.HEADER, b" " * archive.SMALL + b"{}")
    with pytest.raises(BadArchive, match="larger than"):
        archive.read_header(tmp_path / "a.backup")


def test_a_line_without_end_is_never_held(emptied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LONGEST_LINE", 5000)
    rewrite(emptied, KEPT, lambda lines: lines.insert(0, {"model": "x" * 6000}))
    with pytest.raises(BadArchive, match="longer than 5000 bytes"):
        restore(emptied, reason="the disk broke")
    assert is_empty()
