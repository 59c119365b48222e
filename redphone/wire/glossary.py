"""Every kind of message in words, drawn from its declaration: the page docs/words.md."""

import types
from collections.abc import Iterable, Mapping
from inspect import cleandoc
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from redphone.wire import words
from redphone.wire.kinds import Message

HEAD = """\
# Words

Every kind of message that travels, drawn from the code by `redphone words`; `redphone words --check` compares.
A body is one JSON object with the fields below. Unknown fields are kept and passed over. A line has at most 200
characters and no break, a text at most 4,000; a list at most 1,000 entries; no number is a fraction; "or nothing"
is written `null`.
"""
NAMED: dict[str, Any] = {
    "instant in UTC": words.Instant,
    "line": words.Line,
    "text": words.Text,
    "party code": words.PartyCode,
    "country code (ISO 3166-1)": words.CountryCode,
    "id": words.ThingId,
}
PLAIN = {str: "text", int: "whole number", bool: "true or false"}
LIMITS = {"ge": "at least", "le": "at most", "gt": "above", "lt": "below"}


def describe(kinds: Mapping[str, type[Message]]) -> str:
    """The whole page, in Markdown: the kinds by name, then the small types they are made of."""
    shared: dict[str, type[BaseModel]] = {}
    chapters = [_chapter(name, kinds[name], shared) for name in sorted(kinds)]
    chapters += [_chapter(name, shared[name], shared) for name in sorted(shared)]
    return "\n".join([HEAD, *chapters])


def _chapter(name: str, cls: type[BaseModel], shared: dict[str, type[BaseModel]]) -> str:
    hints = get_type_hints(cls, include_extras=True)
    rows = [_row(field, info, hints[field], shared) for field, info in cls.model_fields.items()]
    head = f"## {name}\n\n{cleandoc(cls.__doc__ or '')}\n"
    lasts = f"\nRelied on for {cls.lasts.days} days after it was said.\n" if issubclass(cls, Message) else ""
    return "\n".join([head, "| field | what | if left out |", "|---|---|---|", *rows, lasts])


def _row(name: str, info: FieldInfo, hint: Any, shared: dict[str, type[BaseModel]]) -> str:
    default = info.get_default(call_default_factory=False)
    if default is PydanticUndefined:
        left_out = "has to be given" if info.is_required() else ""
    else:
        left_out = {None: "nothing", (): "none"}.get(default, f"`{default}`")
    return f"| `{name}` | {_words(hint, shared)} | {left_out} |"


def _words(hint: Any, shared: dict[str, type[BaseModel]]) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _named(hint, shared)
    if origin in (Union, types.UnionType):
        said = [_words(one, shared) for one in inner if one is not type(None)]
        return " or ".join([*said, "nothing"] if type(None) in inner else said)
    if origin is Literal:
        return " ".join(f"`{value}`" for value in inner)
    if origin is tuple:
        return f"list of {_words(inner[0], shared)}"
    if origin is dict:
        return f"{_words(inner[1], shared)} by {_words(inner[0], shared)}"
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        shared[hint.__name__] = hint
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return PLAIN.get(hint, str(hint))


def _named(hint: Any, shared: dict[str, type[BaseModel]]) -> str:
    """A type with bounds: by the name it has among our words, else by what it is, and then its bounds."""
    inner, *bounds = get_args(hint)
    for name, known in NAMED.items():
        _, *theirs = get_args(known)
        if bounds[: len(theirs)] == theirs and get_args(known)[0] is inner:
            return name + _limits(bounds[len(theirs) :])
    return _words(inner, shared) + _limits(bounds)


def _limits(bounds: Iterable[Any]) -> str:
    said: list[str] = []
    for bound in bounds:
        for one in bound.metadata if isinstance(bound, FieldInfo) else (bound,):
            said += [f"{word} {getattr(one, name):,}" for name, word in LIMITS.items() if hasattr(one, name)]
            said += [f"at least {one.min_length} long"] if getattr(one, "min_length", None) else []
            said += [f"at most {one.max_length:,} long"] if getattr(one, "max_length", None) else []
            said += [f"as `{one.pattern}`"] if getattr(one, "pattern", None) else []
    return f" ({', '.join(said)})" if said else ""
