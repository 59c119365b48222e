"""Seals: only the one form, only the author's key, only the exact bytes."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from redphone.wire.manifest import Manifest
from redphone.wire.seal import BadSeal, Key, hash_of, new_key, seal, take_apart, unseal
from redphone.wire.strict import Malformed
from tests.wire.samples import TEST_KEY, manifest_words, sign_bytes

OTHER_KEY = new_key(kid="CA-node-test", party="CA")
KEYS = {key.kid: key for key in (TEST_KEY, OTHER_KEY)}
MANIFEST = Manifest.model_validate(manifest_words())
SEALED = seal(MANIFEST, TEST_KEY)
HEADER, PAYLOAD, SIGNATURE = SEALED.raw.split(b".")
GOOD_HEADER = '{"alg":"Ed25519","kid":"GB-node-test","typ":"rp-manifest+jws"}'


def encode(raw: bytes | str) -> bytes:
    return base64.urlsafe_b64encode(raw.encode() if isinstance(raw, str) else raw).rstrip(b"=")


def sign(header: str, payload: bytes = PAYLOAD, *, key: Key = TEST_KEY) -> bytes:
    """A token whose signature holds, whatever its header says: only the comparison of forms can refuse it."""
    signed = encode(header) + b"." + payload
    return signed + b"." + encode(sign_bytes(signed, key))


def check(raw: bytes) -> Manifest:
    return unseal(raw, find_key=KEYS.get).manifest


def test_what_was_sealed_is_unsealed_bit_for_bit() -> None:
    found = unseal(SEALED.raw, find_key=KEYS.get)
    assert (found.raw, found.manifest, found.hash) == (SEALED.raw, MANIFEST, SEALED.hash)


def test_the_header_it_writes_is_the_one_form() -> None:
    assert encode(GOOD_HEADER) == HEADER
    assert sign(GOOD_HEADER) == SEALED.raw


def test_it_is_known_by_the_hash_of_what_is_signed() -> None:
    digest = hashlib.sha256(HEADER + b"." + PAYLOAD).digest()
    assert SEALED.hash == hash_of(SEALED.raw) == encode(digest).decode()


def hs256() -> bytes:
    """The old trick: the public key as the secret of a MAC."""
    signed = encode('{"alg":"HS256","kid":"GB-node-test","typ":"rp-manifest+jws"}') + b"." + PAYLOAD
    public = TEST_KEY.pair.public_key.public_bytes_raw()
    return signed + b"." + encode(hmac.new(public, signed, hashlib.sha256).digest() * 2)


BAD_FORMS: dict[str, bytes] = {
    "alg none": sign('{"alg":"none","kid":"GB-node-test","typ":"rp-manifest+jws"}'),
    "alg none, without a signature": encode('{"alg":"none"}') + b"." + PAYLOAD + b".",
    "alg HS256": hs256(),
    "alg EdDSA": sign('{"alg":"EdDSA","kid":"GB-node-test","typ":"rp-manifest+jws"}'),
    "alg in small letters": sign('{"alg":"ed25519","kid":"GB-node-test","typ":"rp-manifest+jws"}'),
    "alg twice": sign('{"alg":"Ed25519","alg":"none","kid":"GB-node-test","typ":"rp-manifest+jws"}'),
    "b64 false": sign(
        '{"alg":"Ed25519","b64":false,"crit":["b64"],"kid":"GB-node-test","typ":"rp-manifest+jws"}'
    ),
    "crit": sign('{"alg":"Ed25519","crit":["exp"],"exp":1,"kid":"GB-node-test","typ":"rp-manifest+jws"}'),
    "crit, empty": sign('{"alg":"Ed25519","crit":[],"kid":"GB-node-test","typ":"rp-manifest+jws"}'),
    "jku": sign(
        '{"alg":"Ed25519","jku":"https://example.org/k","kid":"GB-node-test","typ":"rp-manifest+jws"}'
    ),
    "jwk": sign('{"alg":"Ed25519","jwk":{},"kid":"GB-node-test","typ":"rp-manifest+jws"}'),
    "x5c": sign('{"alg":"Ed25519","kid":"GB-node-test","typ":"rp-manifest+jws","x5c":[]}'),
    "zip": sign('{"alg":"Ed25519","kid":"GB-node-test","typ":"rp-manifest+jws","zip":"DEF"}'),
    "members in another order": sign('{"kid":"GB-node-test","alg":"Ed25519","typ":"rp-manifest+jws"}'),
    "whitespace": sign('{"alg": "Ed25519","kid":"GB-node-test","typ":"rp-manifest+jws"}'),
    "whitespace behind": sign(GOOD_HEADER + "\n"),
    "an escape": sign(r'{"\u0061lg":"Ed25519","kid":"GB-node-test","typ":"rp-manifest+jws"}'),
    "typ JWT": sign('{"alg":"Ed25519","kid":"GB-node-test","typ":"JWT"}'),
    "no typ": sign('{"alg":"Ed25519","kid":"GB-node-test"}'),
    "no kid": sign('{"alg":"Ed25519","typ":"rp-manifest+jws"}'),
    "an empty kid": sign('{"alg":"Ed25519","kid":"","typ":"rp-manifest+jws"}'),
    "a kid that is a path": sign('{"alg":"Ed25519","kid":"../GB","typ":"rp-manifest+jws"}'),
    "a kid of 61 letters": sign(f'{{"alg":"Ed25519","kid":"{"k" * 61}","typ":"rp-manifest+jws"}}'),
    "a header that is no UTF-8": sign(GOOD_HEADER).replace(HEADER, encode(b"\xff\xfe")),
    "base64 padded": HEADER + b"==." + PAYLOAD + b"." + SIGNATURE,
    "signature padded": SEALED.raw + b"==",
    "base64 of the other alphabet": sign(GOOD_HEADER).replace(b"-", b"+").replace(b"_", b"/"),
    "base64 not canonical": SEALED.raw[:-1] + bytes([SEALED.raw[-1] + 1]),
    "a line feed behind": SEALED.raw + b"\n",
    "a line feed inside": HEADER + b"." + PAYLOAD[:40] + b"\n" + PAYLOAD[40:] + b"." + SIGNATURE,
    "a space before": b" " + SEALED.raw,
    "two pieces": HEADER + b"." + PAYLOAD,
    "four pieces": SEALED.raw + b"." + SIGNATURE,
    "five pieces, as encrypted": SEALED.raw + b"." + SIGNATURE + b"." + SIGNATURE,
    "a signature of 63 bytes": HEADER + b"." + PAYLOAD + b"." + encode(bytes(63)),
    "a signature of 65 bytes": HEADER + b"." + PAYLOAD + b"." + encode(bytes(65)),
    "JWS as JSON": json.dumps(
        {"protected": HEADER.decode(), "payload": PAYLOAD.decode(), "signature": SIGNATURE.decode()}
    ).encode(),
    "nothing": b"",
    "dots": b"..",
    "23 KB": b"e" * 23_000,
    "a payload that is no object": sign(GOOD_HEADER, encode(b"[]")),
    "a payload that is no manifest": sign(GOOD_HEADER, encode(b"{}")),
    "a payload over 16 KiB": sign(GOOD_HEADER, encode(b'{"v":"' + b"x" * 16_384 + b'"}')),
}

ANOTHERS = seal(Manifest.model_validate(manifest_words(by="CA", to=["GB"])), OTHER_KEY).raw
BAD_SEALS: dict[str, bytes] = {
    "detached from its payload": HEADER + b".." + SIGNATURE,
    "an unknown key": sign('{"alg":"Ed25519","kid":"IT-node-test","typ":"rp-manifest+jws"}'),
    "another party's kid, signed by the author": sign(
        '{"alg":"Ed25519","kid":"CA-node-test","typ":"rp-manifest+jws"}'
    ),
    "another party's kid, signed by that party": sign(
        '{"alg":"Ed25519","kid":"CA-node-test","typ":"rp-manifest+jws"}', key=OTHER_KEY
    ),
    "the author's kid, signed by another": sign(GOOD_HEADER, key=OTHER_KEY),
    "the signature of another dispatch": HEADER + b"." + PAYLOAD + b"." + ANOTHERS.split(b".")[2],
    "the payload of another dispatch": HEADER + b"." + ANOTHERS.split(b".")[1] + b"." + SIGNATURE,
    "no signature but noughts": HEADER + b"." + PAYLOAD + b"." + encode(bytes(64)),
    "a signature of the payload alone": HEADER + b"." + PAYLOAD + b"." + encode(sign_bytes(PAYLOAD)),
}


@pytest.mark.parametrize("raw", BAD_FORMS.values(), ids=BAD_FORMS)
def test_a_bad_form_is_malformed_even_where_its_signature_holds(raw: bytes) -> None:
    with pytest.raises(Malformed):
        check(raw)


@pytest.mark.parametrize("raw", BAD_SEALS.values(), ids=BAD_SEALS)
def test_a_bad_seal_is_told_apart(raw: bytes) -> None:
    with pytest.raises(BadSeal):
        check(raw)


def test_a_signature_with_the_group_order_added_is_refused() -> None:
    """The same point, the same scalar and once more the order of the group: not the one form of a signature."""
    order = 2**252 + 27742317777372353535851937790883648493
    signature = base64.urlsafe_b64decode(SIGNATURE + b"==")
    scalar = int.from_bytes(signature[32:], "little") + order
    twin = HEADER + b"." + PAYLOAD + b"." + encode(signature[:32] + scalar.to_bytes(32, "little"))
    with pytest.raises(BadSeal):
        check(twin)


def test_the_key_is_looked_up_by_its_id_alone_and_nothing_is_parsed_before_the_signature_holds() -> None:
    asked: list[str] = []

    def find(kid: str) -> Key | None:
        asked.append(kid)
        return None

    with pytest.raises(BadSeal, match="no key GB-node-test"):
        unseal(sign(GOOD_HEADER, encode(b"not even JSON")), find_key=find)
    assert asked == ["GB-node-test"]


def test_nobody_seals_for_another() -> None:
    with pytest.raises(BadSeal, match="CA may not speak for GB"):
        seal(MANIFEST, OTHER_KEY)


def test_the_public_half_checks_and_cannot_sign() -> None:
    public = Key(
        kid=TEST_KEY.kid,
        party="GB",
        pair=type(TEST_KEY.pair).import_key(TEST_KEY.pair.as_dict(private=False)),
    )
    assert unseal(SEALED.raw, find_key={public.kid: public}.get).hash == SEALED.hash
    with pytest.raises(Exception, match="Invalid key_op"):
        seal(MANIFEST, public)


def test_a_key_never_shows_its_private_half() -> None:
    secret = str(TEST_KEY.pair.as_dict(private=True)["d"])
    hexed = base64.urlsafe_b64decode(secret + "=").hex()
    for shown in (repr(TEST_KEY), str(TEST_KEY), f"{TEST_KEY}", repr([TEST_KEY]), repr(TEST_KEY.pair)):
        assert secret not in shown
        assert hexed not in shown
    assert repr(TEST_KEY) == "Key(kid='GB-node-test', party='GB')"


def test_new_keys_differ() -> None:
    first, second = (new_key(kid="IT-1", party="IT").pair.as_dict(private=True)["d"] for _ in range(2))
    assert first != second


@given(
    st.binary(max_size=200)
    | st.binary(max_size=200).map(lambda raw: HEADER + b"." + encode(raw) + b"." + SIGNATURE)
)
def test_nothing_but_malformed_and_bad_seal_comes_out_of_random_bytes(raw: bytes) -> None:
    with pytest.raises((Malformed, BadSeal)):
        check(raw)


@given(st.data())
def test_no_damaged_token_is_ever_taken(data: Any) -> None:
    raw = bytearray(SEALED.raw)
    damage: list[Callable[[int], None]] = [
        lambda at: raw.__setitem__(at, raw[at] ^ data.draw(st.integers(1, 255))),
        lambda at: raw.__delitem__(at),
        lambda at: raw.insert(at, data.draw(st.integers(0, 255))),
    ]
    for _ in range(data.draw(st.integers(1, 3))):
        data.draw(st.sampled_from(damage))(data.draw(st.integers(0, len(raw) - 1)))
    if bytes(raw) == SEALED.raw:
        return
    with pytest.raises((Malformed, BadSeal)):
        check(bytes(raw))


@given(st.binary(min_size=1, max_size=60))
def test_a_signed_payload_of_any_bytes_is_malformed_and_nothing_else_happens(payload: bytes) -> None:
    with pytest.raises(Malformed):
        check(sign(GOOD_HEADER, encode(payload)))


def test_taking_apart_gives_the_key_and_the_payload_unchecked() -> None:
    kid, payload = take_apart(HEADER + b"." + PAYLOAD + b"." + encode(bytes(64)))
    assert kid == "GB-node-test"
    assert json.loads(payload)["kind"] == "test.said.v1"


def test_a_key_of_another_sort_is_no_key() -> None:
    """Its bytes may be as many; what it signs is not Ed25519."""
    for curve in ("X25519", "Ed448"):
        other = Key(kid=TEST_KEY.kid, party="GB", pair=OKPKey.generate_key(curve))
        with pytest.raises(BadSeal):
            unseal(SEALED.raw, find_key={TEST_KEY.kid: other}.get)
