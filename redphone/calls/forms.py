"""The forms of a call. Six things are asked for; "not known yet" is an answer to each that may be unknown."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.calls.forms_quorum import QuorumForm
from redphone.calls.messages import (
    STEP_SECONDS,
    CallAnswered,
    CallCancelled,
    CallCorrected,
    CallRaised,
    CallUpdated,
    standard_escalation,
)
from redphone.calls.papers import ANSWERS, CANCEL_REASONS, DECIDERS, URGENCIES
from redphone.look.plain import LineField, TextField
from redphone.look.zoned import InstantField, ZonedForm
from redphone.situations.forms import offer_countries
from redphone.situations.messages import SituationOpened
from redphone.situations.reads import SituationCard
from redphone.wire.words import Figure

NEW = "new"
SIX = ("situation", "what_happened", "place", "asked", "answer_by", "to")
"""What a first message cannot do without; each is numbered."""
MORE = ("happened_at", "details", "hazards", "access", "engaged", "decides", "step_minutes", "national")
"""What is seldom needed."""


class RaiseForm(QuorumForm):
    """The first message. Mandatory: situation, what happened, where, what is asked, by when; and the status before."""

    needed_when = {"new_title": gettext_lazy("needed for a new situation")}
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
    new_title = LineField(label=gettext_lazy("Title of the new situation"), required=False)
    what_happened = LineField(
        label=gettext_lazy("What happened, in one line"),
        error_messages={"required": gettext_lazy("Say in one line what happened.")},
    )
    place = LineField(label=gettext_lazy("Where"), required=False)
    place_unknown = forms.BooleanField(required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    asked = TextField(
        label=gettext_lazy("What do you ask of the others?"),
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
        help_text=gettext_lazy("By it goes how each party is rung on. The next page says how."),
    )
    decides = forms.ChoiceField(
        label=gettext_lazy("Who has to decide there"), choices=list(DECIDERS.items()), initial="duty_officer"
    )
    happened_at = InstantField(label=gettext_lazy("When it happened"), required=False)
    details = TextField(required=False, label=gettext_lazy("What else is known"), rows=4)
    hazards = TextField(required=False, label=gettext_lazy("Dangers to people"))
    access = TextField(required=False, label=gettext_lazy("Ways in and out"))
    engaged = TextField(required=False, label=gettext_lazy("Who is engaged already"))
    step_minutes = forms.IntegerField(
        label=gettext_lazy("Ring the deputy after … minutes"),
        required=False,
        min_value=1,
        max_value=7 * 24 * 60,
        help_text=gettext_lazy("Empty: as the urgency says. Else the chair follows after as long again."),
    )

    def __init__(
        self, *args: Any, situations: Iterable[SituationCard] = (), language: str = "en", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(card.thing, card.title) for card in situations if card.title]
        field = cast(forms.ChoiceField, self.fields["situation"])
        field.choices = [*offered, (NEW, _("A new situation"))]
        field.initial = offered[0][0] if offered else NEW
        offer_countries(self.fields["country"], language=language)
        for number, name in enumerate(SIX, start=1):
            self.fields[name].label = f"{number}. {self.fields[name].label}"

    @property
    def is_more_open(self) -> bool:
        """Whether something is typed, or wrong, among what is seldom needed: the page shows it then."""
        typed = self.changed_data if self.is_bound else []
        return any(name in typed or self[name].errors for name in MORE)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("situation") == NEW and not said.get("new_title") and "new_title" not in self.errors:
            self.add_error("new_title", _("Give the new situation a title."))
        self._known_or_not(said, "place", _("Say where, or tick “not known yet”."))
        self._known_or_not(said, "answer_by", _("Say by when, or tick “as soon as you can”."))
        return said

    def _known_or_not(self, said: dict[str, Any], field: str, teach: str) -> None:
        if said.get(f"{field}_unknown"):
            self.errors.pop(field, None)
            if said.get(field):
                self.add_error(field, _("You typed this and ticked the box below it. Clear one of the two."))
            said[field] = None
        elif not said.get(field) and field not in self.errors:
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
            escalation=standard_escalation(minutes * 60) if minutes else None,
            quorum=self.quorum(),
        )

    def opening(self) -> SituationOpened | None:
        """The situation to open with the call, if it is a new one."""
        said = self.cleaned_data
        if said["situation"] != NEW:
            return None
        countries = (said["country"],) if said["country"] else ()
        return SituationOpened(title=said["new_title"], nature="emergency", countries=countries, summary="")


_NO_SITUATION = "00000000-0000-0000-0000-000000000000"


class AnswerForm(ZonedForm):
    needed_when = {
        "words": gettext_lazy("needed for “Partly” and “Cannot”"),
        "need_until": gettext_lazy("needed for “Cannot say yet”"),
    }

    answer = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=list(ANSWERS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the four.")},
    )
    words = TextField(
        required=False,
        label=gettext_lazy("In words"),
        help_text=gettext_lazy("What you can do, by when, under which condition."),
    )
    need_until = InstantField(label=gettext_lazy("We need until"), required=False)

    def message(self, figures: tuple[Figure, ...]) -> CallAnswered:
        said = self.cleaned_data
        return CallAnswered(
            answer=said["answer"], words=said["words"], need_until_at=said["need_until"], figures=figures
        )


class AcknowledgeForm(ZonedForm):
    promised = InstantField(label=gettext_lazy("We will answer by"), required=False)


AS_BEFORE = gettext_lazy("Empty: as before.")


class UpdateForm(ZonedForm):
    what_changed = TextField(
        label=gettext_lazy("What changed"),
        error_messages={"required": gettext_lazy("Say what changed.")},
    )
    asked = TextField(required=False, label=gettext_lazy("What is asked now"), help_text=AS_BEFORE)
    answer_by = InstantField(label=gettext_lazy("Answer wanted by"), required=False, help_text=AS_BEFORE)

    def message(self, figures: tuple[Figure, ...]) -> CallUpdated:
        said = self.cleaned_data
        return CallUpdated(
            what_changed=said["what_changed"],
            asked=said["asked"] or None,
            answer_by_at=said["answer_by"],
            figures=figures,
        )


class CorrectForm(ZonedForm):
    what_was_wrong = TextField(
        label=gettext_lazy("What was wrong, and what is right"),
        error_messages={"required": gettext_lazy("Say what was wrong.")},
    )
    what_happened = LineField(
        label=gettext_lazy("What happened, in one line"), required=False, help_text=AS_BEFORE
    )
    place = LineField(label=gettext_lazy("Where"), required=False, help_text=AS_BEFORE)
    asked = TextField(required=False, label=gettext_lazy("What is asked"), help_text=AS_BEFORE)
    answer_by = InstantField(label=gettext_lazy("Answer wanted by"), required=False, help_text=AS_BEFORE)

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
        error_messages={"required": gettext_lazy("Say why it is cancelled.")},
    )
    note = TextField(required=False, label=gettext_lazy("Note"), rows=2)

    def message(self) -> CallCancelled:
        return CallCancelled(reason=self.cleaned_data["reason"], note=self.cleaned_data["note"])


class StandDownForm(forms.Form):
    note = TextField(
        required=False,
        label=gettext_lazy("Note"),
        rows=2,
        help_text=gettext_lazy("What came of it, in a line or two."),
    )


class WhyForm(forms.Form):
    """Why a call is believed to be wrong, or its ringing stopped."""

    why = TextField(
        label=gettext_lazy("Why"),
        rows=2,
        error_messages={"required": gettext_lazy("Say why, in a line or two.")},
    )
