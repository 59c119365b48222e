"""What django and django-allauth tell of sign-ins and second factors, put in the record."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.signals import password_changed
from allauth.account.signals import user_logged_in as user_let_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from redphone.log import clock
from redphone.officers import audit
from redphone.officers.models import Officer
from redphone.officers.seating import SIGNED_IN_AT, has_second_factor


@receiver(user_logged_in)
def note_sign_in(sender: Any, request: HttpRequest, user: Officer, **rest: Any) -> None:
    request.session[SIGNED_IN_AT] = clock.now().isoformat()
    by_passkey = any(record.get("passwordless") for record in get_authentication_records(request, user))
    facts = {"by": "passkey" if by_passkey else "password"}
    audit.record(what="sign_in", who=user, facts=facts, ip=audit.address_of(request))


@receiver(user_let_in)
def trust_a_fresh_sign_in(sender: Any, request: HttpRequest, user: Officer, **rest: Any) -> None:
    """Whoever has no second factor is led to set one up now: they aren't asked for the same password again."""
    if not has_second_factor(user):
        reauthenticate_by_password(request)


@receiver(user_logged_out)
def note_sign_out(sender: Any, request: HttpRequest, user: Officer | None, **rest: Any) -> None:
    if user is not None:
        audit.record(what="sign_out", who=user, ip=audit.address_of(request))


@receiver(password_changed)
def note_password_change(sender: Any, request: HttpRequest, user: Officer, **rest: Any) -> None:
    audit.record(what="password_changed", who=user, ip=audit.address_of(request))


@receiver(authentication_failed)
def note_wrong_code(sender: Any, request: HttpRequest, user: Officer, **rest: Any) -> None:
    audit.record(what="second_factor", outcome="failed", who=user, ip=audit.address_of(request))


@receiver(authenticator_added)
def note_factor_set(sender: Any, request: HttpRequest, authenticator: Authenticator, **rest: Any) -> None:
    _note_factor("set", request, authenticator)


@receiver(authenticator_reset)
def note_factor_renewed(sender: Any, request: HttpRequest, authenticator: Authenticator, **rest: Any) -> None:
    _note_factor("set", request, authenticator)


@receiver(authenticator_removed)
def note_factor_removed(sender: Any, request: HttpRequest, authenticator: Authenticator, **rest: Any) -> None:
    _note_factor("removed", request, authenticator)


KINDS = {"recovery_codes": "recovery_codes", "totp": "second_factor", "webauthn": "passkey"}


def _note_factor(became: str, request: HttpRequest, authenticator: Authenticator) -> None:
    is_passkey = authenticator.type == Authenticator.Type.WEBAUTHN
    facts = {"name": str(authenticator)} if is_passkey else {}
    what, ip = f"{KINDS[authenticator.type]}_{became}", audit.address_of(request)
    audit.record(what=what, who=authenticator.user, facts=facts, ip=ip)
