"""Reading and writing manifests: exactly the table, nothing looser."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redphone.wire.manifest import BODY_MEDIA, Manifest, base64url, hash_part, read_manifest, write_manifest
from redphone.wire.strict import MANIFEST_LIMIT, Malformed
from redphone.wire.words import MARKS
from tests.wire.samples import manifest_words

PART = {"number": 0, "role": "body", "media": BODY_MEDIA, "length": 2, "hash": "C" * 43}
REF = {"id": "0193464a-7a7a-7abc-8def-0123456789ab", "hash": "B" * 43, "rel": "answers"}


def raw_of(words: dict[str, Any]) -> bytes:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()


BAD_MEMBERS: dict[str, dict[str, Any]] = {
    "another version": {"v": 2},
    "a version as text": {"v": "1"},
    "a version that is true": {"v": True},
    "no network": {"net": ""},
    "a network in capitals": {"net": "RDN"},
    "an unknown status": {"status": "drill"},
    "a status in capitals": {"status": "Actual"},
    "an id that is no UUID": {"id": "1"},
    "an id of another version": {"id": "0193464a-7a7b-4abc-8def-0123456789ab"},
    "an id in capitals": {"id": "0193464A-7A7B-7ABC-8DEF-0123456789AB"},
    "an id with a line feed behind": {"id": "0193464a-7a7b-7abc-8def-0123456789ab\n"},
    "a kind without a version": {"kind": "call.raised"},
    "a kind in capitals": {"kind": "Call.raised.v1"},
    "a kind of version 0": {"kind": "call.raised.v0"},
    "a kind that is long": {"kind": f"call.{'a' * 60}.v1"},
    "a thing that is no UUID": {"thing": "chair"},
    "an author in small letters": {"by": "gb"},
    "an author that is long": {"by": "A" * 9},
    "an author with a line feed behind": {"by": "GB\n"},
    "an author in letters that look alike": {"by": "G\u0412"},
    "a person as seat": {"seat": "Ada Example"},
    "epoch 0": {"epoch": 0},
    "number 0": {"number": 0},
    "a number below 0": {"number": -1},
    "a number as text": {"number": "41"},
    "a number that is true": {"number": True},
    "a previous that is no hash": {"previous": "A" * 42},
    "a previous that is null": {"previous": None},
    "nobody addressed": {"to": []},
    "addressed as text": {"to": "CA"},
    "addressed out of order": {"to": ["IT", "CA"]},
    "addressed twice": {"to": ["CA", "CA", "IT"]},
    "a group addressed": {"to": ["CA", "all"]},
    "null addressed": {"to": [None]},
    "a mark of TLP 1": {"mark": "WHITE"},
    "a mark with its prefix": {"mark": "TLP:RED"},
    "an empty mark": {"mark": ""},
    "a national mark of two lines": {"national": "OFFICIAL\nX"},
    "a national mark that hides a line break": {"national": "OFFICIAL\x85X"},
    "a national mark that is long": {"national": "x" * 201},
    "a cause without a hash": {"refs": [{"id": REF["id"], "rel": "answers"}]},
    "a cause of an unknown relation": {"refs": [{**REF, "rel": "likes"}]},
    "51 causes": {"refs": [REF] * 51},
    "an instant without a zone": {"said_at": "2024-11-21T10:00:00.123"},
    "an instant of another zone": {"said_at": "2024-11-21T10:00:00.123+00:00"},
    "an instant without milliseconds": {"said_at": "2024-11-21T10:00:00Z"},
    "an instant in microseconds": {"said_at": "2024-11-21T10:00:00.123456Z"},
    "an instant in small letters": {"said_at": "2024-11-21t10:00:00.123z"},
    "an instant as a number": {"said_at": 1732183200},
    "the 30th of February": {"said_at": "2024-02-30T10:00:00.000Z"},
    "a leap second": {"said_at": "2024-12-31T23:59:60.000Z"},
    "24 o'clock": {"said_at": "2024-11-21T24:00:00.000Z"},
    "an instant in digits of another script": {"said_at": "２０２４-11-21T10:00:00.123Z"},
    "parts out of order": {"parts": [{**PART, "number": 1}, PART]},
    "parts from 1": {"parts": [{**PART, "number": 1}]},
    "a part twice": {"parts": [PART, PART]},
    "a part of an unknown role": {"parts": [{**PART, "role": "cover"}]},
    "a part of less than nothing": {"parts": [{**PART, "length": -1}]},
    "a part whose hash is padded": {"parts": [{**PART, "hash": "C" * 43 + "="}]},
    "a critical member that is no text": {"crit": [1]},
    "21 critical members": {"crit": [f"x{n}" for n in range(21)]},
    **{f"no {member}": {member: None} for member in manifest_words()},
}


@pytest.mark.parametrize("changed", BAD_MEMBERS.values(), ids=BAD_MEMBERS)
def test_a_bad_member_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read_manifest(raw_of(manifest_words(**changed)))


@pytest.mark.parametrize("member", manifest_words())
def test_every_member_is_mandatory(member: str) -> None:
    words = manifest_words()
    del words[member]
    with pytest.raises(Malformed, match=f"manifest: {member}"):
        read_manifest(raw_of(words))


def test_the_members_it_is_compared_with_are_good() -> None:
    """The negative control of all the refusals above."""
    assert read_manifest(raw_of(manifest_words())).number == 41


def test_extra_members_are_tolerated_and_change_nothing() -> None:
    read = read_manifest(raw_of(manifest_words(colour="red", parts=[{**PART, "dek": 1}])))
    assert read == read_manifest(raw_of(manifest_words()))
    assert read.not_understood == ()


def test_a_critical_member_that_is_not_known_is_kept_and_named() -> None:
    read = read_manifest(raw_of(manifest_words(crit=["embargo", "policy"], embargo="2025-01-01")))
    assert read.not_understood == ("embargo", "policy")


def test_the_audience_is_the_author_and_those_addressed() -> None:
    assert read_manifest(raw_of(manifest_words(to=["CA", "IT"]))).audience == {"GB", "CA", "IT"}


def test_a_manifest_that_would_be_too_long_is_not_written() -> None:
    many = [{**REF, "hash": "D" * 43}] * 50
    parts = [{**PART, "number": n, "media": "m" * 200} for n in range(50)]
    manifest = Manifest.model_validate(manifest_words(refs=many, parts=parts))
    with pytest.raises(Malformed, match=f"more than {MANIFEST_LIMIT}"):
        write_manifest(manifest)


def test_the_commitment_to_a_part_is_the_hash_of_salt_and_content() -> None:
    """Computed beside it: (head -c 32 /dev/zero; printf abc) | sha256sum."""
    assert hash_part(bytes(32), b"abc") == base64url(
        bytes.fromhex("365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370")
    )


@pytest.mark.parametrize("salt", [b"", b"x" * 31, b"x" * 33])
def test_a_salt_is_32_bytes(salt: bytes) -> None:
    with pytest.raises(Malformed, match="32 bytes"):
        hash_part(salt, b"abc")


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_no_two_contents_have_one_commitment(content: bytes, other: bytes) -> None:
    assert (hash_part(bytes(32), content) == hash_part(bytes(32), other)) == (content == other)


def instants() -> st.SearchStrategy[datetime]:
    return st.datetimes(timezones=st.just(UTC)).map(
        lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
    )


HASHES = st.binary(min_size=32, max_size=32).map(base64url)
IDS = st.uuids(version=4).map(lambda id_: f"{str(id_)[:14]}7{str(id_)[15:]}")
CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=8)
LINES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"), max_size=200
)
REFS = st.fixed_dictionaries(
    {
        "id": IDS,
        "hash": HASHES,
        "rel": st.sampled_from(["answers", "updates", "cancels", "releases", "derived"]),
    }
)


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    parts = draw(st.lists(st.tuples(st.sampled_from(["body", "attachment"]), LINES, HASHES), max_size=3))
    said_at = draw(instants())
    return Manifest.model_validate(
        {
            "v": 1,
            "net": draw(st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=40)),
            "status": draw(st.sampled_from(["actual", "exercise", "test", "system"])),
            "id": draw(IDS),
            "kind": draw(st.from_regex(r"[a-z]{1,10}(\.[a-z_]{1,10}){1,3}\.v[1-9][0-9]?", fullmatch=True)),
            "thing": str(draw(st.uuids())),
            "by": draw(CODES),
            "seat": draw(st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=40)),
            "epoch": draw(st.integers(1, 2**53 - 1)),
            "number": draw(st.integers(1, 2**53 - 1)),
            "previous": draw(HASHES | st.just("")),
            "to": sorted(draw(st.sets(CODES, min_size=1, max_size=10))),
            "mark": draw(st.sampled_from(MARKS)),
            "national": draw(LINES),
            "refs": draw(st.lists(REFS, max_size=3)),
            "happened_at": draw(instants()),
            "said_at": said_at,
            "expires_at": draw(instants()),
            "parts": [
                {"number": number, "role": role, "media": media, "length": number, "hash": hash_}
                for number, (role, media, hash_) in enumerate(parts)
            ],
            "crit": draw(st.lists(LINES.filter(lambda line: "\0" not in line), max_size=3)),
        }
    )


@given(manifests())
@settings(max_examples=200)
def test_what_is_written_is_read_again_as_the_same(manifest: Manifest) -> None:
    raw = write_manifest(manifest)
    assert read_manifest(raw) == manifest
    assert write_manifest(read_manifest(raw)) == raw


@given(manifests(), st.data())
def test_a_damaged_manifest_is_malformed_or_another_and_nothing_else_happens(
    manifest: Manifest, data
) -> None:
    raw = bytearray(write_manifest(manifest))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b"}", b'"'])
        )
        if not raw:
            return
    with suppress(Malformed):
        read_manifest(bytes(raw))


def test_instants_lose_what_the_wire_cannot_say_before_they_are_signed() -> None:
    fine = datetime(2024, 11, 21, 10, 0, 0, 123_999, tzinfo=UTC)
    manifest = Manifest.model_validate(manifest_words(said_at=fine))
    assert manifest.said_at == fine - timedelta(microseconds=999)
    with pytest.raises(ValueError, match="time zone"):
        Manifest.model_validate(manifest_words(said_at=fine.replace(tzinfo=None)))
