"""The strict parser: a corpus of what it must refuse, each with the reason, and what it must let through."""

import json
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from redphone.wire import strict
from redphone.wire.strict import MANIFEST_LIMIT, Malformed, read_object

WIDE = 1_000_000
"""A limit that leaves the work to the other rules."""


def deep(levels: int, *, opening: str = "[", closing: str = "]") -> bytes:
    inner = levels - 1
    return f'{{"a":{opening * inner}{closing * inner}}}'.encode()


def deep_objects(levels: int) -> bytes:
    return ('{"a":' * (levels - 1) + "{}" + "}" * (levels - 1)).encode()


def listed(length: int) -> bytes:
    return b'{"a":[' + b",".join([b"0"] * length) + b"]}"


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing at all": (b"", "is not one object"),
    "leading whitespace": (b' {"a":1}', "is not one object"),
    "leading newline": (b'\n{"a":1}', "is not one object"),
    "trailing whitespace": (b'{"a":1}\n', "is not one object"),
    "trailing garbage": (b'{"a":1}x', "is not one object"),
    "a second object": (b'{"a":1}{"a":2}', "JSONDecodeError"),
    "a second object on a line of its own": (b'{"a":1}\n{"a":2}', "JSONDecodeError"),
    "top-level array": (b"[1]", "is not one object"),
    "top-level string": (b'"a"', "is not one object"),
    "top-level number": (b"1", "is not one object"),
    "top-level null": (b"null", "is not one object"),
    "NUL before": (b'\x00{"a":1}', "is not one object"),
    "NUL behind": (b'{"a":1}\x00', "is not one object"),
    "NUL between": (b'{"a"\x00:1}', "JSONDecodeError"),
    "NUL raw in a string": (b'{"a":"\x00"}', "JSONDecodeError"),
    "NUL escaped in a string": (rb'{"a":"x\u0000"}', "NUL"),
    "NUL escaped in a key": (rb'{"\u0000":1}', "NUL"),
    "NUL escaped deep in a list": (rb'{"a":[[{"b":["\u0000"]}]]}', "NUL"),
    "line feed raw in a string": (b'{"a":"\n"}', "JSONDecodeError"),
    "byte order mark": (b'\xef\xbb\xbf{"a":1}', "is not one object"),
    "byte order mark inside": (b'{\xef\xbb\xbf"a":1}', "JSONDecodeError"),
    "UTF-16, little-endian": ('{"a":1}'.encode("utf-16-le"), "is not one object"),
    "UTF-16, big-endian": ('{"a":1}'.encode("utf-16-be"), "is not one object"),
    "UTF-16 with its mark": ('{"a":1}'.encode("utf-16"), "is not one object"),
    "UTF-16 that ends like UTF-8": (b'{\x00"\x00a\x00"\x00:\x001\x00}', "JSONDecodeError"),
    "UTF-32": ('{"a":1}'.encode("utf-32-le"), "is not one object"),
    "Latin-1": (b'{"a":"\xe9"}', "UnicodeDecodeError"),
    "overlong slash": (b'{"a":"\xc0\xaf"}', "UnicodeDecodeError"),
    "overlong NUL": (b'{"a":"\xc0\x80"}', "UnicodeDecodeError"),
    "overlong brace": (b'{"a":1\xc1\xbd}', "UnicodeDecodeError"),
    "beyond Unicode": (b'{"a":"\xf4\x90\x80\x80"}', "UnicodeDecodeError"),
    "half a character": (b'{"a":"\xe2\x82"}', "UnicodeDecodeError"),
    "surrogate raw": (b'{"a":"\xed\xa0\x80"}', "UnicodeDecodeError"),
    "surrogate pair raw (CESU-8)": (b'{"a":"\xed\xa0\xbd\xed\xb8\x80"}', "UnicodeDecodeError"),
    "surrogate escaped, high": (rb'{"a":"\ud800"}', "surrogate"),
    "surrogate escaped, low": (rb'{"a":"\udfff"}', "surrogate"),
    "surrogates escaped, wrong way round": (rb'{"a":"\ude00\ud83d"}', "surrogate"),
    "surrogate escaped in a key": (rb'{"\ud800":1}', "surrogate"),
    "surrogate escaped deep in a list": (rb'{"a":[{"b":["ok","\ud800"]}]}', "surrogate"),
    "key twice": (b'{"a":1,"a":1}', "twice"),
    "key twice, once escaped": (rb'{"a":1,"\u0061":2}', "twice"),
    "key twice, deep": (b'{"x":[{"a":1,"b":2,"a":3}]}', "twice"),
    "float": (b'{"a":1.5}', "not an integer"),
    "float that is whole": (b'{"a":1.0}', "not an integer"),
    "exponent": (b'{"a":1e3}', "not an integer"),
    "exponent, capital": (b'{"a":1E3}', "not an integer"),
    "exponent, huge": (b'{"a":1e999999999}', "not an integer"),
    "exponent, negative": (b'{"a":1e-3}', "not an integer"),
    "NaN": (b'{"a":NaN}', "not an integer"),
    "Infinity": (b'{"a":Infinity}', "not an integer"),
    "minus Infinity": (b'{"a":-Infinity}', "not an integer"),
    "2^53": (b'{"a":9007199254740992}', "2\\^53"),
    "minus 2^53": (b'{"a":-9007199254740992}', "2\\^53"),
    "17 digits": (b'{"a":10000000000000000}', "2\\^53"),
    "5,000 digits": (b'{"a":' + b"9" * 5000 + b"}", "2\\^53"),
    "leading zero": (b'{"a":01}', "JSONDecodeError"),
    "plus sign": (b'{"a":+1}', "JSONDecodeError"),
    "hexadecimal": (b'{"a":0x10}', "JSONDecodeError"),
    "digits of another script": ('{"a":１}'.encode(), "JSONDecodeError"),
    "single quotes": (b"{'a':1}", "JSONDecodeError"),
    "no quotes": (b"{a:1}", "JSONDecodeError"),
    "trailing comma": (b'{"a":1,}', "JSONDecodeError"),
    "comment": (b'{"a":1/*x*/}', "JSONDecodeError"),
    "True, as Python writes it": (b'{"a":True}', "JSONDecodeError"),
    "bad escape": (rb'{"a":"\x41"}', "JSONDecodeError"),
    "half an escape": (rb'{"a":"\u00"}', "JSONDecodeError"),
    "string without an end": (b'{"a":"b}', "JSONDecodeError"),
    "17 levels of arrays": (deep(17), "deeper"),
    "17 levels of objects": (deep_objects(17), "deeper"),
    "17 levels, never closed": (b'{"a":' + b"[" * 16 + b"}", "deeper"),
    "100,000 levels": (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "deeper"),
    "array of 1,001": (listed(1001), "list longer"),
    "array of 1,001, deep": (b'{"x":[' + listed(1001) + b"]}", "list longer"),
    "string of 64 KiB + 1": (b'{"a":"' + b"x" * 65_537 + b'"}', "string longer"),
    "string of 64 KiB + 2 in bytes, fewer letters": (
        ('{"a":"' + "é" * 32_769 + '"}').encode(),
        "string longer",
    ),
    "key of 64 KiB + 1": (b'{"' + b"x" * 65_537 + b'":1}', "string longer"),
}

ACCEPTED: dict[str, tuple[bytes, object]] = {
    "empty": (b"{}", {}),
    "spaces between": (b'{ "a" :\t1\r\n}', {"a": 1}),
    "order kept": (b'{"b":1,"a":2}', {"b": 1, "a": 2}),
    "same key in two objects": (b'{"a":{"a":1}}', {"a": {"a": 1}}),
    "true, false, null": (b'{"a":[true,false,null]}', {"a": [True, False, None]}),
    "2^53-1": (b'{"a":[9007199254740991,-9007199254740991]}', {"a": [2**53 - 1, -(2**53) + 1]}),
    "minus nought": (b'{"a":-0}', {"a": 0}),
    "surrogate pair, escaped": (rb'{"a":"\ud83d\ude00"}', {"a": "\U0001f600"}),
    "a letter beyond the first plane": ('{"a":"\U0001f600"}'.encode(), {"a": "\U0001f600"}),
    "Arabic, and marks of direction": ('{"a":"\u200fمرحبا"}'.encode(), {"a": "\u200fمرحبا"}),
    "one letter, composed and not": (b'{"\xc3\xa9":1,"e\xcc\x81":2}', {"\u00e9": 1, "e\u0301": 2}),
    "brackets in strings": (b'{"a":"' + b"[{" * 100 + b'"}', {"a": "[{" * 100}),
    "brackets behind an escaped quote": (rb'{"a":"\"' + b"[" * 50 + b'"}', {"a": '"' + "[" * 50}),
    "a backslash at the end of a string": (rb'{"a":"\\","b":[[]]}', {"a": "\\", "b": [[]]}),
    "16 levels": (deep(16), json.loads(deep(16))),
    "many brackets, shallow": (b'{"a":[' + b",".join([b"[]"] * 900) + b"]}", {"a": [[]] * 900}),
    "array of 1,000": (listed(1000), {"a": [0] * 1000}),
    "string of 64 KiB": (b'{"a":"' + b"x" * 65_536 + b'"}', {"a": "x" * 65_536}),
    "string of 64 KiB in bytes": (('{"a":"' + "é" * 32_768 + '"}').encode(), {"a": "é" * 32_768}),
}


@pytest.mark.parametrize(("raw", "why"), REFUSED.values(), ids=REFUSED)
def test_is_refused_for_its_own_reason(raw: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        read_object(raw, limit=WIDE)


@pytest.mark.parametrize(("raw", "value"), ACCEPTED.values(), ids=ACCEPTED)
def test_is_read_as_it_stands(raw: bytes, value: object) -> None:
    assert read_object(raw, limit=WIDE) == value


def test_length_is_looked_at_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    class Untouchable(bytes):
        def _refuse(self, *_: object, **__: object) -> Any:
            raise AssertionError("was looked into")

        __getitem__ = decode = count = find = _refuse

    def parse(*_: object, **__: object) -> object:
        raise AssertionError("was parsed")

    monkeypatch.setattr("redphone.wire.strict.json.loads", parse)
    huge = Untouchable(b'{"a":"' + b"x" * 50_000_000 + b'"}')
    with pytest.raises(Malformed, match="bytes are more than"):
        read_object(huge, limit=MANIFEST_LIMIT)


def test_a_manifest_of_exactly_16_kib_is_still_parsed() -> None:
    shell = len(b'{"a":""}')
    assert len(read_object(b'{"a":"' + b"x" * (MANIFEST_LIMIT - shell) + b'"}', limit=MANIFEST_LIMIT)) == 1
    with pytest.raises(Malformed, match="16385 bytes"):
        read_object(b'{"a":"' + b"x" * (MANIFEST_LIMIT - shell + 1) + b'"}', limit=MANIFEST_LIMIT)


WORST = {
    "escaped quotes without an end": lambda size: b'{"' + b'\\"' * (size // 2) + b"}",
    "backslashes without an end": lambda size: b'{"' + b"\\" * size + b"}",
    "quotes": lambda size: b"{" + b'"' * size + b"}",
    "brackets": lambda size: b"{" + b"[" * size + b"}",
    "brackets in turns": lambda size: b'{"a":' + b"[]," * (size // 3) + b"}",
    "keys": lambda size: b"{" + b",".join(b'"%d":0' % n for n in range(size // 8)) + b"}",
    "escapes": lambda size: b'{"a":"' + b"\\u0041" * (size // 6) + b'"}',
    "commas": lambda size: b"{" + b"," * size + b"}",
    "digits": lambda size: b'{"a":' + b"1" * size + b"}",
    "letters that are long": lambda size: b'{"a":"' + "\U0001f600".encode() * (size // 4) + b'"}',
}


@pytest.mark.parametrize("build", WORST.values(), ids=WORST)
def test_work_grows_no_faster_than_the_bytes(build: object) -> None:
    """Sixteen times the bytes may not cost more than sixteen times the steps, and some.

    Counted in steps of the interpreter and of the one expression that walks the bytes, not in seconds: a machine that
    is busy makes no difference.
    """
    small, large = (_steps(build(size)) for size in (16 * 1024, 256 * 1024))  # type: ignore[operator]
    assert large <= 20 * small + 200


def _steps(raw: bytes) -> int:
    """How many bytes the bracket expression was made to look at, plus how many calls the parser made."""
    import sys

    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read_object(raw, limit=WIDE)
    except Malformed:
        pass
    finally:
        sys.setprofile(before)
    return calls + _looked_at(strict._BRACKETS, raw)


def _looked_at(expression: re.Pattern[bytes], raw: bytes) -> int:
    """Bytes looked at by a search for all matches: each match's own, and the rest of the text for each that failed."""
    looked, at = 0, 0
    while at < len(raw):
        found = expression.match(raw, at)
        if found is None and raw[at : at + 1] == b'"':
            looked += len(raw) - at
        looked += len(found.group()) if found else 1
        at = found.end() if found else at + 1
    return looked


def test_the_measure_of_work_catches_an_expression_that_goes_back() -> None:
    """The expression as it stood at first: on 16 KiB of escaped quotes it took 0.7 s."""
    before = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
    build = WORST["escaped quotes without an end"]
    small, large = (_looked_at(before, build(size)) for size in (1024, 16 * 1024))
    assert large > 20 * small + 200


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text("abc", max_size=5), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abcdé", max_size=5), JSON, max_size=6), st.booleans())
def test_reads_what_any_writer_of_json_writes(value: dict[str, object], is_ascii: bool) -> None:
    assert read_object(json.dumps(value, ensure_ascii=is_ascii).encode(), limit=WIDE) == value


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda raw: b"{" + raw + b"}"))
@example(b"{" + b'"' * 3 + b"}")
def test_nothing_but_malformed_ever_comes_out_of_random_bytes(raw: bytes) -> None:
    with suppress(Malformed):
        assert isinstance(read_object(raw, limit=200), dict)


@given(
    st.text('{}[]",:\\u0123456789abcdefeE+-.ntrN aI\ud83d\x00é', max_size=120).map(
        lambda text: "{" + text + "}"
    ),
)
def test_nothing_but_malformed_ever_comes_out_of_nearly_json(text: str) -> None:
    raw = text.encode("utf-8", errors="surrogatepass")
    try:
        value = read_object(raw, limit=WIDE)
    except Malformed:
        return
    assert json.loads(raw) == value
