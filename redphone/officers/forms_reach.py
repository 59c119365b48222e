"""The form on how a party's duty desk is reached."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from redphone.network.messages import Reachable
from redphone.officers.forms import WeekdaysField, zones
from redphone.officers.words_reach import SPOKEN

ANSWERING = (
    ("duty_desk", gettext_lazy("The duty desk")),
    ("desk_officer", gettext_lazy("A desk officer")),
    ("senior_official", gettext_lazy("A senior official")),
)


class NumberField(forms.RegexField):
    """A telephone number as one dials it from abroad; several spaces count as one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            regex=r"^\+[1-9][0-9 ]{6,24}$",
            help_text=gettext_lazy("As one dials it from abroad, such as +44 20 7946 0000."),
            error_messages={
                "invalid": gettext_lazy(
                    "Begin with + and the country's number; after it, digits and spaces only."
                )
            },
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class FindForm(forms.Form):
    """The first letters of a party."""

    find = forms.CharField(
        label=gettext_lazy("Find a party"),
        help_text=gettext_lazy("The first letters are enough."),
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autocapitalize": "none"}),
    )


class ReachForm(forms.Form):
    """Number, hours, languages; and whether somebody has just rung it."""

    number = NumberField(label=gettext_lazy("Duty number"))
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
