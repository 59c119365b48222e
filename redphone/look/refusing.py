"""From a refusal to an error beside the field where it was typed, with everything else kept."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.forms import BaseForm
from django.utils.translation import gettext as _
from pydantic import ValidationError

from redphone.refused import Refused
from redphone.wire.strict import Malformed

R = TypeVar("R")


def in_words(refused: Refused) -> str:
    """What a rule said, in the language in use."""
    words = _(refused.words)
    facts = {
        name: _shown[name](str(fact)) if name in _shown else fact for name, fact in refused.facts.items()
    }
    return words % facts if facts else words


def show_fact(name: str, shown: Callable[[str], str]) -> None:
    """Say how a fact of this name is shown in every refusal: what a rule knows as a code has a name for people."""
    _shown[name] = shown


_shown: dict[str, Callable[[str], str]] = {}


def try_to(do: Callable[[], R], *, form: BaseForm) -> R | None:
    """Do it, or put what was refused into the form and return None; also into one that nobody has sent yet."""
    if not form.is_bound:
        form.cleaned_data = {}
    try:
        return do()
    except Refused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, in_words(refused))
    except ValidationError as problem:
        for error in problem.errors():
            name = str(error["loc"][0]) if error["loc"] else ""
            field = name if name in form.fields else None
            form.add_error(field, _why(error))
    except Malformed:
        form.add_error(None, _("This is too long to be sent as a whole. Shorten it."))
    return None


def _why(error: Mapping[str, Any]) -> str:
    """What a message could not be made of, in our own words: pydantic's are English, and about types."""
    if error["type"] == "string_too_long":
        return _("This is too long: at most %(most)s letters.") % {"most": error["ctx"]["max_length"]}
    if error["type"] in ("string_too_short", "missing"):
        return _("Fill this in.")
    return _("This can't be sent as it stands. Type it anew, or leave it out.")
