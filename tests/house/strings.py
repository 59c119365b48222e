"""Every string that people read: marked in the sources, and translated in every catalogue.

Babel reads Python; Django's own templates are turned into something like Python first, as makemessages does it.
`--fix` adds what is missing as empty entries, and takes out what no source says any more.
"""

import io
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "redphone"
CATALOGUES = SOURCES / "locale"

_ONE, _MANY = (1,), (1, 2)
_CONTEXT, _MANY_CONTEXT = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...]] = {
    "_": _ONE,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), _ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), _MANY_CONTEXT),
    "Refused": _ONE,  # what a rule refuses with: look.refusing translates it
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
NAMES_OF_THINGS = frozenset({"UTC", "TLP", "Red", "Phone"})  # said the same in every language

Key = tuple[str | None, str | tuple[str, ...]]


def said_in_python(text: str) -> Iterator[Key]:
    """What Python source asks to be translated, each with its context."""
    found: Any = extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {})
    for _line, function, said, _comments in found:
        places = KEYWORDS[function]
        words = list(said) if isinstance(said, tuple) else [said or ""]
        context = words.pop(0) if isinstance(places[0], tuple) else None
        kept = tuple(word for word in words[: len(places)] if word)
        if kept:
            yield context, kept if len(places) - (context is not None) > 1 else kept[0]


def said_in_template(text: str) -> Iterator[Key]:
    """What a template asks to be translated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # comments for translators that stand in odd places
        python = templatize(text)
    yield from said_in_python("\n".join(line.lstrip() for line in python.splitlines()) + "\n")


def said() -> dict[Key, list[str]]:
    """All that the sources ask to be translated, with the files that say it."""
    found: dict[Key, list[str]] = {}
    for path in sorted(SOURCES.rglob("*.py")) + templates():
        text = path.read_text(encoding="utf-8")
        for key in said_in_python(text) if path.suffix == ".py" else said_in_template(text):
            places = found.setdefault(key, [])
            name = path.relative_to(ROOT).as_posix()
            if name not in places:
                places.append(name)
    return found


def templates() -> list[Path]:
    """Every template: pages and mails."""
    return sorted(
        path for path in SOURCES.glob("*/templates/**/*") if path.suffix in (".html", ".txt", ".svg")
    )


def unmarked(text: str) -> list[str]:
    """Words in a template that nobody can translate: outside translate and blocktranslate, outside tags."""
    bare, within = "", ""
    for token in Lexer(text).tokenize():
        verb = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if verb in ("blocktranslate", "blocktrans", "comment", "verbatim"):
            within = verb
        elif verb == f"end{within}":
            within = ""
        elif token.token_type == TokenType.TEXT and not within:
            bare += token.contents
        else:
            bare += "\0"
    bare = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>", "", bare, flags=re.DOTALL)
    spoken = re.findall(r"""\b(?:alt|title|aria-label|placeholder)=["']([^"'\0]*)["']""", bare)
    spoken.append(re.sub(r"<[^>]*>|&#?\w+;", " ", bare))
    words = re.findall(r"[^\W\d_]{2,}", " ".join(spoken))
    return [word for word in words if word not in NAMES_OF_THINGS]


def complaints(catalogue: Catalog, wanted: Iterable[Key]) -> Iterator[str]:
    """What is wrong with a catalogue, measured against what the sources say."""
    entries = {(message.context, _first(message)): message for message in catalogue if message.id}
    expected = {(context, words if isinstance(words, str) else words[0]): words for context, words in wanted}
    for key, words in expected.items():
        message = entries.get(key)
        if message is None or isinstance(message.id, str) != isinstance(words, str):
            yield f"not in the catalogue: {key[1]!r}"
        else:
            yield from _complaints_of(message)
    yield from (f"said nowhere any more: {key[1]!r}" for key in entries if key not in expected)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _complaints_of(message: Message) -> Iterator[str]:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if message.fuzzy:
        yield f"not confirmed (fuzzy): {_first(message)!r}"
    if not all(forms):
        yield f"not translated: {_first(message)!r}"
        return
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = [set(PLACEHOLDER.findall(words)) for words in ids]
    for form in forms:
        if set(PLACEHOLDER.findall(form)) not in allowed:
            yield f"other placeholders than the source: {_first(message)!r}"


def read(path: Path) -> Catalog:
    """A catalogue as it stands, or an empty one in the language of its folder."""
    language = path.parts[-3]
    if not path.exists():
        return Catalog(locale=language, project="redphone", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def add_missing(path: Path, wanted: dict[Key, list[str]]) -> None:
    """Bring a catalogue up to the sources; translations that still have a source stay."""
    catalogue, template = read(path), Catalog(charset="utf-8", fuzzy=False)
    for (context, words), places in wanted.items():
        template.add(words, context=context, locations=[(place, 0) for place in places])
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, ignore_obsolete=True, include_lineno=False)


def paths() -> list[Path]:
    """Where the catalogue of each language but the source's belongs."""
    from redphone.settings import LANGUAGES

    return [CATALOGUES / code / "LC_MESSAGES" / "django.po" for code, _name in LANGUAGES if code != "en"]


def main(*, fixing: bool) -> int:
    """Judge all sources and catalogues, after mending the catalogues if asked to. Returns the exit code."""
    wanted = said()
    found = [
        f"{path.relative_to(ROOT)}: cannot be translated: {word}"
        for path in templates()
        for word in unmarked(path.read_text())
    ]
    for path in paths():
        if fixing:
            add_missing(path, wanted)
        found += [f"{path.relative_to(ROOT)}: {complaint}" for complaint in complaints(read(path), wanted)]
    print("\n".join(found) if found else f"{len(wanted)} strings, all translated")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(fixing="--fix" in sys.argv))
