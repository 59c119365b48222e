"""From a signed-in officer to the seat they sit in: set on every request, asked for by views and by the live line.

An officer has a seat while they are active, their party is in the register, their sign-in is at most twelve
hours old, and they have a second factor where this node requires one.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from importlib import import_module
from typing import Concatenate, Literal, ParamSpec, cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare

from redphone.log import clock
from redphone.network.reads import party, register_at_hand, seat_of
from redphone.officers import audit
from redphone.officers.adapters import SECOND_FACTORS
from redphone.officers.models import Office, Officer
from redphone.wire.policy import Seat

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
Missing = Literal["", "sign_in", "second_factor", "party"]

SIGNED_IN_AT = "signed_in_at"
LASTS = timedelta(hours=12)
"""How long a sign-in lasts, whatever is done meanwhile."""


class SeatedRequest(HttpRequest):
    """A request as a `seated` view gets it: somebody sits there."""

    user: Officer
    seat: Seat
    zone: str


class SeatMiddleware:
    """Set `request.seat` (or None), `request.seat_missing` (why), `request.zone`; speak the officer's language.

    What an officer was shown stays in no cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with register_at_hand():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and is_too_old(request.session.get(SIGNED_IN_AT), now=clock.now()):
            logout(request)
        officer = request.user if request.user.is_authenticated else None
        seat, missing = find_seat(officer)
        request.seat, request.seat_missing = seat, missing  # type: ignore[attr-defined]
        request.zone = officer.zone if officer else "UTC"  # type: ignore[attr-defined]
        if officer and officer.language in dict(settings.LANGUAGES):
            translation.activate(officer.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        if officer:
            _keep_chosen_language(officer, response)
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Whoever asks from a seat for what is not theirs to see goes to the record."""
        if isinstance(exception, PermissionDenied) and request.user.is_authenticated:
            path, ip = {"path": audit.place_of(request)}, audit.address_of(request)
            audit.record(what="access", outcome="refused", who=request.user, facts=path, ip=ip)


def _keep_chosen_language(officer: Officer, response: HttpResponseBase) -> None:
    """Who chooses a language at the foot of a page is from then on also rung in it."""
    chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen and chosen.value in dict(settings.LANGUAGES) and chosen.value != officer.language:
        Officer.objects.filter(pk=officer.pk).update(language=chosen.value)


def find_seat(officer: Officer | None) -> tuple[Seat | None, Missing]:
    """The seat an officer sits in, or None and what is missing for it."""
    if officer is None or not officer.is_active:
        return None, "sign_in"
    if settings.REQUIRE_TOTP and not has_second_factor(officer):
        return None, "second_factor"
    try:
        return seat_of(party_code=officer.party, office=officer.office, officer=officer.pk), ""
    except ObjectDoesNotExist:
        return None, "party"


def has_second_factor(officer: Officer) -> bool:
    """Whether the officer has set up a passkey or an authenticator app."""
    return Authenticator.objects.filter(user_id=officer.pk, type__in=SECOND_FACTORS).exists()


def is_too_old(signed_in_at: str | None, *, now: datetime) -> bool:
    """Whether a sign-in at this instant (ISO 8601) has run out. Without one it was not made at this room's door."""
    return signed_in_at is None or datetime.fromisoformat(signed_in_at) + LASTS <= now


def seated(view: Callable[Concatenate[SeatedRequest, P], HttpResponseBase]) -> View[P]:
    """Let a view be seen only from a seat: others sign in, set up their second factor, or read why they may not."""

    @wraps(view)
    def see(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return _lead_to_seat(request) or view(cast(SeatedRequest, request), *args, **kwargs)

    return cast("View[P]", see)


def _lead_to_seat(request: HttpRequest) -> HttpResponse | None:
    """Where to go instead of the page, while nobody sits there."""
    match cast(Missing, request.seat_missing):  # type: ignore[attr-defined]
        case "":
            return None
        case "sign_in":
            return redirect_to_login(request.get_full_path())
        case "second_factor":
            return redirect("mfa_add_webauthn")
        case "party":
            return render(request, "officers/no_seat.html", status=403)


def seat_for_session(session_key: str) -> Seat | None:
    """The seat of a session that is alive: not ended, not run out, its officer active, its password unchanged."""
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    content = session.load()
    officer = Officer.objects.filter(pk=content.get(SESSION_KEY), is_active=True).first()
    if officer is None or is_too_old(content.get(SIGNED_IN_AT), now=clock.now()):
        return None
    if not constant_time_compare(content.get(HASH_SESSION_KEY, ""), officer.get_session_auth_hash()):
        return None
    return find_seat(officer)[0]


def name_of_seat(request: HttpRequest) -> str:
    """The seat as every page prints it: "Italy · Duty desk"; nothing for whoever has none."""
    seat: Seat | None = getattr(request, "seat", None)
    if seat is None:
        return ""
    return f"{party(seat.party)} · {Office(seat.office).label}"
