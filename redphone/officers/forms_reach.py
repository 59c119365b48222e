"""The form on how a party's duty desk is reached."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from redphone.network.messages import Reachable
from redphone.officers.forms import WeekdaysField, zones

ANSWERING = (
    ("duty_desk", gettext_lazy("The duty desk")),
    ("desk_officer", gettext_lazy("A desk officer")),
    ("senior_official", gettext_lazy("A senior official")),
)
SPOKEN = {
    "en": gettext_lazy("English"),
    "fr": gettext_lazy("French"),
    "es": gettext_lazy("Spanish"),
    "it": gettext_lazy("Italian"),
    "de": gettext_lazy("German"),
    "pt-br": gettext_lazy("Portuguese"),
    "ar": gettext_lazy("Arabic"),
    "fa": gettext_lazy("Persian"),
}
"""Languages offered to a duty desk: those of the parties, and of those who ring them most."""


def language_names(codes: Iterable[str]) -> str:
    """Languages in a row, by the names that the reader has for them."""
    return ", ".join(str(SPOKEN.get(code, code)) for code in codes)


class ReachForm(forms.Form):
    """Number, hours, languages; and whether somebody has just rung it."""

    number = forms.RegexField(
        label=gettext_lazy("Duty number"),
        help_text=gettext_lazy("As one dials it from abroad, such as +44 20 7946 0000."),
        regex=r"^\+[1-9][0-9 ]{6,24}$",
        error_messages={
            "invalid": gettext_lazy(
                "Begin with + and the country's number; after it, digits and spaces only."
            )
        },
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    seat = forms.ChoiceField(
        label=gettext_lazy("Who answers"), choices=ANSWERING, widget=forms.RadioSelect, initial="duty_desk"
    )
    opens_at = forms.TimeField(
        label=gettext_lazy("Answered from"),
        help_text=gettext_lazy("Leave both empty if somebody answers day and night."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )
    closes_at = forms.TimeField(
        label=gettext_lazy("Answered until"),
        help_text=gettext_lazy("Earlier than the time before: until the next morning."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )
    weekdays = WeekdaysField()
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages that are spoken there"),
        choices=lambda: list(SPOKEN.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    is_proven = forms.BooleanField(
        label=gettext_lazy("Somebody has just rung this number, and it was answered"), required=False
    )

    def clean_number(self) -> str:
        number = " ".join(str(self.cleaned_data["number"]).split())
        self.fields["number"].run_validators(number)  # what was long enough by its spaces alone
        return number

    def reachable(self, *, known: Reachable | None, now: Any) -> Reachable:
        """What was typed, as it is told. A number that stays the same stays proven as it was."""
        said = dict(self.cleaned_data)
        is_same = known is not None and known.number == said["number"]
        proven_at = now if said.pop("is_proven") else (known.proven_at if known and is_same else None)
        times = {
            name: said[name].strftime("%H:%M") if said[name] else None for name in ("opens_at", "closes_at")
        }
        lists = {name: tuple(said[name]) for name in ("weekdays", "languages")}
        return Reachable(**{**said, **times, **lists, "proven_at": proven_at})
