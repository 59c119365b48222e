"""The forms of a roster: who takes turns, who stands in, who is away."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from redphone.look.times import clock_text
from redphone.look.zoned import InstantField, ZonedForm
from redphone.officers.calendars import MOST_ENTRIES, Leave
from redphone.officers.forms import WeekdaysField, zones
from redphone.officers.forms_reach import NumberField
from redphone.officers.models import Texted, Way
from redphone.officers.rules import TELEPHONES

People = Sequence[tuple[int, str]]
TURNS_IN_ORDER = 8
"""How many officers the form of a rotation has room for."""
STEPS = (("duty", _("Duty officer: is rung first")), ("deputy", _("Deputy: is rung second")))


class RotationForm(forms.Form):
    """Who takes turns at a step, in which order, for how long each."""

    step = forms.ChoiceField(
        label=_("Whom they are"), choices=STEPS, widget=forms.RadioSelect, initial="duty"
    )
    days = forms.TypedChoiceField(
        label=_("A turn lasts"),
        coerce=int,
        choices=((1, _("a day")), (7, _("a week")), (14, _("two weeks")), (28, _("four weeks"))),
        initial=7,
    )
    begins_on = forms.DateField(
        label=_("The first turn begins on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    hands_over_at = forms.TimeField(
        label=_("Handed over at"),
        help_text=_("By the clock of the place below, in summer and in winter."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial=time(8),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    weekdays = WeekdaysField()

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *people]
        for number in range(1, min(TURNS_IN_ORDER, len(people)) + 1):
            self.fields[f"person_{number}"] = forms.TypedChoiceField(
                label=_("Turn %(number)s") % {"number": number},
                coerce=int,
                empty_value=None,
                choices=choices,
                required=number == 1,
            )

    @property
    def turns(self) -> list[forms.BoundField]:
        """The fields in which the officers stand, in their order."""
        return [self[name] for name in self.fields if name.startswith("person_")]

    def rotation(self) -> dict[str, Any]:
        """What was typed, as `acts_roster.set_rotation` takes it."""
        said = dict(self.cleaned_data)
        people = [said.pop(name) for name in list(said) if name.startswith("person_")]
        return said | {"people": [person for person in people if person is not None]}


class SpanForm(ZonedForm):
    """An officer, and from when to when."""

    officer = forms.TypedChoiceField(label=_("Officer"), coerce=int)
    begins_at = InstantField(label=_("From"))
    ends_at = InstantField(label=_("Until"))

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = people  # type: ignore[attr-defined]


class CalendarForm(forms.Form):
    """Whose leave is in which calendar file."""

    officer = forms.TypedChoiceField(label=_("Officer"), coerce=int)
    file = forms.FileField(
        label=_("Calendar file (.ics)"),
        help_text=_(
            "Export it from your calendar. Only the spans that you choose are kept, without their titles."
        ),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = people  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """Which spans of a calendar an officer is away. `offered` are all of them, as `offer` wrote them: what was offered
    comes back with what was chosen, so that nothing has to be kept in between."""

    officer = forms.TypedChoiceField(coerce=int, widget=forms.HiddenInput)
    spans = forms.TypedMultipleChoiceField(
        label=_("Away"),
        coerce=lambda said: tuple(map(datetime.fromisoformat, said.split("/"))),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(
        self, *args: Any, people: People, offered: Sequence[str], zone: str, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered = offered[:MOST_ENTRIES]
        self.fields["officer"].choices = people  # type: ignore[attr-defined]
        shown = (_shown(one, zone=zone, now=now) for one in offered)
        self.fields["spans"].choices = [one for one in shown if one]  # type: ignore[attr-defined]


def offer(leave: Leave) -> str:
    """A span as the page offers it: from, until, repeated or not, and its title."""
    once = "repeats" if leave.repeats else "once"
    return "/".join((value_of(leave), once, leave.title[:100]))


def value_of(leave: Leave) -> str:
    """A span as a chosen box sends it: from, until."""
    return f"{leave.begins_at.isoformat()}/{leave.ends_at.isoformat()}"


def _shown(offered: str, *, zone: str, now: datetime) -> tuple[str, str] | None:
    """The value of a span and its words; None for what no page offered."""
    begins, ends, once, title = [*offered.split("/", 3), "", "", ""][:4]
    try:
        shown = [clock_text(datetime.fromisoformat(at), now=now, zones=[(zone, "")]) for at in (begins, ends)]
    except ValueError:
        return None
    words = [
        " – ".join(shown),
        title,
        gettext("repeats: only this once is taken") if once == "repeats" else "",
    ]
    return f"{begins}/{ends}", " · ".join(word for word in words if word)


class DepartureForm(forms.Form):
    """Who leaves their post, and on which day."""

    officer = forms.TypedChoiceField(label=_("Officer"), coerce=int)
    leaves_on = forms.DateField(
        label=_("Last day in this post"),
        help_text=_("Until midnight by the officer's own clock."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = people  # type: ignore[attr-defined]


class TelephoneForm(forms.Form):
    """A telephone of an officer."""

    way = forms.ChoiceField(
        label=_("What it is"),
        choices=[choice for choice in Way.choices if choice[0] in TELEPHONES],
        widget=forms.RadioSelect,
        initial=Way.MOBILE,
    )
    number = NumberField(label=pgettext_lazy("telephone", "Number"))


class TextingForm(forms.Form):
    """Whether a call texts a mobile, and how openly."""

    texted = forms.ChoiceField(
        label=_("A call texts this number"), choices=Texted.choices, widget=forms.RadioSelect, required=False
    )
    is_watched = forms.BooleanField(
        label=_("It is in a hostile network: send a neutral line only"),
        help_text=_("It names neither the Red Phone nor a call, and tests are never sent to it."),
        required=False,
    )


class StandInForm(SpanForm):
    """Who is rung for a while instead of whoever has the turn."""

    step = forms.ChoiceField(
        label=_("Whom they are"), choices=STEPS, widget=forms.RadioSelect, initial="duty"
    )
    field_order = ("officer", "step", "begins_at", "ends_at")
