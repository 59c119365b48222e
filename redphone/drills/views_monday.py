"""The Monday sheet for the secretariat, its reminders, and the network's schedule of tests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redphone.drills import acts, reads, reads_monday
from redphone.drills.forms import ScheduleForm
from redphone.drills.messages import Chased, ScheduleSet
from redphone.drills.reads_monday import Owed, Sheet
from redphone.log import clock
from redphone.look.refusing import in_words, try_to
from redphone.look.times import city, clock_parts
from redphone.officers.seating import SeatedRequest, seated
from redphone.refused import Refused
from redphone.situations.papers import MODE_NAMES

BAND_WIDTH = 192
"""Of a band of 24 hours, in its own units."""


@require_safe
@seated
def monday(request: SeatedRequest) -> HttpResponse:
    found = _sheet(request)
    now = clock.now()
    context = {
        "now": now,
        "sheet": found,
        "tests": _rows(found.tests, now),
        "desks": _rows([*found.holes, *found.numbers], now),
        "clocks": _rows(found.clocks, now),
        "capitals": [_capital(row, now) for row in found.capitals],
        "now_x": round((now.hour * 60 + now.minute) / 1440 * BAND_WIDTH),
    }
    return render(request, "drills/monday.html", context)


def _sheet(request: SeatedRequest) -> Sheet:
    """For those of the secretariat who read what is told to it; its administrator keeps people, and reads nothing."""
    if request.seat.role != "secretariat" or request.seat.office == "administrator":
        raise PermissionDenied
    return reads_monday.sheet(for_=request.seat, now=clock.now())


def _rows(lines: Sequence[Owed], now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "line": line,
            "mode": MODE_NAMES.get(line.mode, ""),
            "there": _there(line, now),
            "is_awake": line.at is not None and reads_monday.is_awake(line.party, line.at),
            "is_late": line.at is not None and line.at < now,
            "is_chased": line.chased_at is not None and (now - line.chased_at).total_seconds() < 86400,
        }
        for line in lines
    ]


def _there(line: Owed, now: datetime) -> str:
    """The time of a line by the clock of its capital."""
    if line.at is None:
        return ""
    return clock_parts(line.at, now=now, zones=[(line.party.zone, "")])[-1]


def _capital(row: reads_monday.Capital, now: datetime) -> dict[str, Any]:
    step = BAND_WIDTH // 24
    zone = row.party.zone
    return {
        "party": row.party,
        "there": clock_parts(now, now=now, zones=[(zone, city(zone))])[-1],
        "is_awake": reads_monday.is_awake(row.party, now),
        "cells": [{"x": hour * step, "is_open": is_open} for hour, is_open in row.hours],
    }


@require_POST
@seated
def chase(request: SeatedRequest) -> HttpResponse:
    """Remind a party of a line that stands on the sheet now: of nothing else, and in no words of one's own."""
    thing = request.POST.get("line", "")
    line = next((one for one in _sheet(request).lines if one.thing == thing and one.may_chase), None)
    if line is None:
        messages.error(request, _("This is not owed any more."))
        return redirect("drills:monday")
    chased = Chased(party=line.party.code, about=line.about, at=line.at, number=line.number or None)
    try:
        acts.chase(by=request.seat, chased=chased, status=line.status)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, _("Reminded: its duty desk gets a mail."))
    return redirect("drills:monday")


@require_http_methods(["GET", "POST"])
@seated
def set_schedule(request: SeatedRequest) -> HttpResponse:
    """How often lines are tested, for the whole network."""
    if request.seat.role != "secretariat" or request.seat.office != "administrator":
        raise PermissionDenied
    known = reads.schedule()
    initial = {"every_months": known.every_months, "wait_minutes": known.wait_minutes}
    form = ScheduleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = ScheduleSet(**form.cleaned_data)
        if try_to(lambda: acts.set_schedule(by=request.seat, schedule=said), form=form):
            messages.success(request, _("The schedule is set."))
            return redirect("drills:tests")
    return render(request, "drills/set_schedule.html", {"form": form, "now": clock.now()})
