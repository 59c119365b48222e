"""The pages of situations."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from redphone import places
from redphone.log import clock
from redphone.log.reads import timeline
from redphone.look.refusing import try_to
from redphone.network import reads as network
from redphone.network.templatetags.named import party_name
from redphone.officers.reads_initials import hands_at
from redphone.officers.seating import SeatedRequest, seated
from redphone.situations import acts, reads
from redphone.situations.forms import CloseForm, ModeForm, OpenSituationForm
from redphone.situations.messages import ModeSet, SituationOpened
from redphone.situations.papers import MODE_ASKS, MODE_NAMES
from redphone.situations.reads import SituationCard
from redphone.situations.rules import MAY_SPEAK
from redphone.wire.policy import Sight

STATUSES = ("actual", "exercise", "test")


@require_GET
@seated
def list_situations(request: SeatedRequest) -> HttpResponse:
    closed = request.GET.get("closed") == "1"
    cards = reads.situations(for_=request.seat, closed=closed)
    context = {"cards": [named(card) for card in cards], "closed": closed, "now": clock.now()}
    return render(request, "situations/list.html", context)


def named(card: SituationCard) -> dict[str, Any]:
    """A situation with the names of its owner and mode, for a row."""
    return {
        "card": card,
        "mode": MODE_NAMES[card.mode],
        "owner": party_name(card.owner, network.parties()),
        "reads": card.sight is Sight.CONTENT,
    }


def find(request: SeatedRequest, thing: str) -> SituationCard:
    card = reads.situation(thing, for_=request.seat)
    if card is None:
        raise Http404
    return card


def page_of(card: SituationCard, **more: Any) -> dict[str, Any]:
    """What every page about a situation needs: its band, its mark, its place, its time."""
    country = card.countries[0] if card.countries else None
    return {
        "situation": card,
        "mode": MODE_NAMES[card.mode],
        "status": card.status,
        "status_note": _("Mode: %(mode)s") % {"mode": MODE_NAMES[card.mode]},
        "mark": card.mark,
        "national": card.national,
        "site_zone": places.zone_of(country) if country else "",
        "site_label": places.country_name(country, get_language() or "en") if country else "",
        "now": clock.now(),
        "parties": network.parties(),
        **more,
    }


@require_GET
@seated
def situation(request: SeatedRequest, thing: str) -> HttpResponse:
    card = find(request, thing)
    parties = network.parties()
    told = [line for line in timeline(reads.things_of(thing), for_=request.seat) if not line.is_quiet]
    context = page_of(
        card,
        told=told,
        hands=hands_at((line.hash for line in told), for_=request.seat),
        owner=party_name(card.owner, parties),
        opener=party_name(card.by, parties),
        set_by=party_name(card.mode_set_by, parties),
        audience=[party_name(code, parties) for code in sorted(card.audience)],
        asks=MODE_ASKS[card.mode],
        may_set=_may_set(request, card),
        panels=[panel(request, card) for panel in _panels],
    )
    return render(request, "situations/situation.html", context)


def _may_set(request: SeatedRequest, card: SituationCard) -> bool:
    """Whether to offer what only the chair and the owner do; the act asks again."""
    speaks = request.seat.office in MAY_SPEAK and card.sight is Sight.CONTENT
    return speaks and request.seat.party in (network.acting_chair(), card.owner)


_panels: list[Any] = []


def add_panel(panel: Any) -> None:
    """Register a room's panel on the situation page: (request, card) -> safe HTML."""
    _panels.append(panel)


@require_http_methods(["GET", "POST"])
@seated
def open_situation(request: SeatedRequest) -> HttpResponse:
    status = request.POST.get("status") or request.GET.get("status") or "actual"
    if status not in STATUSES:
        raise Http404
    form = OpenSituationForm(
        request.POST or None, zone=request.zone, language=get_language() or "en", initial={"mark": "GREEN"}
    )
    form.offer(network.parties(), own=request.seat.party)
    if request.method == "POST" and form.is_valid():
        said = try_to(lambda: _open(request, form.cleaned_data, status), form=form)
        if said is not None:
            messages.success(request, _("The situation is open, in monitoring."))
            return _to_page(said.thing, draft=f"open-situation-{status}")
    context = {"form": form, "status": status, "now": clock.now(), "statuses": STATUSES}
    return render(request, "situations/open.html", context)


def _to_page(thing: str, *, draft: str) -> HttpResponse:
    """To a situation's page, told that what was typed into this form has been received."""
    return redirect(reverse("situations:situation", args=[thing]) + f"?done={draft}")


def _open(request: SeatedRequest, said: dict[str, Any], status: str) -> Any:
    countries = (said["country"],) if said["country"] else ()
    opened = SituationOpened(
        title=said["title"], nature=said["nature"], countries=countries, summary=said["summary"]
    )
    return acts.open_situation(
        by=request.seat,
        to=said["to"],
        opened=opened,
        status=status,  # type: ignore[arg-type]
        mark=said["mark"],
        national=said["national"],
    )


@require_http_methods(["GET", "POST"])
@seated
def set_mode(request: SeatedRequest, thing: str) -> HttpResponse:
    card = find(request, thing)
    initial = {
        "mode": card.mode,
        "owner": card.owner,
        "report_hours": card.report_hours,
        "meeting_times": card.meeting_times,
        "review_at": clock.now() + timedelta(days=1),
    }
    form = ModeForm(request.POST or None, zone=request.zone, initial=initial)
    parties = network.parties()
    owners = [(code, party_name(code, parties)) for code in sorted(card.audience)]
    form.fields["owner"].choices = owners  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = try_to(lambda: _set_mode(request, thing, form.cleaned_data), form=form)
        if said is not None:
            messages.success(request, _("The mode is set."))
            return _to_page(thing, draft=f"mode-{thing}")
    context = page_of(card, form=form, asks=[(MODE_NAMES[mode], MODE_ASKS[mode]) for mode in MODE_NAMES])
    return render(request, "situations/set_mode.html", context)


def _set_mode(request: SeatedRequest, thing: str, said: dict[str, Any]) -> Any:
    mode = ModeSet(
        mode=said["mode"],
        owner=said["owner"],
        reason=said["reason"],
        report_hours=said["report_hours"],
        meeting_times=said["meeting_times"],
        review_at=said["review_at"],
    )
    return acts.set_mode(by=request.seat, situation=thing, mode=mode)


@require_http_methods(["GET", "POST"])
@seated
def close_situation(request: SeatedRequest, thing: str) -> HttpResponse:
    card = find(request, thing)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        said = try_to(
            lambda: acts.close_situation(by=request.seat, situation=thing, reason=reason), form=form
        )
        if said is not None:
            messages.success(request, _("The situation is closed. Everything said of it stays."))
            return _to_page(thing, draft=f"close-{thing}")
    return render(request, "situations/close.html", page_of(card, form=form))
