"""Handing a call to another desk of one's own party, and taking it there."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redphone.calls import acts_pass
from redphone.calls.forms_pass import PassForm
from redphone.calls.reads_pass import who_could_take
from redphone.calls.views import find
from redphone.calls.views_speak import speak
from redphone.log import clock
from redphone.look.refusing import in_words
from redphone.officers.seating import SeatedRequest, seated
from redphone.refused import Refused


@require_http_methods(["GET", "POST"])
@seated
def pass_call(request: SeatedRequest, thing: str) -> HttpResponse:
    """Hand it to a colleague."""
    found = find(request, thing)
    people = who_could_take(found.call.thing, for_=request.seat)
    names = [(one.officer, f"{one.name} · {one.office_label}") for one in people]
    initial = {"until": clock.now() + timedelta(hours=1)}
    form = PassForm(request.POST or None, zone=request.zone, colleagues=names, initial=initial)

    def act(call: str, figures: Any) -> Any:
        said = form.cleaned_data
        return acts_pass.pass_call(
            by=request.seat, call=call, officer=said["officer"], desk=said["desk"], until_at=said["until"]
        )

    return speak(request, thing, form, "calls/pass.html", act, _("Passed. They are rung by mail now."))


@require_POST
@seated
def take_call(request: SeatedRequest, thing: str) -> HttpResponse:
    """Take what was passed to oneself."""
    try:
        acts_pass.take_call(by=request.seat, call=find(request, thing).call.thing)
    except Refused as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, _("Taken: the call lies with you now."))
    return redirect("calls:call", thing)
