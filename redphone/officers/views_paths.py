"""Pages on how the officers of one's own party are reached, and what was last known to work."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redphone.log import clock
from redphone.network import reads as network
from redphone.officers import acts_paths, audit
from redphone.officers.forms_roster import TelephoneForm, TextingForm
from redphone.officers.reads_paths import Reached, who_is_reached_how
from redphone.officers.seating import SeatedRequest, seated
from redphone.officers.views import RefusalsShown, get_or_post, posted


@require_safe
@seated
def paths(request: SeatedRequest) -> HttpResponse:
    """How each officer of my party is reached, and when each way was last proven."""
    now = clock.now()
    page = {
        "now": now,
        "rows": [row(one, now) for one in who_is_reached_how(for_=request.seat, now=now)],
        "party": network.party(request.seat.party),
        "has_texts": bool(settings.REDPHONE_TEXTS),
    }
    return render(request, "officers/paths.html", page)


def row(one: Reached, now: datetime) -> dict[str, Any]:
    """An officer, with each way to reach them and whether it is known to work."""
    return {"who": one, "paths": [(path, path.state(now)) for path in one.paths]}


@get_or_post
@seated
def enter_telephone(request: SeatedRequest, officer: int) -> HttpResponse:
    """Enter a telephone of an officer of my party."""
    people = who_is_reached_how(for_=request.seat, now=clock.now())
    who = next((one for one in people if one.officer == officer), None)
    if who is None:
        raise Http404
    form = TelephoneForm(posted(request))
    if form.is_valid():
        with RefusalsShown(request, form):
            ip = audit.address_of(request)
            acts_paths.enter_telephone(by=request.seat, officer=officer, ip=ip, **form.cleaned_data)
            messages.success(
                request, _("Noted. Let a colleague ring it now, and say here if it was answered.")
            )
            return redirect("officers:paths")
    return render(request, "officers/enter_telephone.html", {"form": form, "who": who})


@get_or_post
@seated
def set_texting(request: SeatedRequest, path: int) -> HttpResponse:
    """Choose when a call texts a mobile of my party."""
    people = who_is_reached_how(for_=request.seat, now=clock.now())
    mobiles = {one.path: (who, one) for who in people for one in who.paths if one.may_be_texted}
    if path not in mobiles:
        raise Http404
    who, mobile = mobiles[path]
    known = {"texted": mobile.texted, "is_watched": mobile.is_watched}
    form = TextingForm(posted(request), initial=known)
    if form.is_valid():
        with RefusalsShown(request, form):
            ip = audit.address_of(request)
            acts_paths.set_texting(by=request.seat, path=path, ip=ip, **form.cleaned_data)
            messages.success(request, _("Noted. It holds from the next ring on."))
            return redirect("officers:paths")
    page = {"form": form, "who": who, "mobile": mobile, "has_texts": bool(settings.REDPHONE_TEXTS)}
    return render(request, "officers/set_texting.html", page)


@require_POST
@seated
def say_answered(request: SeatedRequest, path: int) -> HttpResponse:
    return _say(request, acts_paths.say_answered, path, _("Noted: it was answered just now."))


@require_POST
@seated
def say_not_answered(request: SeatedRequest, path: int) -> HttpResponse:
    return _say(request, acts_paths.say_not_answered, path, _("Noted: it was not answered."))


@require_POST
@seated
def remove_telephone(request: SeatedRequest, path: int) -> HttpResponse:
    return _say(request, acts_paths.remove_telephone, path, _("Removed."))


def _say(request: SeatedRequest, do: Callable[..., None], path: int, said: str) -> HttpResponse:
    with RefusalsShown(request):
        do(by=request.seat, path=path, ip=audit.address_of(request))
        messages.success(request, said)
    return redirect("officers:paths")
