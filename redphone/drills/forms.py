"""Forms of this room."""

from django import forms
from django.utils.translation import gettext_lazy

from redphone.drills.rules import LONGEST_REASON
from redphone.look.plain import TextField


class RepairForm(forms.Form):
    """Why a line that failed need not be tested again."""

    reason = TextField(
        label=gettext_lazy("What was wrong, and what was done about it"),
        max_length=LONGEST_REASON,
    )


class ScheduleForm(forms.Form):
    """How often lines are tested, and how long each one asked has."""

    every_months = forms.TypedChoiceField(
        label=gettext_lazy("How often each member’s line is tested"),
        choices=(
            (1, gettext_lazy("each month")),
            (2, gettext_lazy("every second month")),
            (3, gettext_lazy("every third month")),
            (6, gettext_lazy("twice a year")),
        ),
        coerce=int,
        widget=forms.RadioSelect,
    )
    wait_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes that the duty officer has, and after that the deputy"),
        min_value=5,
        max_value=240,
    )
