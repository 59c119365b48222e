"""A roster as a calendar file, and somebody's leave out of theirs."""

import re
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from redphone.log import clock
from redphone.look.times import city
from redphone.network import reads as network
from redphone.officers import acts_roster, audit, reads_roster
from redphone.officers.calendars import LARGEST_BYTES, Found, read_leave, write_roster
from redphone.officers.forms_roster import CalendarForm, LeaveForm, offer, value_of
from redphone.officers.seating import SeatedRequest, seated
from redphone.officers.views import RefusalsShown, get_or_post, posted

WRITTEN_AHEAD = timedelta(weeks=26)


@require_safe
@seated
def roster_as_calendar(request: SeatedRequest) -> HttpResponse:
    """Who of my party is rung in the coming half year, as a file for any calendar."""
    now = clock.now()
    party = network.party(request.seat.party)
    watches = reads_roster.watches(for_=request.seat, since=now, until=now + WRITTEN_AHEAD)
    whole = watches[:-1] or watches  # the last is cut where we stop, and would be another every day
    written = write_roster(whole, party=party.code, name=party.name, now=now)
    headers = {"Content-Disposition": f'attachment; filename="red-phone-roster-{party.code.lower()}.ics"'}
    return HttpResponse(written, content_type="text/calendar; charset=utf-8", headers=headers)


@get_or_post
@seated
def bring_leave(request: SeatedRequest) -> HttpResponse:
    """Take an officer's leave out of a calendar file: first the file, then which of its spans."""
    if "offered" in request.POST:
        return _choose(request, request.POST.getlist("offered"))
    people = reads_roster.people_to_ring(for_=request.seat)
    begins = {"officer": request.seat.officer}
    form = CalendarForm(posted(request), request.FILES or None, people=people, initial=begins)
    if form.is_valid():
        with RefusalsShown(request, form):
            officer, raw = form.cleaned_data["officer"], form.cleaned_data["file"].read(LARGEST_BYTES + 1)
            zone = reads_roster.zone_of(officer, for_=request.seat)
            return _offer(request, read_leave(raw, zone=zone, now=clock.now()), officer=officer)
    return render(request, "officers/bring_calendar.html", {"form": form})


def _offer(request: SeatedRequest, found: Found, *, officer: int) -> HttpResponse:
    chosen = [value_of(leave) for leave in found.leave if leave.is_likely]
    offered = [offer(leave) for leave in found.leave]
    form = _form(request, offered, sent=False, initial={"officer": officer, "spans": chosen})
    return _show(request, form, officer=officer, unread=str(found.unread))


def _choose(request: SeatedRequest, offered: list[str]) -> HttpResponse:
    form = _form(request, offered, sent=True)
    if form.is_valid():
        with RefusalsShown(request, form):
            ip, chosen = audit.address_of(request), form.cleaned_data
            new = acts_roster.bring_leave(by=request.seat, ip=ip, **chosen)
            messages.success(request, _said(new))
            return redirect("officers:roster")
    unread = request.POST.get("unread", "")
    return _show(request, form, officer=form.cleaned_data.get("officer"), unread=unread)


def _show(request: SeatedRequest, form: LeaveForm, *, officer: int | None, unread: str) -> HttpResponse:
    """The spans to choose from; `unread` is how many entries could not be read, as the page itself hands it on."""
    zone = reads_roster.zone_of(officer, for_=request.seat) if officer is not None else ""
    count = int(unread) if re.fullmatch("[1-9][0-9]{0,3}", unread) else 0
    page = {"form": form, "unread": count, "place": city(zone) if zone else ""}
    return render(request, "officers/bring_leave.html", page)


def _form(request: SeatedRequest, offered: list[str], *, sent: bool, **how: object) -> LeaveForm:
    people = reads_roster.people_to_ring(for_=request.seat)
    zone, now = request.zone, clock.now()
    return LeaveForm(
        request.POST if sent else None, people=people, offered=offered, zone=zone, now=now, **how
    )


def _said(new: int) -> str:
    if not new:
        return _("All of this was noted already.")
    return ngettext("Noted: away once.", "Noted: away %(count)s times.", new) % {"count": new}
