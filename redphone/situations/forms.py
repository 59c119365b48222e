"""The forms on situations, and the part that any form with an audience has."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone import places
from redphone.look.plain import LineField, TextField
from redphone.look.zoned import InstantField, ZonedForm
from redphone.network.reads import PartyCard
from redphone.situations.papers import MODE_NAMES
from redphone.wire.words import MARKS


class AudienceForm(ZonedForm):
    """Who is addressed, under which mark."""

    to = forms.MultipleChoiceField(
        label=gettext_lazy("Who gets it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one party.")},
    )
    mark = forms.ChoiceField(
        label=gettext_lazy("Mark"),
        choices=[(mark, f"TLP:{mark}") for mark in MARKS],
        initial="GREEN",
        help_text=gettext_lazy(
            "GREEN: the whole network. AMBER and above: members only, and never in a mail."
        ),
    )
    national = LineField(label=gettext_lazy("National mark it came with"), required=False)

    def offer(self, parties: dict[str, PartyCard], *, own: str) -> None:
        """Offer every party but one's own; all members are ticked."""
        others = [card for card in parties.values() if card.code != own]
        field = cast(forms.MultipleChoiceField, self.fields["to"])
        field.choices = [(card.code, card.name) for card in others]
        field.initial = [card.code for card in others if card.role == "member"]


class OpenSituationForm(AudienceForm):
    title = LineField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Short and sober, such as “Arrests of people promised admission”."),
        error_messages={"required": gettext_lazy("Give it a title.")},
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[
            ("emergency", gettext_lazy("Emergency")),
            ("shared_concern", gettext_lazy("Situation of shared concern")),
        ],
        widget=forms.RadioSelect,
        initial="emergency",
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    summary = TextField(label=gettext_lazy("What is known"), rows=4, required=False)

    def __init__(self, *args: Any, language: str = "en", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_countries(self.fields["country"], language=language)


def offer_countries(field: forms.Field, *, language: str) -> None:
    """Offer every country by its name in a language; none is a choice too."""
    choices = [("", _("Not known yet, or several")), *places.countries(language)]
    cast(forms.ChoiceField, field).choices = choices


class ModeForm(ZonedForm):
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"), choices=list(MODE_NAMES.items()), widget=forms.RadioSelect
    )
    reason = TextField(
        label=gettext_lazy("Why"),
        error_messages={"required": gettext_lazy("Say why: every capital will ask.")},
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Owner"), help_text=gettext_lazy("Who sees that it is done.")
    )
    report_hours = forms.IntegerField(
        label=gettext_lazy("A situation report every … hours"), required=False, min_value=1, max_value=720
    )
    meeting_times = LineField(label=gettext_lazy("Meetings"), required=False)
    review_at = InstantField(
        label=gettext_lazy("Review this mode at"),
        error_messages={"required": gettext_lazy("Say when this is looked at again.")},
    )


class CloseForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Why"),
        error_messages={"required": gettext_lazy("Say why it is closed.")},
    )
