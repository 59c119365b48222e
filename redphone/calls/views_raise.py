"""Raising a call: the status first, then the first message, then what will happen, then it happens."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from redphone.calls import acts, reads
from redphone.calls.forms import NEW, FigureForms, RaiseForm, figures_of
from redphone.calls.messages import CallRaised
from redphone.calls.papers import DECIDERS, URGENCIES, wake_line
from redphone.calls.rules import may_raise
from redphone.log import clock
from redphone.look.refusing import try_to
from redphone.network import reads as network
from redphone.officers.seating import SeatedRequest, seated
from redphone.situations import reads as situations
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
    step = request.POST.get("step", "")
    if request.method == "POST" and step in ("check", "raise") and form.is_valid() and figures.is_valid():
        call = try_to(lambda: form.message(figures_of(figures)), form=form)
        if call is not None:
            try_to(lambda: _may_raise(request, form, call, status), form=form)
        if call is not None and not form.errors:
            if step == "check":
                return _confirm(request, form, figures, call, status)
            raised = try_to(lambda: _raise(request, form, call, status), form=form)
            if raised is not None:
                return redirect(reverse("calls:call", args=[raised.thing]) + "?raised=1")
    context = {"form": form, "figures": figures, "status": status, "now": clock.now()}
    return render(request, "calls/raise.html", context)


def _forms(request: SeatedRequest, status: str) -> tuple[RaiseForm, Any]:
    now = clock.now()
    form = RaiseForm(
        request.POST or None,
        zone=request.zone,
        language=get_language() or "en",
        situations=situations.situations(for_=request.seat, status=status),
        initial=_initial(request),
    )
    form.offer(network.parties(), own=request.seat.party)
    figures = FigureForms(
        request.POST or None,
        prefix="figures",
        form_kwargs={"zone": request.zone},
        initial=[{"as_of": now.replace(second=0, microsecond=0)}] * 2,
    )
    return form, figures


def _initial(request: SeatedRequest) -> dict[str, Any]:
    """What can be filled in for a tired person: the situation they came from."""
    chosen = request.GET.get("situation", "")
    return {"situation": chosen} if chosen else {}


def _may_raise(request: SeatedRequest, form: RaiseForm, call: CallRaised, status: str) -> None:
    """Say what is wrong before the confirmation rather than after it. The act asks again, in its turn."""
    said = form.cleaned_data
    may_raise(
        by=request.seat,
        status=status,
        to=said["to"],
        roles={code: card.role for code, card in network.parties().items()},
        mark=said["mark"],
        situation_status=status,
        answer_by_at=call.answer_by_at,
        happened_at=said["happened_at"],
        now=clock.now(),
    )


def _raise(request: SeatedRequest, form: RaiseForm, call: CallRaised, status: str) -> acts.Raised:
    said = form.cleaned_data
    return acts.raise_call(
        by=request.seat,
        call=call,
        to=said["to"],
        status=status,  # type: ignore[arg-type]
        mark=said["mark"],
        national=said["national"],
        happened_at=said["happened_at"],
        opening=form.opening(),
    )


def _confirm(
    request: SeatedRequest, form: RaiseForm, figures: Any, call: CallRaised, status: str
) -> HttpResponse:
    """What will happen, before it happens: who is rung, how many, and what they will read."""
    said, parties, now = form.cleaned_data, network.parties(), clock.now()
    chosen = [parties[code] for code in said["to"]]
    twins = []
    if said["situation"] != NEW:
        twins = reads.likely_twins(
            for_=request.seat, situation=said["situation"], status=status, since=now - TWINS_WITHIN
        )
    context = {
        "form": form,
        "figures": figures,
        "call": call,
        "status": status,
        "now": now,
        "mark": said["mark"],
        "national": said["national"],
        "recipients": chosen,
        "situation_title": said["new_title"]
        if said["situation"] == NEW
        else _title(request, said["situation"]),
        "wake": wake_line(
            status=status, urgency=call.urgency, answer_by_at=call.answer_by_at, decides=call.decides, now=now
        ),
        "may_be_mailed": may_be_mailed(said["mark"]),
        "minutes": call.step_seconds // 60,
        "urgency": URGENCIES[call.urgency],
        "decides": DECIDERS[call.decides],
        "twins": [(twin, parties[twin.by].name) for twin in twins],
        "chair": network.acting_chair(),
        "posted": [
            (key, value) for key in request.POST for value in request.POST.getlist(key) if key not in _OURS
        ],
    }
    return render(request, "calls/confirm.html", context)


_OURS = ("csrfmiddlewaretoken", "step")


def _title(request: SeatedRequest, thing: str) -> str:
    card = situations.situation(thing, for_=request.seat)
    return card.title if card else ""
