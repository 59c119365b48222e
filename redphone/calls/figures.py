"""The form of a figure: a number with its unit, source, as-of and certainty, or nothing at all."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.look.plain import LineField
from redphone.look.zoned import InstantField, ZonedForm
from redphone.wire.words import Figure

QUANTIFIERS = [
    ("exactly", gettext_lazy("exactly")),
    ("at_least", gettext_lazy("at least")),
    ("about", gettext_lazy("about")),
    ("at_most", gettext_lazy("at most")),
]
UNITS = [("persons", gettext_lazy("persons")), ("cases", gettext_lazy("cases"))]
CONFIDENCES = [
    ("unknown", gettext_lazy("certainty not known")),
    ("observed", gettext_lazy("observed")),
    ("likely", gettext_lazy("likely")),
    ("possible", gettext_lazy("possible")),
    ("unlikely", gettext_lazy("unlikely")),
]


class FigureForm(ZonedForm):
    """One figure. Empty, it is left out; begun, it needs its unit, source and as-of."""

    what = LineField(label=gettext_lazy("What is counted"), required=False)
    quantifier = forms.ChoiceField(label=gettext_lazy("How exact"), choices=QUANTIFIERS, required=False)
    value = forms.IntegerField(
        label=gettext_lazy("Number"), required=False, min_value=0, max_value=100_000_000
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=UNITS, required=False)
    source = LineField(label=gettext_lazy("Source"), required=False)
    as_of = InstantField(label=gettext_lazy("As of"), required=False)
    confidence = forms.ChoiceField(label=gettext_lazy("Certainty"), choices=CONFIDENCES, required=False)

    @property
    def heading(self) -> str:
        """ "Figure 1": a page has several."""
        return _("Figure %(number)s") % {"number": int((self.prefix or "-0").rpartition("-")[2]) + 1}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not (said.get("what") or said.get("value") is not None or said.get("source")):
            return said
        teach = {
            "what": _("Say what is counted."),
            "source": _("Give the source: no number stands without it."),
            "as_of": _("Say as of when."),
        }
        for field, words in teach.items():
            if not said.get(field) and field not in self.errors:
                self.add_error(field, words)
        return said

    def figure(self) -> Figure | None:
        """The figure, or None where nothing was typed."""
        said = self.cleaned_data
        if not said.get("what"):
            return None
        return Figure(
            what=said["what"],
            unit=said["unit"] or "persons",
            quantifier=(said["quantifier"] or "exactly") if said["value"] is not None else "unknown",
            value=said["value"],
            source=said["source"],
            as_of_at=said["as_of"],
            confidence=said["confidence"] or "unknown",
        )


class Figures(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic when it runs
    """The figures of one form."""

    @property
    def is_begun(self) -> bool:
        """Whether something is typed in one of them, or wrong: the page shows them then."""
        typed = any(form[name].value() for form in self for name in ("what", "value", "source"))
        return typed or self.total_error_count() > 0


FigureForms = forms.formset_factory(FigureForm, formset=Figures, extra=0, max_num=6, absolute_max=6)
"""As many as it is begun with: two, for persons and for cases."""


def figures_of(formset: Any) -> tuple[Figure, ...]:
    """The figures of a valid set of forms."""
    return tuple(figure for form in formset if (figure := form.figure()) is not None)
