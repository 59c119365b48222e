"""The form on how one's own calls of an urgency are rung on: up to four steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.calls.messages import Escalation, EscalationStep
from redphone.calls.papers import TURNED

STEPS = range(1, 5)


class EscalationForm(forms.Form):
    """For each step to whom it turns, and how many minutes they have before the next. An empty step is left out."""

    steps = STEPS

    def __init__(self, *args: Any, escalation: Escalation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in STEPS:
            step = escalation.steps[number - 1] if number <= len(escalation.steps) else None
            self.fields[f"to_{number}"] = forms.MultipleChoiceField(
                label=_("Step %(number)s: who") % {"number": number},
                choices=list(TURNED.items()),
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=list(step.to) if step else [],
            )
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=_("Step %(number)s: minutes until the next") % {"number": number},
                required=False,
                min_value=1,
                max_value=7 * 24 * 60,
                initial=max(1, step.wait_seconds // 60) if step else None,
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for number in STEPS:
            who, minutes = f"to_{number}", f"minutes_{number}"
            if said.get(who) and not said.get(minutes) and minutes not in self.errors:
                if said[who] == ["chair"]:
                    said[minutes] = 1  # nothing follows
                else:
                    self.add_error(minutes, gettext_lazy("Say how many minutes."))
            if said.get(minutes) and not said.get(who):
                self.add_error(who, gettext_lazy("Say who, or leave the minutes empty as well."))
        if not any(said.get(f"to_{number}") for number in STEPS) and not self.errors:
            self.add_error("to_1", gettext_lazy("Begin with the duty officer: nobody else is awake for it."))
        return said

    def escalation(self) -> Escalation:
        """What was typed, of a form that is valid."""
        said = self.cleaned_data
        return Escalation(
            steps=tuple(
                EscalationStep(to=tuple(said[f"to_{number}"]), wait_seconds=said[f"minutes_{number}"] * 60)
                for number in STEPS
                if said[f"to_{number}"]
            )
        )
