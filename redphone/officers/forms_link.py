"""The form behind a mailed link."""

from django import forms
from django.utils.translation import gettext_lazy


class EmptiedInput(forms.PasswordInput):
    """Is empty again when what was typed was wrong: two wrong digits only stand in the way of the right ones."""

    input_type = "text"


class DigitsForm(forms.Form):
    """The two digits of a link."""

    digits = forms.CharField(
        label=gettext_lazy("The two digits in your mail"),
        max_length=2,
        widget=EmptiedInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "digits", "pattern": "[0-9]{2}"}
        ),
        error_messages={
            "required": gettext_lazy("Copy the two digits from the mail. They stand above the link.")
        },
    )
