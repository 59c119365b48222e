"""Backup and restore: what comes back is what was kept, and every planted fault is found before anything is in."""

import base64
import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from redphone.calls.acts import acknowledge_call, raise_call
from redphone.calls.messages import CallRaised
from redphone.log import append_only, archive, clock
from redphone.log.archive import ENTRIES, HEADER, KEPT, BadArchive
from redphone.log.backup import BackedUp, Unsound, back_up, kept_models
from redphone.log.models import Entry, Epoch, Part
from redphone.log.redraw import check, rows_of_the_picture
from redphone.log.restore import EVIDENCE, restore
from redphone.network import keys
from redphone.officers.models import Officer
from redphone.refused import Refused
from redphone.situations.messages import SituationOpened
from tests.people import cast, network, seat_of, small_world  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

Lines = list[dict[str, Any]]


@pytest.fixture
def node(cast: dict[str, Officer], settings: Any, tmp_path: Path) -> dict[str, Officer]:  # noqa: F811
    """A node in a home of its own, where a call was raised and acknowledged."""
    settings.HOME = tmp_path
    call = CallRaised(
        number="-",
        key="-",
        situation="00000000-0000-0000-0000-000000000000",
        what_happened="Fictional: a border post has closed",
        place="Exampletown",
        country=None,
        asked="Who can receive families?",
        answer_by_at=None,
        urgency="today",
        decides="desk_officer",
        step_seconds=900,
    )
    opening = SituationOpened(title="Exampleland", nature="emergency", countries=(), summary="")
    by = seat_of(cast["alice"])
    raised = raise_call(by=by, call=call, to=("IT", "CA"), status="test", opening=opening)
    acknowledge_call(by=seat_of(cast["bruno"]), call=raised.thing, way="page")
    return cast


@pytest.fixture
def made(node: Any, tmp_path: Path) -> BackedUp:
    return back_up(tmp_path / "a.backup", with_keys=False)


@pytest.fixture
def emptied(made: BackedUp, tmp_path: Path) -> Path:
    """The backup, and then a store that is empty."""
    empty_the_store()
    return tmp_path / "a.backup"


def empty_the_store() -> None:
    call_command("flush", verbosity=0, interactive=False)
    keys.forget_keys()


def rewrite(path: Path, member: str, change: Callable[[Lines], Any], **header: Any) -> None:
    """Change the lines of a member, and let the header say that all is well: as somebody would who forges it."""
    with zipfile.ZipFile(path) as zipped:
        held = {name: zipped.read(name) for name in zipped.namelist()}
    lines = [json.loads(line) for line in held[member].splitlines()]
    change(lines)
    held[member] = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    said = json.loads(held.pop(HEADER))
    said["members"][member] = sha256(held[member]).hexdigest()
    if member == ENTRIES:
        said["counts"] |= {"entries": len(lines), "parts": sum(len(line["parts"]) for line in lines)}
    said |= header
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in (held | {HEADER: json.dumps(said).encode()}).items():
            zipped.writestr(name, content)


def line_of(lines: Lines, kind: str) -> dict[str, Any]:
    return next(line for line in lines if kind in said_in(line["raw"]))


def said_in(raw: str) -> str:
    payload = raw.split(".")[1]
    return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()


def rows_kept() -> dict[str, list[Any]]:
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values()) for model in kept_models()
    }


def is_empty() -> bool:
    models: list[Any] = [Entry, Part, Officer, *kept_models()]
    return not any(model._default_manager.exists() for model in models)


def faults_of(path: Path) -> str:
    """What restoring says is wrong; and nothing is in the store."""
    with pytest.raises(Unsound) as caught:
        restore(path, reason="the disk broke")
    assert is_empty()
    return "\n".join(caught.value.faults)


# What is made


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
    part = Part.objects.filter(entry__kind="call.raised.v1").get()
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


# What comes back


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
    thing = Entry.objects.get(kind="call.raised.v1").thing
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
        by=seat_of(node["chloe"]), call=Entry.objects.get(kind="call.raised.v1").thing, way="page"
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
            by=seat_of(node["chloe"]), call=Entry.objects.get(kind="call.raised.v1").thing, way="page"
        )
    assert not Epoch.objects.exists()


def test_as_evidence_is_refused_where_keys_lie(emptied: Path) -> None:
    with pytest.raises(Refused, match="must not be able to speak"):
        restore(emptied, reason="")
    assert is_empty()


# What is refused


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


# Planted faults, in files that are whole and whose header agrees


def test_negative_control_a_rewritten_backup_without_a_fault_is_restored(emptied: Path) -> None:
    rewrite(emptied, ENTRIES, lambda lines: None)
    restore(emptied, reason="the disk broke")
    assert check().is_sound


def test_a_byte_of_a_signature_is_found(emptied: Path) -> None:
    def flip(lines: Lines) -> None:
        line = line_of(lines, "call.raised.v1")
        head, payload, signature = line["raw"].split(".")
        flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
        line["raw"] = f"{head}.{payload}.{flipped}"

    rewrite(emptied, ENTRIES, flip)
    assert "the signature does not hold" in faults_of(emptied)


def test_a_changed_word_under_a_signature_is_found(emptied: Path) -> None:
    def change(lines: Lines) -> None:
        line = line_of(lines, "call.raised.v1")
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
        part = line_of(lines, "call.raised.v1")["parts"][0]
        content = base64.b64decode(part[2]).replace(b"closed", b"opened")
        part[2] = base64.b64encode(content).decode()

    rewrite(emptied, ENTRIES, change)
    assert "part 0 is not what the manifest commits to" in faults_of(emptied)


def test_a_missing_part_is_found(emptied: Path) -> None:
    rewrite(emptied, ENTRIES, lambda lines: line_of(lines, "call.raised.v1").update(parts=[]))
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


def header_of(path: Path) -> Any:
    with zipfile.ZipFile(path) as zipped:
        return json.loads(zipped.read(HEADER))


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


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def members_of_bytes(whole: bytes, beside: Path) -> dict[str, bytes]:
    other = beside.with_suffix(".whole")
    other.write_bytes(whole)
    return members_of(other)


def test_no_member_can_be_written_outside_its_place(node: Any, settings: Any, tmp_path: Path) -> None:
    back_up(tmp_path / "a.backup", with_keys=True)
    empty_the_store()
    with zipfile.ZipFile(tmp_path / "a.backup", "a") as zipped:
        zipped.writestr("keys/../../escaped.json", "{}")
    with pytest.raises(BadArchive, match="not those that its header names"):
        restore(tmp_path / "a.backup", reason="the disk broke")


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    keys.forget_keys()
