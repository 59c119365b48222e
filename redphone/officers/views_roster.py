"""Pages of a party's roster: who has the coming two weeks, who takes turns, who stands in, who is away."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redphone.log import clock
from redphone.look.times import city
from redphone.network import reads as network
from redphone.officers import acts_departures, acts_roster, audit, reads_departures, reads_roster, views_paths
from redphone.officers.forms_roster import DepartureForm, RotationForm, SpanForm, StandInForm
from redphone.officers.reads_departures import departures_ahead
from redphone.officers.reads_paths import who_is_reached_how
from redphone.officers.seating import SeatedRequest, seated
from redphone.officers.views import RefusalsShown, get_or_post, posted
from redphone.officers.words import departure_words

Do = Callable[..., object]


@require_safe
@seated
def roster(request: SeatedRequest) -> HttpResponse:
    """Who of my party is rung now and in the coming two weeks, and what makes it so."""
    now = clock.now()
    watches = reads_roster.watches(for_=request.seat, since=now, until=now + reads_roster.AHEAD)
    held = reads_roster.arrangements(for_=request.seat, now=now)
    people = who_is_reached_how(for_=request.seat, now=now)
    page = {
        "now": now,
        "first": watches[0],
        "watches": watches,
        "held": held,
        "rotations": [(row, people, _days(row.weekdays), city(row.zone)) for row, people in held.rotations],
        "party": network.party(request.seat.party),
        "reached": [views_paths.row(one, now) for one in people if one.steps],
        "departures": [(one, departure_words(one)) for one in departures_ahead(for_=request.seat, now=now)],
    }
    return render(request, "officers/roster.html", page)


def _days(weekdays: list[int]) -> str:
    return ", ".join(str(WEEKDAYS[day]) for day in weekdays)


@get_or_post
@seated
def set_rotation(request: SeatedRequest) -> HttpResponse:
    """Let officers take turns."""
    people = reads_roster.people_to_ring(for_=request.seat)
    zone = network.party(request.seat.party).zone
    begins = {"zone": zone, "begins_on": clock.now().astimezone(ZoneInfo(zone)).date()}
    form = RotationForm(posted(request), people=people, initial=begins)
    said = _("From now on they take turns.")
    return _do(request, form, acts_roster.set_rotation, form.rotation, "set_rotation", said)


@get_or_post
@seated
def stand_in(request: SeatedRequest) -> HttpResponse:
    """Let an officer be rung for a while instead of whoever has the turn."""
    form = _span(request, StandInForm)
    return _do(request, form, acts_roster.stand_in, lambda: form.cleaned_data, "stand_in", _("Noted."))


@get_or_post
@seated
def be_away(request: SeatedRequest) -> HttpResponse:
    """Say that an officer can't be rung for a while."""
    form = _span(request, SpanForm)
    return _do(request, form, acts_roster.be_away, lambda: form.cleaned_data, "be_away", _("Noted."))


def _span(request: SeatedRequest, form: type[SpanForm]) -> SpanForm:
    people = reads_roster.people_to_ring(for_=request.seat)
    begins = {"officer": request.seat.officer, "begins_at": clock.now().replace(second=0, microsecond=0)}
    return form(posted(request), people=people, zone=request.zone, initial=begins)


def _do(
    request: SeatedRequest, form: Form, do: Do, words: Callable[[], dict[str, Any]], name: str, said: str
) -> HttpResponse:
    """Do what a form asks, or show it with what is wrong beside the field."""
    if form.is_valid():
        with RefusalsShown(request, form):
            do(by=request.seat, ip=audit.address_of(request), **words())
            messages.success(request, said)
            return redirect("officers:roster")
    return render(request, f"officers/{name}.html", {"form": form})


@get_or_post
@seated
def leave_post(request: SeatedRequest) -> HttpResponse:
    """Say on which day an officer leaves their post."""
    people = reads_departures.people_in_post(for_=request.seat)
    form = DepartureForm(posted(request), people=people, initial={"officer": request.seat.officer})
    return _do(
        request, form, acts_departures.leave_post, lambda: form.cleaned_data, "leave_post", _("Noted.")
    )


@require_POST
@seated
def stay_in_post(request: SeatedRequest, officer: int) -> HttpResponse:
    return _end(request, acts_departures.stay_in_post, officer=officer)


@require_POST
@seated
def end_rotation(request: SeatedRequest, rotation: int) -> HttpResponse:
    return _end(request, acts_roster.end_rotation, rotation=rotation)


@require_POST
@seated
def end_stand_in(request: SeatedRequest, stand_in: int) -> HttpResponse:
    return _end(request, acts_roster.end_stand_in, stand_in=stand_in)


@require_POST
@seated
def end_absence(request: SeatedRequest, absence: int) -> HttpResponse:
    return _end(request, acts_roster.end_absence, absence=absence)


def _end(request: SeatedRequest, do: Do, **which: int) -> HttpResponse:
    with RefusalsShown(request):
        do(by=request.seat, ip=audit.address_of(request), **which)
        messages.success(request, _("Ended."))
    return redirect("officers:roster")
