"""The forms of a handover: the note of whoever goes, and who has each open item from then on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.desk.papers import hint_of, title_of
from redphone.desk.reads_handover import Item
from redphone.look.plain import TextField
from redphone.look.words import status_word
from redphone.network.reads import PartyCard


class OfferForm(forms.Form):
    """What the log does not say."""

    note = TextField(
        label=gettext_lazy("Note for whoever takes over"),
        help_text=gettext_lazy(
            "What the log does not say. It stays on this node, for the officers of your party; nothing that is TLP:RED."
        ),
        rows=6,
        required=False,
    )


class TakeForm(forms.Form):
    """Who has each open item. Whoever was named before, and stays, stands there; the rest has to be chosen."""

    def __init__(
        self,
        *args: Any,
        items: Sequence[Item],
        people: Mapping[int, str],
        goes: int | None,
        parties: Mapping[str, PartyCard],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *people.items()]
        for item in items:
            self.fields[item.key] = forms.TypedChoiceField(
                label=f"{status_word(item.status)} · {title_of(item)}",
                help_text=hint_of(item, parties, now=now),
                coerce=int,
                choices=choices,
                initial=item.owner if item.owner != goes else None,
                error_messages={"required": _("Name who has this from now on.")},
            )

    @property
    def items(self) -> list[forms.BoundField]:
        """A field for each item, the one due first first."""
        return [self[name] for name in self.fields]

    def owners(self) -> dict[str, int]:
        """Who has what, as `acts.take_watch` takes it."""
        return dict(self.cleaned_data)
