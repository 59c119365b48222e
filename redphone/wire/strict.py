"""The strict parser: what is not exactly right is not read at all.

Length before parse; UTF-8 without a mark at the start; one object and nothing around it; no duplicate keys; no
floats; integers within 2^53-1; bounded depth, strings and arrays; neither NUL nor half of a surrogate pair. Whatever
two parsers could read differently, or could be made slow by, a signed message must not contain.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

MANIFEST_LIMIT = 16 * 1024
BODY_LIMIT = 64 * 1024
DEPTH_LIMIT = 16
STRING_LIMIT = 64 * 1024
ARRAY_LIMIT = 1000
INTEGER_LIMIT = 2**53 - 1

_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""A string or a bracket. A string that never ends is taken whole and never gone back on: else 16 KiB of quotes cost
0.7 s, since every quote would be tried as a beginning."""
_NEVER = re.compile("[\x00\ud800-\udfff]")


class Malformed(ValueError):
    """Bytes that are not what the wire format allows; `str()` says why, in one line."""


def read_object(raw: bytes, *, limit: int) -> dict[str, Any]:
    """Parse one JSON object of at most `limit` bytes. Raises Malformed; never anything else."""
    if len(raw) > limit:
        raise Malformed(f"{len(raw)} bytes are more than {limit}")
    if raw[:1] != b"{" or raw[-1:] != b"}":
        raise Malformed("is not one object from its first byte to its last")
    _check_depth(raw)
    try:
        text = raw.decode("utf-8", errors="strict")
        value: dict[str, Any] = _READER.decode(text)
        if _could_hold_what_must_not_be(raw):
            _check_values(value)
    except Malformed:
        raise
    except (UnicodeError, ValueError, RecursionError) as problem:
        raise Malformed(f"not strict JSON: {type(problem).__name__}") from problem
    return value


def _check_depth(raw: bytes) -> None:
    if raw.count(b"{") + raw.count(b"[") <= DEPTH_LIMIT:
        return
    depth = 0
    for found in _BRACKETS.finditer(raw):
        token = found.group()
        if token in b"{[":
            depth += 1
            if depth > DEPTH_LIMIT:
                raise Malformed(f"nested deeper than {DEPTH_LIMIT}")
        elif token in b"}]":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Malformed("a key stands twice in one object")
    return value


def _no_float(text: str) -> Any:
    raise Malformed(f"{text[:20]} is not an integer")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > INTEGER_LIMIT:
        raise Malformed("an integer beyond 2^53-1")
    return int(text)


_READER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_no_float, parse_constant=_no_float, parse_int=_integer
)


def _could_hold_what_must_not_be(raw: bytes) -> bool:
    """Whether the values have to be looked through. Three glances at the bytes spare it for nearly all there are:
    NUL and lone surrogates stand in JSON only as escapes, and a long list needs many commas."""
    return b"\\u" in raw or raw.count(b",") >= ARRAY_LIMIT or len(raw) > STRING_LIMIT


def _check_values(value: Any) -> None:
    waiting: list[Any] = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            _check_strings(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            if len(value) > ARRAY_LIMIT:
                raise Malformed(f"a list longer than {ARRAY_LIMIT}")
            waiting.extend(value)
        elif isinstance(value, str):
            _check_strings((value,))


def _check_strings(strings: Iterable[str]) -> None:
    for string in strings:
        if _NEVER.search(string):
            raise Malformed("half of a surrogate pair, or NUL, which not every store can keep")
        if len(string) * 4 > STRING_LIMIT and len(string.encode()) > STRING_LIMIT:
            raise Malformed(f"a string longer than {STRING_LIMIT} bytes")
