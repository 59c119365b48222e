"""The door for machines: the same seats as the pages', by the session's cookie and its CSRF token."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import APIKeyCookie

from redphone.look.refusing import in_words
from redphone.officers.seating import SeatedRequest
from redphone.refused import Refused
from redphone.wire.policy import Seat

__all__ = ["SeatedRequest", "open_json_door"]


class _Seated(APIKeyCookie):
    """Whoever has a seat on the pages has it here; acts need the CSRF token as on the pages."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Seat | None:
        seat: Seat | None = getattr(request, "seat", None)
        return seat


def open_json_door() -> NinjaAPI:
    """The API without its routes. Refused is 409 with `refused` and `field`; what can't be read is 422."""
    api = NinjaAPI(title="Red Phone", version="1", auth=_Seated(), docs_url=None, urls_namespace="api")

    @api.exception_handler(Refused)
    def say_refused(request: HttpRequest, refused: Any) -> HttpResponse:
        return api.create_response(
            request, {"refused": in_words(refused), "field": refused.field}, status=409
        )

    return api
