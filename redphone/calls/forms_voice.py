"""The forms of what was said by voice."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redphone.calls.messages import CallReported
from redphone.calls.papers import VOICES
from redphone.look.plain import LineField
from redphone.look.zoned import InstantField, ZonedForm

HOLDS = (
    (0, _("ring on: only its own acknowledgement counts")),
    (15 * 60, _("wait 15 minutes for its own acknowledgement")),
    (60 * 60, _("wait an hour for its own acknowledgement")),
    (4 * 60 * 60, _("wait four hours for its own acknowledgement")),
)


class ReportForm(ZonedForm):
    """Who said it, how, when, in which words; and how long that party is rung no further."""

    party = forms.ChoiceField(label=_("Who has it"))
    way = forms.ChoiceField(
        label=_("How it was said"),
        choices=list(VOICES.items()),
        widget=forms.RadioSelect,
        initial="telephone",
    )
    said = LineField(
        label=_("What was said, in one line"),
        help_text=_("No names of persons: “The duty desk has it, answers by four.”"),
    )
    happened_at = InstantField(label=_("When"))
    hold_seconds = forms.TypedChoiceField(
        label=_("Until it confirms this"),
        coerce=int,
        choices=HOLDS,
        widget=forms.RadioSelect,
        initial=15 * 60,
    )

    def __init__(self, *args: Any, parties: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = parties  # type: ignore[attr-defined]

    def message(self) -> CallReported:
        """What was typed, as it is said to the others; when it was said goes beside it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "happened_at"}
        return CallReported(**said)


class ContradictForm(forms.Form):
    """That it is not so, in a line if one is needed."""

    note = LineField(label=_("In words"), required=False)
