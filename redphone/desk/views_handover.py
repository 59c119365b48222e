"""The pages of a handover: the brief, offering the watch, taking it, and how it was handed over before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redphone.desk import acts, panels
from redphone.desk import reads_handover as reads
from redphone.desk.forms import OfferForm, TakeForm
from redphone.desk.papers import kind_in_words, title_of
from redphone.log import clock
from redphone.look.refusing import in_words, try_to
from redphone.look.times import city, clock_parts
from redphone.network import reads as network
from redphone.officers.audit import address_of
from redphone.officers.seating import SeatedRequest, seated
from redphone.refused import Refused
from redphone.situations.papers import MODE_NAMES
from redphone.wire.policy import Seat

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@seated
def handover(request: SeatedRequest) -> HttpResponse:
    """What whoever takes the watch has to know, on one sheet."""
    seat, now = request.seat, clock.now()
    known, parties, people = of_watch(seat), network.parties(), reads.people_of(for_=seat)
    found = reads.brief(for_=seat, watch=known["watch"], now=now)
    context = known | {
        "brief": found,
        "items": [_shown(item, people, parties) for item in found.items],
        "changed": panels.lines_of_news(found.changed, for_=seat, parties=parties),
        "capitals": [_there(one, now) for one in found.capitals],
        "modes": MODE_NAMES,
        "parties": parties,
        "mark": reads.strictest([found.mark, known["watch"].mark]),
        "now": now,
    }
    return render(request, "desk/handover.html", context)


def of_watch(seat: Seat) -> dict[str, Any]:
    """Who has the watch, by name, and what this officer may do with it; the acts ask again."""
    people = reads.people_of(for_=seat)
    watch = reads.watch_of(for_=seat, people=people)
    return {
        "watch": watch,
        "holder": people.get(watch.holder or 0, ""),
        "is_mine": seat.officer is not None and seat.officer == watch.holder,
        "may_keep": seat.officer in people,
        "party": network.party(seat.party),
    }


def _shown(
    item: reads.Item, people: Mapping[int, str], parties: Mapping[str, network.PartyCard]
) -> dict[str, Any]:
    return {
        "item": item,
        "title": title_of(item),
        "why": kind_in_words(item, parties),
        "owner": people.get(item.owner or 0, ""),
        "url": reverse("situations:situation" if item.kind == "owned" else "calls:call", args=[item.thing]),
    }


def _there(capital: reads.Capital, now: datetime) -> dict[str, Any]:
    card = capital.card
    there = clock_parts(now, now=now, zones=[(card.zone, city(card.zone))])[-1]
    return {"party": card.party, "there": there, "is_asleep": capital.is_asleep, "is_open": capital.is_open}


@get_or_post
@seated
def offer_watch(request: SeatedRequest) -> HttpResponse:
    """Sign that somebody is to take the watch over, with a note."""
    form = OfferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        note, ip = form.cleaned_data["note"], address_of(request)
        try_to(lambda: acts.offer_watch(by=request.seat, note=note, ip=ip), form=form)
        if form.is_valid():
            messages.success(request, _("Signed. The watch is yours until somebody has taken it."))
            return redirect(reverse("desk:handover") + "?done=offer-watch")
    context = of_watch(request.seat) | {"form": form, "now": clock.now()}
    return render(request, "desk/offer_watch.html", context)


@get_or_post
@seated
def take_watch(request: SeatedRequest) -> HttpResponse:
    """Sign that I have the watch, and name who has each open item."""
    known, now = of_watch(request.seat), clock.now()
    items = reads.open_items(for_=request.seat)
    form = _take_form(request, items, known["watch"], now)
    if form.is_valid():
        owners, ip = form.owners(), address_of(request)
        try_to(lambda: acts.take_watch(by=request.seat, owners=owners, ip=ip), form=form)
        if form.is_valid():
            messages.success(request, _("You have the watch."))
            return redirect("desk:handover")
    context = known | {"form": form, "mark": reads.strictest(item.mark for item in items), "now": now}
    return render(request, "desk/take_watch.html", context)


def _take_form(
    request: SeatedRequest, items: Sequence[reads.Item], watch: reads.WatchState, now: datetime
) -> TakeForm:
    return TakeForm(
        request.POST if request.method == "POST" else None,
        items=items,
        people=reads.people_of(for_=request.seat),
        goes=watch.holder,
        parties=network.parties(),
        now=now,
    )


@require_POST
@seated
def take_offer_back(request: SeatedRequest) -> HttpResponse:
    try:
        acts.take_offer_back(by=request.seat, ip=address_of(request))
    except Refused as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, _("You go on with the watch."))
    return redirect("desk:handover")


@require_safe
@seated
def past_watches(request: SeatedRequest) -> HttpResponse:
    """How the watch of my party was handed over."""
    found = reads.past_watches(for_=request.seat)
    context = {
        "watches": found,
        "party": network.party(request.seat.party),
        "mark": reads.strictest(past.mark for past in found),
        "now": clock.now(),
    }
    return render(request, "desk/past_watches.html", context)
