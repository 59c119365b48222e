"""The forms of passkeys: what a browser sends is read strictly, and what is refused goes to the record."""

from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from redphone.look.plain import LineField
from redphone.officers import audit
from redphone.officers.adapters import SecondFactorAdapter

LONGEST_NAME = 60
UNREADABLE = (AttributeError, KeyError, IndexError, TypeError, ValueError)
"""What the libraries raise for a credential that is none: each is a refusal, never a page that breaks."""


def _name_field(*, required: bool = True) -> LineField:
    words = _("So that you know which to remove when one is lost.")
    label = _("Name of this passkey")
    return LineField(label=label, max_length=LONGEST_NAME, help_text=words, required=required)


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)  # all of ours are
        self.fields["name"] = _name_field(
            required=False
        )  # the key has its credential already when this is read

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except UNREADABLE as problem:
            raise forms.ValidationError(SecondFactorAdapter.error_messages["incorrect_passkey"]) from problem


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name_field()


class _Recorded:
    """A passkey that is not theirs, or a credential that is none, is refused, and the refusal goes to the record."""

    def clean_credential(self) -> Authenticator:
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except (forms.ValidationError, *UNREADABLE) as problem:
            user, ip = getattr(self, "user", None), audit.address_of(context.request)
            audit.record(what="passkey", outcome="failed", who=user, ip=ip)
            words = SecondFactorAdapter.error_messages["incorrect_passkey"]
            raise forms.ValidationError(words) from problem
        return found


class SignInByPasskeyForm(_Recorded, webauthn.LoginWebAuthnForm):
    """Who it is stands in the credential."""


class PasskeyForm(_Recorded, webauthn.AuthenticateWebAuthnForm):
    """After the password."""


class PasskeyAgainForm(_Recorded, webauthn.ReauthenticateWebAuthnForm):
    """Of who sits there already."""
