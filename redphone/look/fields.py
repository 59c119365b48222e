"""How any form is laid out: what stands beside a field, and the list of what has to be put right."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField, Field
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
    }


def described_by(bound: BoundField) -> str:
    """The ids of hint and error that belong to a field, for aria-describedby."""
    ids = [f"{bound.auto_id}_hint"] if bound.help_text else []
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def error_texts(bound: BoundField) -> list[str]:
    """The field's errors; a bare "This field is required." says what to do, unless the form has its own."""
    return [
        _required_text(bound) if _is_bare(error, bound) else " ".join(map(str, error.messages))
        for error in bound.errors.as_data()
    ]


def status_rows(bound: BoundField) -> list[StatusRow]:
    """The choices of a radio field whose values are statuses, in the form's order."""
    rows = []
    for widget in bound.subwidgets:
        status = str(widget.data["value"])
        rows.append(StatusRow(status, widget, STATUS_MEANS.get(status, "")))
    return rows


def mistakes(form: BaseForm) -> list[Mistake]:
    """Every error of a form, first those of the whole form, then field by field."""
    found = [Mistake("", "", str(text)) for text in form.non_field_errors()]
    for bound in form.visible_fields():
        found += [Mistake(_target(bound), str(bound.label), text) for text in error_texts(bound)]
    return found


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


def _is_bare(error: ValidationError, bound: BoundField) -> bool:
    own = bound.field.error_messages["required"] != Field.default_error_messages["required"]
    return error.code == "required" and not own


def _required_text(bound: BoundField) -> str:
    if _unknown_of(bound) is not None:
        return gettext("Fill this in, or tick that it is not known yet.")
    kind = getattr(bound.field.widget, "input_type", "")
    if kind == "checkbox":
        return gettext("Tick at least one.") if bound.use_fieldset else gettext("Tick this to go on.")
    return gettext("Choose one.") if kind in ("radio", "select") else gettext("Fill this in.")
