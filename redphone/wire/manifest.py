"""Wire format v1: the signed manifest of a dispatch, and the parts it commits to.

| field                   | meaning                                                                             |
| v, net, status          | 1; the network; actual, exercise, test or system: signed, so none passes for another |
| id, kind, thing         | UUIDv7; the kind of message; the object spoken of (its author is its home)           |
| by, seat                | party and office; no person's name                                                  |
| epoch, number, previous | gapless per author, with the hash of the one before ("" at the very first)           |
| to                      | parties, explicit, sorted, seen by all of them, never empty                          |
| mark, national          | TLP 2.0 label; the national mark it came with, as text ("" for none)                 |
| refs                    | causes: id, hash and relation                                                       |
| happened_at, said_at, expires_at | UTC instants; evidence, never order                                        |
| parts                   | number, role, media type, length in bytes, salted hash                              |
| crit                    | members a reader must understand                                                    |
"""

import base64
import hashlib
import json
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError, model_validator

from redphone.wire.strict import MANIFEST_LIMIT, Malformed, read_object
from redphone.wire.words import DispatchId, Instant, Line, Mark, PartyCode, Status, ThingId

UNDERSTOOD: frozenset[str] = frozenset()
"""Members beyond version 1 that this reader understands when `crit` names them: none yet."""

BODY_MEDIA = "application/rp-body+json"
MOST_REFS = 50
Hash = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
Count = Annotated[StrictInt, Field(ge=1, le=2**53 - 1)]
Relation = Literal["answers", "updates", "cancels", "releases", "derived"]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Ref(_Wire):
    """A cause: the dispatch it names, by id and by hash."""

    id: DispatchId
    hash: Hash
    rel: Relation


class PartNote(_Wire):
    """What the manifest says of one part; the part itself can be erased and the signature still holds."""

    number: Annotated[StrictInt, Field(ge=0, le=99)]
    role: Literal["body", "attachment"]
    media: Line
    length: Annotated[StrictInt, Field(ge=0, le=2**31)]
    hash: Hash


class Manifest(_Wire):
    """One manifest, exactly the table above. Immutable; equality is equality of fields."""

    v: Annotated[StrictInt, Field(ge=1, le=1)]
    net: Annotated[StrictStr, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    status: Status
    id: DispatchId
    kind: Annotated[StrictStr, Field(pattern=r"^[a-z]+(\.[a-z_]+)+\.v[1-9][0-9]?$", max_length=60)]
    thing: ThingId
    by: PartyCode
    seat: Annotated[StrictStr, Field(pattern=r"^[a-z_]{1,40}$")]
    epoch: Count
    number: Count
    previous: Annotated[StrictStr, Field(pattern=r"^([A-Za-z0-9_-]{43})?$")]
    to: Annotated[tuple[PartyCode, ...], Field(min_length=1, max_length=200)]
    mark: Mark
    national: Line
    refs: Annotated[tuple[Ref, ...], Field(max_length=MOST_REFS)]
    happened_at: Instant
    said_at: Instant
    expires_at: Instant
    parts: Annotated[tuple[PartNote, ...], Field(max_length=50)]
    crit: Annotated[tuple[StrictStr, ...], Field(max_length=20)]

    @model_validator(mode="after")
    def _frozen_audience(self) -> Self:
        if list(self.to) != sorted(set(self.to)):
            raise ValueError("`to` is not sorted or names a party twice")
        if [part.number for part in self.parts] != list(range(len(self.parts))):
            raise ValueError("parts are not numbered from 0")
        return self

    @property
    def audience(self) -> frozenset[str]:
        """All parties that have it: the author and those addressed."""
        return frozenset((self.by, *self.to))

    @property
    def not_understood(self) -> tuple[str, ...]:
        """Critical members that this reader does not know: keep it, show "upgrade needed", do nothing else."""
        return tuple(member for member in self.crit if member not in UNDERSTOOD)


def write_manifest(manifest: Manifest) -> bytes:
    """The bytes to sign. Raises Malformed when they are too many."""
    raw = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")).encode()
    if len(raw) > MANIFEST_LIMIT:
        raise Malformed(f"a manifest of {len(raw)} bytes is more than {MANIFEST_LIMIT}")
    return raw


def read_manifest(raw: bytes) -> Manifest:
    """Read a manifest's exact bytes. Raises Malformed."""
    read_object(raw, limit=MANIFEST_LIMIT)
    try:
        return Manifest.model_validate_json(raw, strict=True)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise Malformed(f"manifest: {'.'.join(map(str, first['loc']))}: {first['msg']}") from problem


def hash_part(salt: bytes, content: bytes) -> str:
    """The commitment to a part: SHA-256 over its 32 bytes of salt, then its content; base64url."""
    if len(salt) != 32:
        raise Malformed("a salt is 32 bytes")
    return base64url(hashlib.sha256(salt + content).digest())


def base64url(raw: bytes) -> str:
    """Base64 for URLs without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
