"""Wire format v1 is frozen: the same message always gives the same bytes, and old bytes are always read."""

import re

import pytest

from redphone.wire.kinds import KINDS, Message, kind, read_body, write_body
from redphone.wire.manifest import read_manifest, write_manifest
from redphone.wire.seal import Key, take_apart, unseal
from tests.wire import golden
from tests.wire.samples import SAMPLES, TEST_KEY, manifest_for, sign_bytes

golden.load_every_kind()
FROZEN = {name: cls for name, cls in KINDS.items() if not name.startswith("test.")}


def find_test_key(kid: str) -> Key | None:
    return TEST_KEY if kid == TEST_KEY.kid else None


def test_the_test_key_is_the_published_one() -> None:
    """RFC 8032, 7.1, test 1: the signature of the empty message."""
    signature = sign_bytes(b"")
    assert signature.hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_every_kind_has_its_golden_bytes(name: str) -> None:
    assert golden.path_of(name).exists(), f"{name}: python -m tests.wire.golden"


def test_no_kind_that_was_ever_said_is_gone() -> None:
    assert {path.stem for path in golden.PLACE.glob("*.txt")} <= FROZEN.keys()


def test_every_kind_has_one_sample() -> None:
    assert sorted(message.kind for message in SAMPLES) == sorted(FROZEN)


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: message.kind)
def test_a_sample_fills_every_field(message: Message) -> None:
    assert message.model_fields_set == set(type(message).model_fields)


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: message.kind)
def test_the_same_message_gives_the_same_bytes(message: Message) -> None:
    assert golden.make(message) == golden.load(message.kind)


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: message.kind)
def test_frozen_bytes_are_read_as_they_were_meant(message: Message) -> None:
    frozen = golden.load(message.kind)
    assert read_body(message.kind, frozen.body) == message
    sealed = unseal(frozen.token, find_key=find_test_key)
    assert sealed.manifest == manifest_for(message)
    assert write_manifest(sealed.manifest) == take_apart(frozen.token)[1]


def test_the_manifest_is_the_table_member_by_member() -> None:
    """Said once more by hand, so that no change of code and golden bytes together goes unseen."""
    _, payload = take_apart(golden.load("call.cancelled.v1").token)
    body = golden.load("call.cancelled.v1").body
    assert body == b'{"reason":"wrong_call","note":"Meant as an exercise."}'
    assert re.sub(rb'("hash":")[^"]{43}("}],"crit")', rb"\1#\2", payload).decode() == (
        '{"v":1,"net":"golden","status":"exercise","id":"0193464a-7a7b-7abc-8def-0123456789ab",'
        '"kind":"call.cancelled.v1","thing":"0193464a-7a00-7000-8000-00000000ca11","by":"GB","seat":"duty_desk",'
        f'"epoch":2,"number":41,"previous":"{"A" * 43}","to":["CA","EC","IT"],"mark":"AMBER+STRICT",'
        '"national":"EXAMPLE – NOT A REAL MARK",'
        f'"refs":[{{"id":"0193464a-7a7a-7abc-8def-0123456789ab","hash":"{"B" * 43}","rel":"answers"}}],'
        '"happened_at":"2024-11-21T09:30:00.000Z","said_at":"2024-11-21T10:00:00.123Z",'
        '"expires_at":"2025-02-19T10:00:00.123Z",'
        f'"parts":[{{"number":0,"role":"body","media":"application/rp-body+json","length":{len(body)},"hash":"#"}}],'
        '"crit":[]}'
    )
    assert read_manifest(payload).kind == "call.cancelled.v1"


def test_a_golden_file_is_never_written_over(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(golden, "PLACE", tmp_path)
    assert golden.write_missing() == sorted(FROZEN)
    (tmp_path / "call.rung.v1.txt").write_bytes(b"what was frozen before\n")
    (tmp_path / "call.raised.v1.txt").unlink()
    assert golden.write_missing() == ["call.raised.v1"]
    assert (tmp_path / "call.rung.v1.txt").read_bytes() == b"what was frozen before\n"


def test_a_changed_kind_and_a_new_one_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: one field renamed in the bytes, and one kind nobody froze."""
    message = SAMPLES[0]
    changed = write_body(message).replace(b'"zone"', b'"timezone"')
    monkeypatch.setattr(golden, "write_body", lambda _: changed)
    assert golden.make(message) != golden.load(message.kind)
    monkeypatch.setattr("redphone.wire.kinds.KINDS", {})
    kind("nobody.froze_it.v1")(type("Unfrozen", (Message,), {}))
    assert not golden.path_of("nobody.froze_it.v1").exists()
