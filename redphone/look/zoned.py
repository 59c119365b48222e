"""Times in forms: typed on the officer's own clock, cleaned to instants in UTC."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _

from redphone.look.times import city

_FORMATS = [f"%Y-%m-%d{between}%H:%M{seconds}" for between in "T " for seconds in ("", ":%S")]


class InstantField(forms.DateTimeField):
    """A time typed on the officer's own clock, cleaned to an instant in UTC. `zone` is set by its form."""

    zone = "UTC"

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=_FORMATS, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        for pattern in _FORMATS:
            try:
                local = datetime.strptime(str(value), pattern).replace(tzinfo=ZoneInfo(self.zone))
            except ValueError:
                continue
            return self._on_the_clock(local)
        raise forms.ValidationError(_("Give a day and a time, such as 2026-11-21 18:30."))

    def _on_the_clock(self, local: datetime) -> datetime:
        try:
            instant = local.astimezone(ZoneInfo("UTC"))
            again = instant.astimezone(ZoneInfo(self.zone))
        except OverflowError as problem:  # the first and the last day that a calendar here knows
            raise forms.ValidationError(_("Give a day nearer to this one.")) from problem
        if again.replace(tzinfo=None) != local.replace(tzinfo=None):
            raise forms.ValidationError(_("The clock skips this hour that day. Give another time."))
        return instant


class ZonedForm(forms.Form):
    """A form whose times are on the clock of `zone`, and which says so beside each."""

    def __init__(self, *args: Any, zone: str = "UTC", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, InstantField):
                field.zone = zone
                clock = _("On your clock (%(city)s).") % {"city": city(zone)}
                field.help_text = f"{clock} {field.help_text}".strip()
