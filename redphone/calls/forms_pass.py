"""The form by which a call is handed to another desk of one's own party."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redphone.look.plain import LineField
from redphone.look.zoned import InstantField, ZonedForm


class PassForm(ZonedForm):
    """To whom, what the others see of it, and by when it is to be taken."""

    officer = forms.TypedChoiceField(label=_("To whom"), coerce=int)
    desk = LineField(
        label=_("What the others see"),
        help_text=_("The desk, without a name: “the interior ministry”."),
        error_messages={"required": _("Say to which desk it goes.")},
    )
    until = InstantField(label=_("To be taken by"))

    def __init__(self, *args: Any, colleagues: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = colleagues  # type: ignore[attr-defined]
