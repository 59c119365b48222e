"""How any form is laid out: what stands beside a field, and the list of what has to be put right."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BaseFormSet, BoundField, IntegerField
from django.forms.boundfield import BoundWidget
from django.utils.functional import Promise
from django.utils.translation import gettext

from redphone.look.words import STATUS_MEANS


class Mistake(NamedTuple):
    """One line of the error summary; `target` is the input's id, empty when it concerns the whole form."""

    target: str
    label: str
    text: str


class StatusRow(NamedTuple):
    """One status to choose: its code, its input, and what choosing it means."""

    status: str
    input: BoundWidget
    meaning: str | Promise


def field_parts(bound: BoundField) -> dict[str, object]:
    """What `look/field.html` prints for one field. Widgets without a single label become a fieldset."""
    unknown = _unknown_of(bound)
    kind = getattr(bound.field.widget, "input_type", "")
    return {
        "bound": bound,
        "described": described_by(bound),
        "texts": error_texts(bound),
        "choices": list(bound.subwidgets) if kind in ("radio", "checkbox") and bound.use_fieldset else [],
        "single_tick": kind == "checkbox" and not bound.use_fieldset,
        "widget": bound.as_widget(attrs=_attributes(bound)),
        "unknown": unknown,
        "optional": not bound.field.required and unknown is None and kind != "checkbox",
        "needed": getattr(bound.form, "needed_when", {}).get(bound.name, ""),
    }


def described_by(bound: BoundField) -> str:
    """The ids of hint and error that belong to a field, for aria-describedby."""
    ids = [f"{bound.auto_id}_hint"] if bound.help_text else []
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def error_texts(bound: BoundField) -> list[str]:
    """The field's errors, in our own words: Django's say what is wrong, and not what to do."""
    return [_error_text(error, bound) for error in bound.errors.as_data()]


def status_rows(bound: BoundField) -> list[StatusRow]:
    """The choices of a radio field whose values are statuses, in the form's order."""
    rows = []
    for widget in bound.subwidgets:
        status = str(widget.data["value"])
        rows.append(StatusRow(status, widget, STATUS_MEANS.get(status, "")))
    return rows


def all_mistakes(given: "Iterable[BaseForm | BaseFormSet[BaseForm] | None]") -> list[Mistake]:
    """Every error of these forms and sets of forms, in the order of the page; None where there is no such form."""
    return [mistake for form in _forms_in(given) for mistake in mistakes(form)]


def mistakes(form: BaseForm) -> list[Mistake]:
    """Every error of a form, first those of the whole form, then field by field.

    A form that stands on its page several times has a `heading`, which is said with each of its fields.
    """
    found = [Mistake("", "", str(text)) for text in form.non_field_errors()]
    heading = str(getattr(form, "heading", ""))
    for bound in form.visible_fields():
        label = ", ".join(filter(None, (heading, str(bound.label))))
        found += [Mistake(_target(bound), label, text) for text in error_texts(bound)]
    return found


def _forms_in(given: "Iterable[BaseForm | BaseFormSet[BaseForm] | None]") -> Iterator[BaseForm]:
    for one in given:
        if isinstance(one, BaseFormSet):
            yield from one
        elif one:
            yield one


def _target(bound: BoundField) -> str:
    first = next((widget.id_for_label for widget in bound.subwidgets), "")  # a choice may offer nothing
    return bound.id_for_label or first or bound.auto_id


def _unknown_of(bound: BoundField) -> BoundField | None:
    name = f"{bound.name}_unknown"
    return bound.form[name] if name in bound.form.fields else None


def _attributes(bound: BoundField) -> dict[str, str | bool]:
    attributes: dict[str, str | bool] = {}
    if ids := described_by(bound):
        attributes["aria-describedby"] = ids
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return attributes


def _error_text(error: ValidationError, bound: BoundField) -> str:
    if error.code == "required" and _is_djangos(error.code, bound):
        return _required_text(bound)
    words = _ours().get(error.code or "")
    if words and error.params and _is_djangos(str(error.code), bound):
        return words % error.params
    if error.code == "invalid" and isinstance(bound.field, IntegerField) and _is_djangos(error.code, bound):
        return gettext("Give a whole number, in digits.")
    return " ".join(map(str, error.messages))


def _is_djangos(code: str, bound: BoundField) -> bool:
    """Whether a form has left it to Django to say this."""
    said = bound.field.error_messages.get(code)
    return said is None or any(
        said == kind.__dict__.get("default_error_messages", {}).get(code)
        for kind in type(bound.field).__mro__
    )


def _ours() -> dict[str, str]:
    """What is said for Django's own errors, by their code; each with what Django knows of it."""
    return {
        "max_length": gettext(
            "This is too long: %(show_value)s letters, and at most %(limit_value)s can be sent. Shorten it."
        ),
        "min_value": gettext("Give %(limit_value)s or more."),
        "max_value": gettext("Give %(limit_value)s or less."),
        "invalid_choice": gettext("“%(value)s” is not offered here. Choose one of those shown."),
    }


def _required_text(bound: BoundField) -> str:
    if _unknown_of(bound) is not None:
        return gettext("Fill this in, or tick that it is not known yet.")
    kind = getattr(bound.field.widget, "input_type", "")
    if kind == "checkbox":
        return gettext("Tick at least one.") if bound.use_fieldset else gettext("Tick this to go on.")
    return gettext("Choose one.") if kind in ("radio", "select") else gettext("Fill this in.")
