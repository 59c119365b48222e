"""Text in forms that can be sent as it was typed: no control characters, lines that end as the wire ends them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import TypeAdapter
from pydantic import ValidationError as CannotBeSaid

from redphone.wire.words import Line, Text

LINE_LETTERS, TEXT_LETTERS = 200, 4000
_line: TypeAdapter[str] = TypeAdapter(Line)
_text: TypeAdapter[str] = TypeAdapter(Text)


class LineField(forms.CharField):
    """One line, as `wire.words.Line` takes it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LINE_LETTERS, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return _uncut(super().widget_attrs(widget))

    def validate(self, value: str) -> None:
        super().validate(value)
        _check(_line, value[:LINE_LETTERS])


class TextField(forms.CharField):
    """A few lines, as `wire.words.Text` takes them. A browser counts the end of a line as one letter, and so do we."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        box = forms.Textarea(attrs={"rows": rows})
        super().__init__(**{"max_length": TEXT_LETTERS, "widget": box, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return _uncut(super().widget_attrs(widget))

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        _check(_text, value[:TEXT_LETTERS])


def _uncut(attributes: dict[str, Any]) -> dict[str, Any]:
    """Without `maxlength`: a browser that obeys it cuts what is pasted, and says nothing."""
    return {name: value for name, value in attributes.items() if name != "maxlength"}


def _check(form: TypeAdapter[str], value: str) -> None:
    """How long it may be is said by the field itself; this is about what stands in it."""
    try:
        form.validate_python(value)
    except CannotBeSaid as problem:
        words = _(
            "There is a character in this that can't be sent, perhaps copied along unseen. Type it by hand."
        )
        raise ValidationError(words, code="control") from problem
