"""The door for machines: the same seats as the pages', by the session's cookie and its CSRF token."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from ninja import NinjaAPI
from ninja.security import APIKeyCookie

from redphone.look.refusing import in_words
from redphone.officers.seating import SeatedRequest
from redphone.refused import Refused
from redphone.wire.policy import Seat
from redphone.wire.strict import Malformed

AS_MACHINES_SAY = {
    "answer_by": "answer_by_at",
    "need_until": "need_until_at",
    "promised": "answer_promised_at",
}
"""Where a rule names a field of a page's form, the name that field has in messages."""

__all__ = ["SeatedRequest", "open_json_door"]


class _Seated(APIKeyCookie):
    """Whoever has a seat on the pages has it here; acts need the CSRF token as on the pages."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Seat | None:
        seat: Seat | None = getattr(request, "seat", None)
        return seat


class _Door(NinjaAPI):
    """An API whose answers stay in no cache: a seat has read them."""

    def create_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().create_response(*args, **kwargs)
        add_never_cache_headers(response)
        return response


def open_json_door() -> NinjaAPI:
    """The API without its routes. Refused is 409 with `refused` and `field`; what can't be read is 422."""
    api = _Door(title="Red Phone", version="1", auth=_Seated(), docs_url=None, urls_namespace="api")

    @api.exception_handler(Refused)
    def say_refused(request: HttpRequest, refused: Any) -> HttpResponse:
        field = AS_MACHINES_SAY.get(refused.field, refused.field)
        return api.create_response(request, {"refused": in_words(refused), "field": field}, status=409)

    @api.exception_handler(Malformed)
    def say_malformed(request: HttpRequest, problem: Any) -> HttpResponse:
        return api.create_response(request, {"detail": str(problem)}, status=422)

    return api
