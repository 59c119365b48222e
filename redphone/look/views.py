"""The two small doors of the look: choosing light or dark, and asking whether the line is up."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redphone.look.page import SCHEMES

A_YEAR = 365 * 24 * 3600


@require_POST
def choose_scheme(request: HttpRequest) -> HttpResponse:
    """Keep the scheme in this browser's cookie and go back; what isn't a scheme is taken as "auto"."""
    scheme = request.POST.get("scheme", "")
    response = redirect(_back(request))
    response.set_cookie(
        "scheme",
        scheme if scheme in SCHEMES else "auto",
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@require_safe
@never_cache
def answer_ping(request: HttpRequest) -> HttpResponse:
    """204, so that draft.js learns that the line is up before it lets a form go."""
    return HttpResponse(status=204)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if inside else "/"
