"""Pages about oneself: one's settings and sessions, and the way in by invitation, which needs no sign-in."""

from typing import cast

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from redphone.log import clock
from redphone.look.refusing import in_words
from redphone.network import reads as network
from redphone.officers import acts, audit, devices, forms, reads
from redphone.officers.models import Officer
from redphone.officers.seating import SeatedRequest, has_second_factor, seated
from redphone.officers.views import RefusalsShown, get_or_post, posted
from redphone.refused import Refused


@get_or_post
@seated
def me(request: SeatedRequest) -> HttpResponse:
    """My name, language and time zone, and the ways to my password, authenticator app and sessions."""
    held = {"name": request.user.name, "language": request.user.language, "zone": request.user.zone}
    form = forms.MeForm(posted(request), initial=held)
    if form.is_valid():
        with RefusalsShown(request, form):
            ip = audit.address_of(request)
            acts.change_officer(by=request.seat, officer=request.user.pk, ip=ip, **form.cleaned_data)
            translation.activate(form.cleaned_data["language"])
            messages.success(request, _("Kept."))
            return redirect("account_me")
    page = {
        "form": form,
        "has_second_factor": has_second_factor(request.user),
        "has_app": reads.count_factors(request.user.pk, "totp") > 0,
        "passkeys": reads.count_factors(request.user.pk, "webauthn"),
        "party": network.party(request.seat.party),
    }
    return render(request, "officers/me.html", page)


@require_safe
@login_required
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, this session first."""
    alive = UserSession.objects.purge_and_list(cast(Officer, request.user))
    alive.sort(key=lambda session: (not session.is_current(), -session.created_at.timestamp()))
    return render(
        request,
        "officers/sessions.html",
        {"rows": [(one, devices.describe(one.user_agent)) for one in alive]},
    )


@require_POST
@login_required
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """End one of my sessions; ending this one signs me out."""
    found = get_object_or_404(UserSession, pk=session, user=request.user)
    is_this = found.is_current()
    get_sessions_adapter().end_sessions([found])
    if is_this:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("The session has ended."))
    return redirect("usersessions_list")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all my sessions but this one."""
    others = [one for one in UserSession.objects.filter(user=request.user) if not one.is_current()]
    get_sessions_adapter().end_sessions(others)
    messages.success(request, _("All other sessions have ended."))
    return redirect("usersessions_list")


@require_safe
def by_invitation(request: HttpRequest) -> HttpResponse:
    """How one gets in: nobody signs up."""
    return render(request, "officers/by_invitation.html")


@require_safe
def locked_out(request: HttpRequest) -> HttpResponse:
    """What to do without password or authenticator app: nothing here says whether an address is known."""
    return render(request, "officers/locked_out.html")


@get_or_post
@sensitive_post_parameters("password", "again")
@never_cache
def accept_invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take the seat offered by an invitation. Looking at it changes nothing."""
    if held_back := ratelimit.consume_or_429(request, action="accept_invitation"):
        return held_back
    try:
        offer = reads.open_invitation(token, now=clock.now())
    except Refused as refused:
        return render(request, "officers/invitation_closed.html", {"why": in_words(refused)}, status=410)
    party = network.party(offer.party)
    held = {"name": offer.name, "language": offer.language, "zone": party.zone}
    form = forms.AcceptForm(posted(request), initial=held)
    if form.is_valid() and (response := _accept(request, form, token)):
        return response
    return render(request, "officers/accept_invitation.html", {"form": form, "offer": offer, "party": party})


def _accept(request: HttpRequest, form: forms.AcceptForm, token: str) -> HttpResponse | None:
    words = {name: form.cleaned_data[name] for name in ("password", "name", "language", "zone")}
    ip = audit.address_of(request)
    with RefusalsShown(request, form):
        officer = acts.accept_invitation(token=token, ip=ip, **words)
        logout(request)  # whoever sat at this browser before
        return cast(
            HttpResponse, perform_login(request, officer, email_verification="none", redirect_url="/")
        )
    return None
