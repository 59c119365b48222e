"""The file of a backup, format 1: a ZIP that any tool opens.

header.json     format, version, network, when and by what it was made, counts, heads and hashes of all the rest
entries.jsonl   one entry a line, in its order here: {"position", "heard_at", "raw", "parts"}; `raw` is the JWS as
                signed; parts are [number, salt, content, erased_at], bytes in base64, null where erased
kept.jsonl      this node's own rows (officers, epochs, pinned keys, rings ...), as Django's serializer writes them
keys/XX.json    private keys, and `secret`: only if asked for
"""

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from redphone.log.models import Entry, Part

FORMAT, VERSION = "redphone-backup", 1
HEADER, ENTRIES, KEPT, SECRET = "header.json", "entries.jsonl", "kept.jsonl", "secret"
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError)
"""What reading a ZIP raises that is cut short, has a byte flipped, or claims to be encrypted."""
LONGEST_LINE = 100 * 1024 * 1024
SMALL = 1024 * 1024
"""Bytes of a header or a key, at most: half a megabyte of ZIP can hold a gigabyte of spaces."""


class BadArchive(ValueError):
    """A file that is no whole backup of this format; `str()` says why, in one line."""


@dataclass
class Header:
    """What a backup says of itself. `whole` are the parties of which it holds everything they ever said."""

    network: str
    made_at: str
    software: str
    store: str
    format: str = FORMAT
    version: int = VERSION
    whole: list[str] = field(default_factory=list)
    heads: dict[str, list[int | str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    migrations: list[list[str]] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)


class Writer:
    """Writes a backup, member after member; each one's SHA-256 goes into the header, which comes last."""

    def __init__(self, file: zipfile.ZipFile, header: Header) -> None:
        self._file, self.header = file, header

    @contextmanager
    def member(self, name: str) -> Iterator["Member"]:
        with self._file.open(name, "w", force_zip64=True) as out:
            member = Member(out)
            yield member
        self.header.members[name] = member.digest.hexdigest()

    def close(self) -> None:
        self._file.writestr(HEADER, json.dumps(asdict(self.header), indent=1, sort_keys=True))


class Member:
    """One file in the backup, while it is written."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.digest = hashlib.sha256()

    def write(self, text: str) -> None:
        """Write text; the name is what Django's serializer expects of a stream."""
        raw = text.encode()
        self.digest.update(raw)
        self._out.write(raw)


@contextmanager
def new_archive(path: Path, header: Header) -> Iterator[Writer]:
    """Write a backup beside its place, readable by this user alone; it gets its name when all of it is on the disk.

    Raises FileExistsError: a backup never goes over another.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:
                writer = Writer(zipped, header)
                yield writer
                writer.close()
            file.flush()
            os.fsync(file.fileno())
        check_members(draft)
        draft.rename(path)
        _sync_directory(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def read_header(path: Path) -> Header:
    """The header of a backup of this format. Raises BadArchive."""
    try:
        with zipfile.ZipFile(path) as zipped:
            said = json.loads(_read_small(zipped, HEADER))
        if said.get("format") != FORMAT or said.get("version") != VERSION:
            raise BadArchive(f"not a backup of format {VERSION}")
        return Header(**said)
    except BadArchive:
        raise
    except (*DAMAGE, KeyError, TypeError, AttributeError) as problem:
        raise BadArchive(f"not a whole backup: {problem}") from problem


def check_members(path: Path) -> None:
    """Read every member back and compare it with the header. Raises BadArchive."""
    header = read_header(path)
    try:
        with zipfile.ZipFile(path) as zipped:
            if sorted(zipped.namelist()) != sorted([HEADER, *header.members]):
                raise BadArchive("its members are not those that its header names")
            for name, digest in header.members.items():
                with zipped.open(name) as member:
                    found = hashlib.file_digest(member, "sha256").hexdigest()  # type: ignore[arg-type]
                if found != digest:
                    raise BadArchive(f"{name} is not what its header says")
    except BadArchive:
        raise
    except DAMAGE as problem:
        raise BadArchive(f"not a whole backup: {problem}") from problem


def read_lines(path: Path, name: str) -> Iterator[tuple[int, bytes]]:
    """The numbered lines of a member. Raises BadArchive for one that is too long to be held."""
    with zipfile.ZipFile(path) as zipped, zipped.open(name) as member:
        number = 0
        while line := member.readline(LONGEST_LINE):
            number += 1
            if len(line) >= LONGEST_LINE:
                raise BadArchive(f"{name}, line {number}: longer than {LONGEST_LINE} bytes")
            yield number, line


def read_member(path: Path, name: str) -> bytes:
    """All of a small member. Raises BadArchive for one that is large."""
    with zipfile.ZipFile(path) as zipped:
        return _read_small(zipped, name)


def _read_small(zipped: zipfile.ZipFile, name: str) -> bytes:
    with zipped.open(name) as member:  # never all of it: the size that a ZIP says is only said
        raw = member.read(SMALL + 1)
    if len(raw) > SMALL:
        raise BadArchive(f"{name} is larger than {SMALL} bytes")
    return raw


def write_entry(entry: Entry) -> str:
    """An entry with its parts as one line."""
    parts = [
        [part.number, _write_bytes(part.salt), _write_bytes(part.content), _write_at(part.erased_at)]
        for part in sorted(entry.parts.all(), key=lambda part: part.number)
    ]
    said = {
        "position": entry.position,
        "heard_at": entry.heard_at.isoformat(),
        "raw": bytes(entry.raw).decode("ascii"),
        "parts": parts,
    }
    return json.dumps(said, separators=(",", ":")) + "\n"


@dataclass(frozen=True)
class Kept:
    """A line of entries.jsonl, read."""

    position: int
    heard_at: datetime
    raw: bytes
    parts: list[Part]


def read_entry_line(line: bytes) -> Kept:
    """The other way round; parts have no entry yet. Raises BadArchive."""
    try:
        said = json.loads(line)
        parts = [_read_part(*part) for part in said["parts"]]
        heard_at = datetime.fromisoformat(said["heard_at"])
        return Kept(int(said["position"]), heard_at, said["raw"].encode("ascii"), parts)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadArchive(f"not an entry: {type(problem).__name__}: {problem}") from problem


def _read_part(number: int, salt: str | None, content: str | None, erased_at: str | None) -> Part:
    erased = datetime.fromisoformat(erased_at) if erased_at else None
    return Part(number=number, salt=_read_bytes(salt), content=_read_bytes(content), erased_at=erased)


def _write_bytes(value: Any) -> str | None:
    return None if value is None else base64.b64encode(bytes(value)).decode()


def _read_bytes(value: str | None) -> bytes | None:
    return None if value is None else base64.b64decode(value, validate=True)


def _write_at(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _sync_directory(directory: Path) -> None:
    if os.name == "nt":  # there a directory can't be opened
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of(path: Path) -> str:
    """The SHA-256 of a whole file, to be noted apart from it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
