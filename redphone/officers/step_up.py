"""Asking once more who it is, before an act that an open session alone may not do.

    @administrators
    @asks_again
    def freeze(request, officer): ...

A POST without a fresh proof is kept in the session, the officer proves by passkey, code or password, and the act goes
on with exactly what was typed. Looking at the page asks nothing.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from redphone.officers.seating import SeatedRequest

P = ParamSpec("P")


def stepped_up(request: HttpRequest) -> bool:
    """Whether who sits there has proven within five minutes that it is them: asked again, or come in by passkey."""
    if not request.user.is_authenticated:
        return False
    proven = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record.get("reauthenticated") or record.get("passwordless")
    ]
    return bool(proven) and 0 <= time.time() - max(proven) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def asks_again(
    view: Callable[Concatenate[SeatedRequest, P], HttpResponse],
) -> Callable[Concatenate[SeatedRequest, P], HttpResponse]:
    """Let an act be done by a POST with a fresh proof alone; without it the officer is asked, then it goes on."""

    @wraps(view)
    def see(request: SeatedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and not stepped_up(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return see
