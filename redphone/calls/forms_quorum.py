"""Who has to acknowledge a call before nobody further is rung: all of them, so many, or certain ones."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.calls.messages import MOST_PARTIES, Quorum
from redphone.network.reads import PartyCard
from redphone.situations.forms import AudienceForm


class QuorumForm(AudienceForm):
    """The part of a raise that says when enough have it; what is left empty asks for all of them."""

    enough = forms.ChoiceField(
        label=gettext_lazy("Enough is when it is acknowledged by"),
        choices=[
            ("all", gettext_lazy("all of them: each is rung on until it does")),
            ("some", gettext_lazy("so many of them, whoever they are")),
            ("named", gettext_lazy("certain ones among them")),
        ],
        widget=forms.RadioSelect,
        initial="all",
        required=False,
    )
    needed = forms.IntegerField(
        label=gettext_lazy("How many of them"), required=False, min_value=1, max_value=MOST_PARTIES
    )
    named = forms.MultipleChoiceField(
        label=gettext_lazy("Which ones"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self, parties: dict[str, PartyCard], *, own: str) -> None:
        super().offer(parties, own=own)
        addressed = cast(forms.MultipleChoiceField, self.fields["to"])
        cast(forms.MultipleChoiceField, self.fields["named"]).choices = addressed.choices

    @property
    def is_quorum_open(self) -> bool:
        """Whether something is typed here, or wrong: the page shows it then."""
        typed = (self["needed"].value(), self["named"].value(), self["enough"].value() in ("some", "named"))
        return any(typed) or any(self[name].errors for name in ("enough", "needed", "named"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = said.get("enough") or "all"
        for field, choice, teach in (
            ("needed", "some", _("Say how many.")),
            ("named", "named", _("Tick at least one.")),
        ):
            if chosen == choice and not said.get(field) and field not in self.errors:
                self.add_error(field, teach)
            if chosen != choice and said.get(field):
                self.add_error(
                    field, _("You filled this in and chose otherwise above. Clear one of the two.")
                )
        return said

    def quorum(self) -> Quorum | None:
        """What was chosen, of a form that is valid; None for all of them. Who counts is settled in the turn."""
        said = self.cleaned_data
        if said["enough"] == "some":
            return Quorum(needed=said["needed"])
        if said["enough"] == "named":
            return Quorum(needed=len(said["named"]), of=tuple(sorted(said["named"])))
        return None
