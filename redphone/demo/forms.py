"""Which mails to show, and whose mail the demonstration's mail server is to refuse."""

from typing import Any
from typing import cast as cast_to

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.demo import cast
from redphone.network import reads as network

HOW = [
    ("550", gettext_lazy("Refuse it for good (550): as if the address were wrong")),
    ("451", gettext_lazy("Refuse it for the moment (451): it is tried again and again")),
    ("off", gettext_lazy("Take it")),
]


def rooms() -> list[tuple[str, str]]:
    """Every party's letter boxes by its name: ("@nz.example", "New Zealand: everybody")."""
    return [
        (f"@{cast.domain_of(code)}", _("%(party)s: everybody") % {"party": card.name})
        for code, card in network.parties().items()
        if code in cast.PARTIES
    ]


def rung() -> list[tuple[str, str]]:
    """Those who are rung: ("aroha@nz.example", "New Zealand: duty officer, Aroha Example")."""
    parties = network.parties()
    words = {
        "duty": gettext_lazy("%(party)s: duty officer, %(name)s"),
        "deputy": gettext_lazy("%(party)s: deputy, %(name)s"),
    }
    return [
        (part.email, str(words[part.duty]) % {"party": parties[part.party].name, "name": part.name})
        for part in cast.CAST
        if part.duty and part.party in parties
    ]


def letter_boxes() -> list[tuple[str, str]]:
    """Parties and the officers that are rung, each party with its own."""
    return sorted([*rooms(), *rung()], key=lambda box: box[1].partition(":")[0])


class ShowForm(forms.Form):
    """Whose mails to show; empty for all."""

    to = forms.ChoiceField(label=gettext_lazy("Whose mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["to"], [("", _("Everybody's")), *letter_boxes()])


class RefuseForm(forms.Form):
    """Whose mail is refused from now on, and how."""

    whose = forms.ChoiceField(label=gettext_lazy("Whose mail"))
    how = forms.ChoiceField(
        label=gettext_lazy("What the mail server does with it"),
        choices=HOW,
        widget=forms.RadioSelect,
        initial="550",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["whose"], letter_boxes())

    def code(self) -> int | None:
        """The code to refuse with; None to take the mail."""
        how = self.cleaned_data["how"]
        return None if how == "off" else int(how)


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    cast_to(forms.ChoiceField, field).choices = choices
