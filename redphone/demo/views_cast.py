"""Who is who in the demonstration, and signing in as any of them by one button: there, and only there."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import get_user_model, logout
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redphone.demo import cast as people
from redphone.demo.doors import demo_only
from redphone.log import clock
from redphone.network import reads as network

FIRST_TO_TRY = ("GB", "CA", "IT", "AU", "NZ", "US")


@require_safe
@demo_only
def cast(request: HttpRequest) -> HttpResponseBase:
    """Everybody, party by party, each with a button."""
    parties = network.parties()
    seated = [
        (card, [part for part in people.CAST if part.party == code])
        for code, card in parties.items()
        if code in people.PARTIES
    ]
    chair = network.chair()
    context = {
        "seated": seated,
        "password": people.PASSWORD,
        "chair": chair.chair,
        "substitutes": chair.substitutes,
        "reason": _(people.CHAIR_REASON),
        "next": _place_after(request.GET.get("next", "")),
        "now": clock.now(),
    }
    return render(request, "demo/cast.html", context)


@require_POST
@demo_only
def sign_in_as(request: HttpRequest) -> HttpResponseBase:
    """Sign in as a member of the cast, out of whoever's seat one sat in."""
    part = people.BY_EMAIL.get(request.POST.get("who", ""))
    officer = get_user_model().objects.filter(email=part.email, is_active=True).first() if part else None
    if officer is None:
        raise Http404
    logout(request)
    place = _place_after(request.POST.get("next", ""))
    answer: HttpResponseBase = perform_login(request, officer, email_verification="none", redirect_url=place)
    return answer


def note_on_sign_in(request: HttpRequest) -> SafeString:
    """What the sign-in page adds in the demonstration: the one password, and a few people to be."""
    if not settings.DEMO:
        return mark_safe("")
    context = {
        "parts": [(people.on_duty(code), network.party(code)) for code in FIRST_TO_TRY],
        "password": people.PASSWORD,
        "next": _place_after(request.GET.get("next", "")),
    }
    return render_to_string("demo/sign_in_note.html", context, request=request)


def _place_after(place: str) -> str:
    """Where to go after signing in: a path of this node, else the desk."""
    return (
        place if place.startswith("/") and url_has_allowed_host_and_scheme(place, allowed_hosts=None) else "/"
    )
