"""What a person sees of a page or mail, and how much of it is English, or was never marked for translation."""

import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import allauth
import django.conf
import django.contrib.auth
from babel.messages.mofile import read_mo

from tests.french.catalogue import CLOSES, OPENS, french
from tests.house.strings import PLACEHOLDER

SPOKEN = frozenset({"alt", "title", "aria-label", "placeholder", "label", "data-label"})
NOT_SPOKEN = frozenset({"data-live", "data-src", "data-zone", "data-place", "data-draft", "data-draft-done"})
NOT_SPOKEN |= {"data-live-line", "data-ping", "data-days", "data-sign-out", "data-key", "data-find"}
NOT_SPOKEN |= {"data-passkey", "data-ask", "data-options"}
ENGLISH = frozenset(
    "the this that these is are was were be been has have had will would can't cannot of and your you they their"
    " with from by at it not nobody everybody must please enter ensure who what which when where while until".split()
)
"""Words that no French sentence has: they find English that is in no catalogue of ours, such as Django's."""
_DATA = re.compile(r"\b[A-Z]{2,8}-[EST]?\d+\b|\S+@\S+|https?://\S+|\b\d[\d:.-]*\b|TLP:[A-Z+]+|/[\w/?=&%.-]+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class _Reader(HTMLParser):
    """Collects text and spoken attributes; leaves out what is said in another language on purpose."""

    def __init__(self) -> None:
        super().__init__()
        self.language, self.said, self._silent = "", list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        elsewhere = tag != "html" and given.get("lang", "fr") != "fr"
        if tag in ("script", "style") or elsewhere or given.get("translate") == "no":
            self._silent.append(tag)
        if not self._silent:
            data = {name for name in given if name.startswith("data-")} - NOT_SPOKEN
            self.said += [given[name] for name in given if name in SPOKEN | data]

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def read(html: str) -> tuple[str, list[str]]:
    """The language a page says it is in, and its pieces of text as a person sees, or hears, them."""
    reader = _Reader()
    reader.feed(html)
    return reader.language, [text for said in reader.said if (text := " ".join(said.split()))]


@cache
def _patterns() -> list[re.Pattern[str]]:
    """Every English sentence of ours that reads otherwise in French. One of few words is only found alone."""
    found = []
    for message in french():
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
        said = [" ".join(string.split()) for string in strings]
        found += [
            _pattern(one) for one in ids if one not in said and _LITERAL.search(PLACEHOLDER.sub("", one))
        ]
    return found


_LITERAL = re.compile(r"[^\W\d_]{3}")


def _pattern(words: str) -> re.Pattern[str]:
    literal = [re.escape(re.sub(r"\s+", " ", part)) for part in PLACEHOLDER.split(words)]
    spelled = ".*?".join(literal)
    is_long = len(WORD.findall(PLACEHOLDER.sub("", words))) >= 3
    return re.compile(spelled if is_long else rf"^\s*{spelled}\s*$")


def english_in(pieces: Iterable[str], *, data: frozenset[str] = frozenset()) -> list[str]:
    """The pieces in which something is English. `data` is what people typed, in whatever language."""
    return [piece for piece in pieces if _is_english(_bare(piece, data))]


@cache
def _is_english(piece: str) -> bool:
    if any(word.lower() in ENGLISH for word in WORD.findall(piece)):
        return True
    return any(pattern.search(piece) for pattern in _patterns())


def unmarked_in(pieces: Iterable[str], *, data: frozenset[str] = frozenset()) -> list[str]:
    """The pieces of a marked page with words outside the marks that are nobody's data: nobody can translate them."""
    return [piece for piece in pieces if WORD.search(_of_the_libraries(_bare(_outside(piece), data)))]


@cache
def _of_the_libraries(piece: str) -> str:
    """A piece without the sentences that Django and django-allauth have translated themselves."""
    for pattern in _library_patterns():
        piece = pattern.sub(" ", piece)
    return piece


@cache
def _library_patterns() -> list[re.Pattern[str]]:
    said = set()
    for package in (django.conf, django.contrib.auth, allauth):
        path = Path(package.__file__ or "").parent / "locale/fr/LC_MESSAGES/django.mo"
        with path.open("rb") as file:
            for message in read_mo(file):
                said |= {message.string} if isinstance(message.string, str) else set(message.string or ())
    longest_first = sorted(said, key=len, reverse=True)
    return [_pattern(words) for words in longest_first if len(WORD.findall(PLACEHOLDER.sub("", words))) >= 3]


@cache
def _outside(piece: str) -> str:
    bare, depth = "", 0
    for letter in piece:
        if letter == CLOSES and depth == 0:
            bare = ""  # it began in a piece before this one
        elif letter in (OPENS, CLOSES):
            depth += 1 if letter == OPENS else -1
            bare += " "
        elif depth == 0:
            bare += letter
    return bare


@cache
def _bare(piece: str, data: frozenset[str]) -> str:
    """A piece without what people typed, addresses, numbers and marks."""
    return _typed(data).sub(" ", _DATA.sub(" ", piece))


@cache
def _typed(data: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, data), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")
