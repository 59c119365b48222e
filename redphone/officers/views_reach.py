"""Pages on how every party is reached by telephone, and on telling how one's own is."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redphone.log import clock
from redphone.look.refusing import in_words
from redphone.look.times import city, clock_parts
from redphone.network import acts_reach, reads_reach
from redphone.network import reads as network
from redphone.officers import audit, reads_roster
from redphone.officers.forms_reach import FindForm, ReachForm
from redphone.officers.papers_tree import phone_tree as phone_tree_of
from redphone.officers.seating import SeatedRequest, seated
from redphone.officers.views import RefusalsShown, get_or_post, posted
from redphone.officers.words_reach import begins, found_by, hours_in_words, language_names
from redphone.refused import Refused


@require_safe
@seated
def reach(request: SeatedRequest) -> HttpResponse:
    """How every party is reached, as far as my seat may know it; only those that begin with what was typed."""
    now = clock.now()
    form = FindForm(request.GET if request.GET.get("find") else None, auto_id="%s")
    typed = form.cleaned_data["find"] if form.is_valid() else ""
    rows = {card.party.code: _row(card, now) for card in reads_reach.reach_cards(for_=request.seat)}
    page = {
        "now": now,
        "form": form,
        "typed": typed,
        "rows": [row for row in rows.values() if begins(row["found_by"], typed)],
        "all": len(rows),
        "own": rows[request.seat.party],
        "sees_numbers": request.seat.role != "secretariat",
        "party": request.seat.party,
    }
    return render(request, "officers/reach.html", page)


def _row(card: reads_reach.ReachCard, now: datetime) -> dict[str, Any]:
    return {
        "card": card,
        "found_by": found_by(card.party),
        "state": card.state(now),
        "there": clock_parts(now, now=now, zones=[(card.zone, city(card.zone))])[-1],
        "hours": hours_in_words(card.hours) if card.hours else "",
        "is_open": card.hours.is_open(now) if card.hours else None,
        "opens_next": card.hours.opens_next(now) if card.hours else None,
        "languages": language_names(card.languages) if card.languages else "",
    }


@require_safe
@seated
def phone_tree(request: SeatedRequest) -> HttpResponse:
    """The phone tree on paper, in the language asked for, or in mine. It is kept nowhere, and runs nothing."""
    now, asked = clock.now(), request.GET.get("language")
    with translation.override(asked if asked in dict(settings.LANGUAGES) else translation.get_language()):
        printed = phone_tree_of(for_=request.seat, now=now)
    name = f"red-phone-tree-{request.seat.party.lower()}-{now:%Y-%m-%d}.pdf"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(printed, content_type="application/pdf", headers=headers)


@get_or_post
@seated
def tell_reach(request: SeatedRequest) -> HttpResponse:
    """Tell the others how my duty desk is reached."""
    known = reads_reach.reachable_of(by=request.seat)
    own = network.party(request.seat.party)
    initial = known.model_dump() if known else {"zone": own.zone, "languages": own.languages}
    form = ReachForm(posted(request), initial=initial)
    if form.is_valid():
        with RefusalsShown(request, form):
            said = form.reachable(known=known, now=clock.now())
            acts_reach.tell_reach(by=request.seat, reachable=said, hole_at=_hole_ahead(request))
            _record(request, "reach_told")
            messages.success(request, _("The others see it now."))
            return redirect("officers:reach")
    return render(request, "officers/tell_reach.html", {"form": form, "known": known})


@require_POST
@seated
def tell_proven(request: SeatedRequest) -> HttpResponse:
    """Say that my own duty number was rung just now, and answered."""
    try:
        acts_reach.tell_proven(by=request.seat, hole_at=_hole_ahead(request))
    except Refused as refused:
        messages.error(request, in_words(refused))
    else:
        _record(request, "reach_proven")
        messages.success(request, _("Noted: the number was answered just now."))
    return redirect("officers:reach")


def _hole_ahead(request: SeatedRequest) -> datetime | None:
    holes = reads_roster.holes_ahead(for_=request.seat, now=clock.now())
    return holes[0][0] if holes else None


def _record(request: SeatedRequest, what: str) -> None:
    audit.record(what=what, who=request.seat.officer, party=request.seat.party, ip=audit.address_of(request))
