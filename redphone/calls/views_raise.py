"""Raising a call: the status first, then the first message, then what will happen, then it happens."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from redphone.calls import acts, acts_release, reads, rules
from redphone.calls.cards import CallCard
from redphone.calls.figures import FigureForms, figures_of
from redphone.calls.forms import NEW, RaiseForm
from redphone.calls.messages import CallRaised
from redphone.calls.papers import DECIDERS, URGENCIES, escalation_lines, party_name, wake_line
from redphone.calls.raising import check_raise
from redphone.calls.reads_escalation import escalation_of
from redphone.calls.reads_quorum import dormant, quorum_of
from redphone.calls.reads_release import Wanted, is_network_wide
from redphone.calls.views_release import go_to_held, which_way
from redphone.log import clock
from redphone.look.refusing import try_to
from redphone.network import reads as network
from redphone.officers.seating import SeatedRequest, seated
from redphone.situations import reads as situations
from redphone.wire.kinds import write_body
from redphone.wire.policy import may_be_mailed

STATUSES = ("actual", "exercise", "test")
TWINS_WITHIN = timedelta(hours=6)


@require_GET
@seated
def choose_status(request: SeatedRequest) -> HttpResponse:
    """Actual, exercise or test is chosen first."""
    situation = request.GET.get("situation", "")
    return render(request, "calls/choose_status.html", {"now": clock.now(), "situation": situation[:36]})


@require_http_methods(["GET", "POST"])
@seated
def raise_call(request: SeatedRequest, status: str) -> HttpResponse:
    if status not in STATUSES:
        raise Http404
    form, figures = _forms(request, status)
    if request.method == "GET":
        try_to(lambda: rules.may_begin(by=request.seat, status=status), form=form)
    elif request.POST.get("step") in ("check", "raise") and form.is_valid() and figures.is_valid():
        call = try_to(lambda: _first_message(request, form, figures, status), form=form)
        if call is not None and request.POST["step"] == "check":
            return _confirm(request, form, call, status)
        if call is not None and (raised := try_to(lambda: _raise(request, form, call, status), form=form)):
            return _go_to(request, raised, status)
    context = {"form": form, "figures": figures, "status": status, "now": clock.now()}
    return render(request, "calls/raise.html", context)


def _go_to(request: SeatedRequest, raised: acts.Raised | tuple[int, bool], status: str) -> HttpResponse:
    if not isinstance(raised, acts.Raised):
        held, is_new = raised
        return go_to_held(request, held, is_new=is_new)
    if not raised.is_new:
        messages.info(request, _("Your party has raised this already: this is that call."))
    return redirect(reverse("calls:call", args=[raised.thing]) + f"?done=raise-{status}")


def _forms(request: SeatedRequest, status: str) -> tuple[RaiseForm, Any]:
    now = clock.now()
    form = RaiseForm(
        request.POST or None,
        zone=request.zone,
        language=get_language() or "en",
        situations=situations.situations(for_=request.seat, status=status),
        initial=_initial(request, status),
    )
    form.offer(network.parties(), own=request.seat.party)
    figures = FigureForms(
        request.POST or None,
        prefix="figures",
        form_kwargs={"zone": request.zone},
        initial=[{"as_of": now.replace(second=0, microsecond=0)}] * 2,
    )
    return form, figures


def _initial(request: SeatedRequest, status: str) -> dict[str, Any]:
    """What can be filled in for a tired person: the situation they came from; of a test all that it says."""
    chosen = request.GET.get("situation", "")
    known: dict[str, Any] = {"situation": chosen} if chosen else {}
    if status != "test":
        return known
    words = {"new_title": _("Tests of the line"), "what_happened": _("Test of the line")}
    asked = {"asked": _("Only acknowledge. Nothing else is asked."), "urgency": "routine"}
    return known | words | asked | {"place_unknown": True, "answer_by_unknown": True}


def _first_message(request: SeatedRequest, form: RaiseForm, figures: Any, status: str) -> CallRaised:
    """The message, if it may be raised: what is wrong is said before the confirmation rather than after it.

    The act asks again, in its turn. Raises Refused, ValidationError, Malformed.
    """
    said, call = form.cleaned_data, form.message(figures_of(figures))
    write_body(call)
    check_raise(
        by=request.seat,
        call=call,
        to=said["to"],
        status=status,
        mark=said["mark"],
        opening=form.opening(),
        happened_at=said["happened_at"],
        now=clock.now(),
    )
    return call


def _raise(
    request: SeatedRequest, form: RaiseForm, call: CallRaised, status: str
) -> acts.Raised | tuple[int, bool]:
    said, by = form.cleaned_data, request.seat
    wanted = Wanted(
        call=call,
        to=tuple(said["to"]),
        mark=said["mark"],
        national=said["national"],
        happened_at=said["happened_at"],
        opening=form.opening(),
    )
    if is_network_wide(by=by, status=status, to=wanted.to):
        return acts_release.hold_call(by=by, wanted=wanted, typed=_posted(request))
    return acts.raise_call(by=by, status=status, **vars(wanted))  # type: ignore[arg-type]


def _posted(request: SeatedRequest) -> list[tuple[str, str]]:
    """The form as it was filled in, without what is ours."""
    return [(key, value) for key in request.POST for value in request.POST.getlist(key) if key not in _OURS]


def _confirm(request: SeatedRequest, form: RaiseForm, call: CallRaised, status: str) -> HttpResponse:
    """What will happen, before it happens: who is rung, how many, and what they will read."""
    said, parties, now = form.cleaned_data, network.parties(), clock.now()
    quorum = quorum_of(call.quorum, by=request.seat, to=said["to"], mark=said["mark"], at=now)
    context = {
        "call": call,
        "status": status,
        "now": now,
        "mark": said["mark"],
        "national": said["national"],
        "recipients": [parties[code] for code in said["to"]],
        "quorum": quorum,
        "counted": [card.name for code, card in parties.items() if quorum and code in quorum.of],
        "dormant": [parties[code].name for code in dormant(said["to"])],
        "situation_title": _title(request, said),
        "wake": wake_line(
            status=status, urgency=call.urgency, answer_by_at=call.answer_by_at, decides=call.decides, now=now
        ),
        "may_be_mailed": may_be_mailed(said["mark"]),
        "promised": escalation_lines(escalation_of(call, by=request.seat)),
        "urgency": URGENCIES[call.urgency],
        "decides": DECIDERS[call.decides],
        "twins": _twins(request, said, status),
        "posted": _posted(request),
    }
    if is_network_wide(by=request.seat, status=status, to=said["to"]):
        context |= which_way(request, mark=said["mark"])
    return render(request, "calls/confirm.html", context)


def _twins(request: SeatedRequest, said: dict[str, Any], status: str) -> list[tuple[CallCard, str]]:
    """Open calls that may be about the same, each with the name of who raised it."""
    twins = reads.likely_twins(
        for_=request.seat,
        situation="" if said["situation"] == NEW else said["situation"],
        country=said["country"],
        status=status,
        since=clock.now() - TWINS_WITHIN,
    )
    return [(twin, party_name(twin.by)) for twin in twins]


_OURS = ("csrfmiddlewaretoken", "step")


def _title(request: SeatedRequest, said: dict[str, Any]) -> str:
    if said["situation"] == NEW:
        return str(said["new_title"])
    card = situations.situation(said["situation"], for_=request.seat)
    return card.title if card else ""
