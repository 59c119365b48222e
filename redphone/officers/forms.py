"""The forms of this room: django-allauth's in our own words, and those about officers."""

import unicodedata
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.core.cache import cache as store
from django.utils.dates import WEEKDAYS
from django.utils.functional import lazy
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from redphone.look.plain import LineField
from redphone.look.refusing import in_words
from redphone.officers.adapters import SecondFactorAdapter
from redphone.officers.models import Duty, Office
from redphone.places import zone_label
from redphone.refused import Refused

PASSWORD_HINT = _("At least 12 characters. Several unrelated words are better than one clever one.")
CODE_LIVES = 120
"""Seconds for which a code that was taken is remembered: longer than any code is valid."""


class SignInForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login=(_("E-mail address"), ""), password=(_("Password"), ""))
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            oldpassword=(_("Present password"), ""),
            password1=(_("New password"), PASSWORD_HINT),
            password2=(_("New password once more"), ""),
        )


class PasswordAgainForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password=(_("Password"), ""))


class SetUpSecondFactorForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=(_("Code from the app"), _("Six digits; a new one appears every 30 seconds.")))
        _ask_for_digits(self)


class _TakenOnce:
    """A code that was taken is not taken again, also while a tolerance for wrong clocks keeps it valid."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
        digits = "".join(filter(str.isdigit, code))  # "123-456" is taken as well, and is the same code
        if not store.add(f"officers.code.{authenticator.pk}.{digits}", "taken", timeout=CODE_LIVES):
            raise forms.ValidationError(SecondFactorAdapter.error_messages["incorrect_code"])
        return code


class SecondFactorForm(_TakenOnce, second_factor.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            code=(_("Code"), _("Six digits from your authenticator app, or one of your recovery codes.")),
        )
        _ask_for_digits(self)


class SecondFactorAgainForm(_TakenOnce, second_factor.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            code=(_("Code"), _("Six digits from your authenticator app, or one of your recovery codes.")),
        )
        _ask_for_digits(self)


def languages() -> list[tuple[str, str]]:
    """The languages of this house, each as its own speakers call it."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


REGIONS = {
    "Europe": _("Europe"),
    "Africa": _("Africa"),
    "America": _("America"),
    "Asia": _("Asia"),
    "Australia": _("Australia"),
    "Pacific": _("Pacific"),
    "Atlantic": _("Atlantic"),
    "Indian": _("Indian Ocean"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
}


class WeekdaysField(forms.TypedMultipleChoiceField):
    """Days of the week, Monday being 0; none chosen means every day."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Only on these days"),
            help_text=_("None chosen: every day."),
            coerce=int,
            choices=lambda: list(WEEKDAYS.items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


def zones() -> list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]:
    """UTC, then every place with an IANA zone, by region: ("Europe", [("Europe/Rome", "Rome"), ...])."""
    cities = _cities(get_language() or "en")
    return [("UTC", "UTC"), *((str(REGIONS[region]), found) for region, found in cities.items())]


@cache
def _cities(language: str) -> dict[str, list[tuple[str, str]]]:
    """By region, the zones with what their cities are called in a language, sorted by that."""
    places: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(available_timezones()):
        region, _slash, place = name.partition("/")
        if place and region in places:
            before = place.replace("_", " ").rpartition("/")[0]
            city = zone_label(name, language)
            places[region].append((name, city if before in city else f"{before}, {city}"))
    return {region: sorted(found, key=_by_city) for region, found in places.items()}


def _by_city(zone: tuple[str, str]) -> str:
    """Letters with accents beside those without."""
    return unicodedata.normalize("NFKD", zone[1])


def offices() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Office.choices]


NOT_RUNG = "none"


def duties() -> list[tuple[str, str]]:
    return [(value or NOT_RUNG, str(label)) for value, label in Duty.choices]


class DutyField(forms.TypedChoiceField):
    """Whether a call rings them. "Not at all" is an answer too, so on the page it has a value."""

    def __init__(self) -> None:
        super().__init__(
            label=_("When a call is raised"),
            choices=lazy(duties, list),
            coerce=lambda value: "" if value == NOT_RUNG else value,
            widget=forms.RadioSelect,
        )

    def prepare_value(self, value: Any) -> Any:
        return value or NOT_RUNG


class InviteForm(forms.Form):
    """Whom to invite, to which office of one's own party."""

    email = forms.EmailField(
        max_length=254,
        label=_("E-mail address"),
        help_text=_("The invitation goes here, and they sign in with it."),
    )
    name = LineField(label=_("Name"), max_length=120)
    office = forms.ChoiceField(label=_("Office"), choices=lazy(offices, list), initial="desk_officer")
    duty = DutyField()
    language = forms.ChoiceField(label=_("Language"), choices=lazy(languages, list))
    anew = forms.BooleanField(
        label=_("They also lost their authenticator app: let them set up a new one"), required=False
    )


class OfficerForm(forms.Form):
    """What an administrator may change of an officer."""

    name = LineField(label=_("Name"), max_length=120)
    office = forms.ChoiceField(label=_("Office"), choices=lazy(offices, list))
    duty = DutyField()
    language = forms.ChoiceField(label=_("Language"), choices=lazy(languages, list))
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)


class WhyForm(forms.Form):
    """The reason for an act that shuts somebody out, or lets them in again."""

    why = LineField(label=_("Why"), help_text=_("One line. It goes to the record of your party."))


KINDS = (
    ("", _("Everything")),
    ("sign_ins", _("Sign-ins")),
    ("denials", _("What failed or was refused")),
    ("reads", _("Calls under a strict mark that were read")),
    ("changes", _("Changes")),
)


class RecordForm(forms.Form):
    """Which lines of the record are looked at."""

    officer = forms.TypedChoiceField(label=_("Officer"), coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [("", _("Everybody")), *people]  # type: ignore[attr-defined]


class MeForm(forms.Form):
    """What everyone may change of themselves."""

    name = LineField(label=_("Name"), max_length=120, help_text=_("Only your own party sees it."))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=lazy(languages, list),
        help_text=_("Of these pages, and of the mails that ring you."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones, help_text=_("Shown beside UTC everywhere."))


class AcceptForm(forms.Form):
    """Taking the seat offered."""

    name = LineField(
        label=_("Name"),
        max_length=120,
        help_text=_("Only your own party sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=lazy(languages, list))
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        if words.get("password") != words.get("again"):
            self.add_error("again", _("These two are not the same."))
        return words


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """Show a refusal beside the field it is about."""
    form.add_error(refused.field if refused.field in form.fields else None, in_words(refused))


def _say(form: forms.BaseForm, **fields: tuple[Any, Any]) -> None:
    """Give fields our own label and hint, and take away the grey words inside them, which are no label."""
    for name, (label, hint) in fields.items():
        form.fields[name].label, form.fields[name].help_text = label, hint
        form.fields[name].widget.attrs.pop("placeholder", None)


def _ask_for_digits(form: forms.BaseForm) -> None:
    form.fields["code"].widget.attrs.update(inputmode="numeric", maxlength="20", spellcheck="false")
