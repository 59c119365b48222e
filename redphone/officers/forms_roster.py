"""The forms of a roster: who takes turns, who stands in, who is away."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redphone.look.zoned import InstantField, ZonedForm
from redphone.officers.forms import WeekdaysField, zones

People = Sequence[tuple[int, str]]
TURNS_IN_ORDER = 8
"""How many officers the form of a rotation has room for."""
STEPS = (("duty", _("Duty officer: is rung first")), ("deputy", _("Deputy: is rung second")))


class RotationForm(forms.Form):
    """Who takes turns at a step, in which order, for how long each."""

    step = forms.ChoiceField(
        label=_("Whom they are"), choices=STEPS, widget=forms.RadioSelect, initial="duty"
    )
    days = forms.TypedChoiceField(
        label=_("A turn lasts"),
        coerce=int,
        choices=((1, _("a day")), (7, _("a week")), (14, _("two weeks")), (28, _("four weeks"))),
        initial=7,
    )
    begins_on = forms.DateField(
        label=_("The first turn begins on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    hands_over_at = forms.TimeField(
        label=_("Handed over at"),
        help_text=_("By the clock of the place below, in summer and in winter."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial=time(8),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    weekdays = WeekdaysField()

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *people]
        for number in range(1, min(TURNS_IN_ORDER, len(people)) + 1):
            self.fields[f"person_{number}"] = forms.TypedChoiceField(
                label=_("Turn %(number)s") % {"number": number},
                coerce=int,
                empty_value=None,
                choices=choices,
                required=number == 1,
            )

    @property
    def turns(self) -> list[forms.BoundField]:
        """The fields in which the officers stand, in their order."""
        return [self[name] for name in self.fields if name.startswith("person_")]

    def rotation(self) -> dict[str, Any]:
        """What was typed, as `acts_roster.set_rotation` takes it."""
        said = dict(self.cleaned_data)
        people = [said.pop(name) for name in list(said) if name.startswith("person_")]
        return said | {"people": [person for person in people if person is not None]}


class SpanForm(ZonedForm):
    """An officer, and from when to when."""

    officer = forms.TypedChoiceField(label=_("Officer"), coerce=int)
    begins_at = InstantField(label=_("From"))
    ends_at = InstantField(label=_("Until"))

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = people  # type: ignore[attr-defined]


class StandInForm(SpanForm):
    """Who is rung for a while instead of whoever has the turn."""

    step = forms.ChoiceField(
        label=_("Whom they are"), choices=STEPS, widget=forms.RadioSelect, initial="duty"
    )
    field_order = ("officer", "step", "begins_at", "ends_at")
