"""Signing and checking: JWS compact, `Ed25519` (RFC 8037, RFC 9864), over the exact stored bytes.

The protected header is compared with the one allowed form before any library sees it, and nothing is canonicalised:
what was signed is what is stored is what is checked.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from redphone.wire.manifest import Manifest, base64url, read_manifest, write_manifest
from redphone.wire.strict import MANIFEST_LIMIT, Malformed

ALGORITHM = "Ed25519"
_KID = r"[A-Za-z0-9-]{1,60}"
_HEADER = re.compile(rf'\{{"alg":"Ed25519","kid":"({_KID})","typ":"rp-manifest\+jws"\}}')
_TOKEN_LIMIT = (MANIFEST_LIMIT + 300) * 4 // 3 + 100


class BadSeal(ValueError):
    """A signature that does not hold, a key that is unknown, or a key that may not speak for the author."""


@dataclass(frozen=True)
class Key:
    """A party's signing key; `pair` holds the private half only at home, and is left out of every `repr`."""

    kid: str
    party: str
    pair: OKPKey = field(repr=False)


@dataclass(frozen=True)
class Sealed:
    """A checked dispatch: its exact bytes, what they say, and the hash by which it is known."""

    raw: bytes
    manifest: Manifest
    hash: str


def new_key(*, kid: str, party: str) -> Key:
    """A fresh Ed25519 key for a party."""
    return Key(kid=kid, party=party, pair=OKPKey.generate_key("Ed25519"))


def seal(manifest: Manifest, key: Key) -> Sealed:
    """Sign a manifest as its author. Raises BadSeal when the key is another party's."""
    if key.party != manifest.by:
        raise BadSeal(f"the key of {key.party} may not speak for {manifest.by}")
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": "rp-manifest+jws"}
    raw = jws.serialize_compact(header, write_manifest(manifest), key.pair, algorithms=[ALGORITHM]).encode()
    return Sealed(raw=raw, manifest=manifest, hash=hash_of(raw))


def hash_of(raw: bytes) -> str:
    """What a dispatch is known by: SHA-256 of its signing input (header and payload), base64url."""
    return base64url(hashlib.sha256(raw.rpartition(b".")[0]).digest())


def unseal(raw: bytes, *, find_key: Callable[[str], Key | None]) -> Sealed:
    """Check a dispatch's exact bytes. Raises Malformed for bad bytes and BadSeal for a bad signature."""
    kid, payload, signature = _pieces_of(raw)
    key = find_key(kid)
    if key is None:
        raise BadSeal(f"no key {kid} is known here")
    _check_signature(key, signature, signed=raw.rpartition(b".")[0])
    manifest = read_manifest(payload)
    if manifest.by != key.party:
        raise BadSeal(f"the key of {key.party} may not speak for {manifest.by}")
    return Sealed(raw=raw, manifest=manifest, hash=hash_of(raw))


def _check_signature(key: Key, signature: bytes, *, signed: bytes) -> None:
    """All that a JWS library would look at before this has been compared with the one allowed form already."""
    try:
        public = key.pair.get_op_key("verify")
        if not isinstance(public, Ed25519PublicKey):
            raise BadSeal(f"the key {key.kid} is not one of Ed25519")
        public.verify(signature, signed)
    except (InvalidSignature, JoseError) as problem:
        raise BadSeal("the signature does not hold") from problem


def take_apart(raw: bytes) -> tuple[str, bytes]:
    """The key id and the payload of a token of the one allowed form, unchecked. Raises Malformed."""
    return _pieces_of(raw)[:2]


def _pieces_of(raw: bytes) -> tuple[str, bytes, bytes]:
    """Key id, payload and signature."""
    if len(raw) > _TOKEN_LIMIT:
        raise Malformed(f"a token of {len(raw)} bytes")
    pieces = raw.split(b".")
    if len(pieces) != 3:
        raise Malformed("a token has three pieces")
    header, payload, signature = (_decode(piece) for piece in pieces)
    found = _HEADER.fullmatch(header.decode("utf-8", errors="replace"))
    if found is None:
        raise Malformed("a header of a form that is not allowed")
    if len(signature) != 64:
        raise Malformed("an Ed25519 signature is 64 bytes")
    return found.group(1), payload, signature


def _decode(piece: bytes) -> bytes:
    try:
        raw = base64.b64decode(piece + b"=" * (-len(piece) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as problem:
        raise Malformed("not base64url") from problem
    if base64url(raw).encode() != piece:
        raise Malformed("not canonical base64url")
    return raw
