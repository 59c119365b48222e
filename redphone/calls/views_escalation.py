"""How one's own calls are rung on: seen by urgency, chosen otherwise, and put back."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from redphone.calls import acts_escalation
from redphone.calls.forms_escalation import EscalationForm
from redphone.calls.messages import Urgency
from redphone.calls.papers import URGENCIES, escalation_lines
from redphone.calls.reads_escalation import own_escalations
from redphone.log import clock
from redphone.look.refusing import try_to
from redphone.officers.audit import address_of
from redphone.officers.seating import SeatedRequest, seated


@require_GET
@seated
def escalations(request: SeatedRequest) -> HttpResponse:
    """What holds for the calls of one's own party, by urgency."""
    chosen = [
        {"own": own, "urgency": URGENCIES[urgency], "lines": escalation_lines(own.escalation)}
        for urgency, own in own_escalations(for_=request.seat).items()
    ]
    return render(request, "calls/escalations.html", {"chosen": chosen, "now": clock.now()})


@require_http_methods(["GET", "POST"])
@seated
def set_escalation(request: SeatedRequest, urgency: str) -> HttpResponse:
    """Choose how calls of an urgency are rung on, or go back to the house's way."""
    own = own_escalations(for_=request.seat).get(cast(Urgency, urgency))
    if own is None:
        raise Http404
    form = EscalationForm(request.POST or None, escalation=own.escalation)
    by, ip = request.seat, address_of(request)
    if request.method == "POST" and request.POST.get("step") == "reset":
        try_to(lambda: acts_escalation.reset_escalation(by=by, urgency=own.urgency, ip=ip), form=form)
        messages.success(request, _("Calls raised from now on are rung on as the house does."))
        return redirect("calls:escalations")
    if request.method == "POST" and form.is_valid():
        chosen = form.escalation()
        try_to(
            lambda: acts_escalation.set_escalation(by=by, urgency=own.urgency, escalation=chosen, ip=ip),
            form=form,
        )
        if form.is_valid():
            messages.success(request, _("Calls raised from now on are rung on like this."))
            return redirect("calls:escalations")
    steps = [(form[f"to_{number}"], form[f"minutes_{number}"]) for number in form.steps]
    context = {"form": form, "own": own, "urgency": URGENCIES[urgency], "steps": steps, "now": clock.now()}
    return render(request, "calls/set_escalation.html", context)
