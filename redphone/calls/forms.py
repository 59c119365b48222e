"""The forms of a call. Six things are asked for; "not known yet" is an answer to each that may be unknown."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.calls.messages import (
    STEP_SECONDS,
    CallAnswered,
    CallCancelled,
    CallCorrected,
    CallRaised,
    CallUpdated,
)
from redphone.calls.papers import ANSWERS, CANCEL_REASONS, DECIDERS, URGENCIES
from redphone.look.zoned import InstantField, ZonedForm
from redphone.situations.forms import AudienceForm, offer_countries
from redphone.situations.messages import SituationOpened
from redphone.situations.reads import SituationCard
from redphone.wire.words import Figure

NEW = "new"
QUANTIFIERS = [
    ("exactly", gettext_lazy("exactly")),
    ("at_least", gettext_lazy("at least")),
    ("about", gettext_lazy("about")),
    ("at_most", gettext_lazy("at most")),
]
UNITS = [("persons", gettext_lazy("persons")), ("cases", gettext_lazy("cases"))]
CONFIDENCES = [
    ("unknown", gettext_lazy("certainty not known")),
    ("observed", gettext_lazy("observed")),
    ("likely", gettext_lazy("likely")),
    ("possible", gettext_lazy("possible")),
    ("unlikely", gettext_lazy("unlikely")),
]


def _text(label: Any, *, rows: int = 3, required: bool = False, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), required=required, max_length=4000, **kwargs
    )


class RaiseForm(AudienceForm):
    """The first message. Mandatory: situation, what happened, where, what is asked, by when; and the status before."""

    field_order = (
        "situation",
        "new_title",
        "what_happened",
        "place",
        "country",
        "asked",
        "answer_by",
        "urgency",
    )

    situation = forms.ChoiceField(
        label=gettext_lazy("Situation"),
        error_messages={"required": gettext_lazy("Choose a situation, or open a new one.")},
    )
    new_title = forms.CharField(
        label=gettext_lazy("Title of the new situation"), required=False, max_length=200
    )
    what_happened = forms.CharField(
        label=gettext_lazy("What happened, in one line"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say in one line what happened.")},
    )
    place = forms.CharField(label=gettext_lazy("Where"), required=False, max_length=200)
    place_unknown = forms.BooleanField(required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    asked = _text(
        gettext_lazy("What do you ask of the others?"),
        required=True,
        error_messages={
            "required": gettext_lazy("Say what you ask of the others, even if it is only to know.")
        },
    )
    answer_by = InstantField(label=gettext_lazy("Answer wanted by"), required=False)
    answer_by_unknown = forms.BooleanField(required=False, label=gettext_lazy("As soon as you can"))
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"),
        choices=list(URGENCIES.items()),
        widget=forms.RadioSelect,
        initial="immediate",
        help_text=gettext_lazy(
            "The deputy is rung after 15 minutes (immediate), 1 hour (today) or 4 hours (routine)."
        ),
    )
    decides = forms.ChoiceField(
        label=gettext_lazy("Who has to decide there"), choices=list(DECIDERS.items()), initial="duty_officer"
    )
    happened_at = InstantField(label=gettext_lazy("When it happened"), required=False)
    details = _text(gettext_lazy("What else is known"), rows=4)
    hazards = _text(gettext_lazy("Dangers to people"))
    access = _text(gettext_lazy("Ways in and out"))
    engaged = _text(gettext_lazy("Who is engaged already"))
    step_minutes = forms.IntegerField(
        label=gettext_lazy("Ring the deputy after … minutes"),
        required=False,
        min_value=1,
        max_value=7 * 24 * 60,
        help_text=gettext_lazy("Empty: as the urgency says."),
    )

    def __init__(
        self, *args: Any, situations: Iterable[SituationCard] = (), language: str = "en", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(card.thing, card.title) for card in situations if card.title]
        field = self.fields["situation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*offered, (NEW, _("A new situation"))]
        field.initial = offered[0][0] if offered else NEW
        offer_countries(self.fields["country"], language=language)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("situation") == NEW and not said.get("new_title"):
            self.add_error("new_title", _("Give the new situation a title."))
        self._known_or_not(said, "place", _("Say where, or tick “not known yet”."))
        self._known_or_not(said, "answer_by", _("Say by when, or tick “as soon as you can”."))
        return said

    def _known_or_not(self, said: dict[str, Any], field: str, teach: str) -> None:
        if field in self.errors:
            return
        if said.get(f"{field}_unknown"):
            said[field] = None
        elif not said.get(field):
            self.add_error(field, teach)

    def message(self, figures: tuple[Figure, ...]) -> CallRaised:
        """The message of a form that is valid. Its number, key and new situation come in the turn."""
        said = self.cleaned_data
        minutes = said["step_minutes"]
        return CallRaised(
            number="-",
            key="-",
            situation=said["situation"] if said["situation"] != NEW else _NO_SITUATION,
            what_happened=said["what_happened"],
            place=said["place"] or None,
            country=said["country"] or None,
            asked=said["asked"],
            answer_by_at=said["answer_by"],
            urgency=said["urgency"],
            decides=said["decides"],
            details=said["details"] or None,
            hazards=said["hazards"] or None,
            access=said["access"] or None,
            engaged=said["engaged"] or None,
            figures=figures,
            step_seconds=minutes * 60 if minutes else STEP_SECONDS[said["urgency"]],
        )

    def opening(self) -> SituationOpened | None:
        """The situation to open with the call, if it is a new one."""
        said = self.cleaned_data
        if said["situation"] != NEW:
            return None
        countries = (said["country"],) if said["country"] else ()
        return SituationOpened(title=said["new_title"], nature="emergency", countries=countries, summary="")


_NO_SITUATION = "00000000-0000-0000-0000-000000000000"


class FigureForm(ZonedForm):
    """One figure. Empty, it is left out; begun, it needs its unit, source and as-of."""

    what = forms.CharField(label=gettext_lazy("What is counted"), required=False, max_length=200)
    quantifier = forms.ChoiceField(label=gettext_lazy("How exact"), choices=QUANTIFIERS, required=False)
    value = forms.IntegerField(
        label=gettext_lazy("Number"), required=False, min_value=0, max_value=100_000_000
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=UNITS, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=200)
    as_of = InstantField(label=gettext_lazy("As of"), required=False)
    confidence = forms.ChoiceField(label=gettext_lazy("Certainty"), choices=CONFIDENCES, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not (said.get("what") or said.get("value") is not None or said.get("source")):
            return said
        teach = {
            "what": _("Say what is counted."),
            "source": _("Give the source: no number stands without it."),
            "as_of": _("Say as of when."),
        }
        for field, words in teach.items():
            if not said.get(field) and field not in self.errors:
                self.add_error(field, words)
        return said

    def figure(self) -> Figure | None:
        """The figure, or None where nothing was typed."""
        said = self.cleaned_data
        if not said.get("what"):
            return None
        return Figure(
            what=said["what"],
            unit=said["unit"] or "persons",
            quantifier=(said["quantifier"] or "exactly") if said["value"] is not None else "unknown",
            value=said["value"],
            source=said["source"],
            as_of_at=said["as_of"],
            confidence=said["confidence"] or "unknown",
        )


FigureForms = forms.formset_factory(FigureForm, extra=2, max_num=6, absolute_max=6)


def figures_of(formset: Any) -> tuple[Figure, ...]:
    """The figures of a valid set of forms."""
    return tuple(figure for form in formset if (figure := form.figure()) is not None)


class AnswerForm(ZonedForm):
    answer = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=list(ANSWERS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the four.")},
    )
    words = _text(
        gettext_lazy("In words"), help_text=gettext_lazy("What you can do, by when, under which condition.")
    )
    need_until = InstantField(label=gettext_lazy("We need until"), required=False)

    def message(self, figures: tuple[Figure, ...]) -> CallAnswered:
        said = self.cleaned_data
        return CallAnswered(
            answer=said["answer"], words=said["words"], need_until_at=said["need_until"], figures=figures
        )


class AcknowledgeForm(ZonedForm):
    promised = InstantField(label=gettext_lazy("We will answer by"), required=False)


class DigitsForm(forms.Form):
    digits = forms.CharField(
        label=gettext_lazy("The two digits in your mail"),
        max_length=2,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "digits", "pattern": "[0-9]{2}"}
        ),
        error_messages={
            "required": gettext_lazy("Copy the two digits from the mail. They stand below the link.")
        },
    )


class UpdateForm(ZonedForm):
    what_changed = _text(
        gettext_lazy("What changed"),
        required=True,
        error_messages={"required": gettext_lazy("Say what changed.")},
    )
    asked = _text(gettext_lazy("What is asked now"), help_text=gettext_lazy("Empty: as before."))
    answer_by = InstantField(label=gettext_lazy("Answer wanted by"), required=False)

    def message(self, figures: tuple[Figure, ...]) -> CallUpdated:
        said = self.cleaned_data
        return CallUpdated(
            what_changed=said["what_changed"],
            asked=said["asked"] or None,
            answer_by_at=said["answer_by"],
            figures=figures,
        )


class CorrectForm(ZonedForm):
    what_was_wrong = _text(
        gettext_lazy("What was wrong, and what is right"),
        required=True,
        error_messages={"required": gettext_lazy("Say what was wrong.")},
    )
    what_happened = forms.CharField(
        label=gettext_lazy("What happened, in one line"), required=False, max_length=200
    )
    place = forms.CharField(label=gettext_lazy("Where"), required=False, max_length=200)
    asked = _text(gettext_lazy("What is asked"))
    answer_by = InstantField(label=gettext_lazy("Answer wanted by"), required=False)

    def message(self) -> CallCorrected:
        said = self.cleaned_data
        return CallCorrected(
            what_was_wrong=said["what_was_wrong"],
            what_happened=said["what_happened"] or None,
            place=said["place"] or None,
            asked=said["asked"] or None,
            answer_by_at=said["answer_by"],
        )


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=list(CANCEL_REASONS.items()),
        widget=forms.RadioSelect,
        initial="wrong_call",
    )
    note = _text(gettext_lazy("Note"), rows=2)

    def message(self) -> CallCancelled:
        return CallCancelled(reason=self.cleaned_data["reason"], note=self.cleaned_data["note"])


class StandDownForm(forms.Form):
    note = _text(gettext_lazy("Note"), rows=2, help_text=gettext_lazy("What came of it, in a line or two."))
