"""Passkeys: signing in by one touch, also in the place of who sat there before; adding and removing them."""

from datetime import datetime
from typing import Any, cast

from allauth.account.models import Login
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic.edit import FormView

from redphone.log import clock
from redphone.officers.adapters import SecondFactorAdapter
from redphone.officers.models import Officer
from redphone.officers.seating import SIGNED_IN_AT, name_of_seat


@require_safe
@never_cache
def shift(request: HttpRequest) -> HttpResponse:
    """The page of a desk that several share: whose shift it is, and signing on or off by one button."""
    signed_in_at = request.session.get(SIGNED_IN_AT)
    since = datetime.fromisoformat(signed_in_at) if signed_in_at else None
    page = {"whose": name_of_seat(request), "since": since, "now": clock.now()}
    return render(request, "officers/shift.html", page)


at_most = ratelimit.decorator(app="allauth.mfa", action="webauthn_login")  # type: ignore[no-untyped-call]


@method_decorator(never_cache, name="dispatch")
@method_decorator(at_most, name="dispatch")
class SignInByPasskey(webauthn.LoginWebAuthnView):
    """As django-allauth's, but open also while somebody sits there: a shift changes by one touch."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return FormView.dispatch(self, request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator: Authenticator = form.cleaned_data["credential"]
        if self.request.user.is_authenticated:
            logout(self.request)  # who sat here before
        login = Login(user=authenticator.user)
        return flows.perform_passwordless_login(self.request, authenticator, login)

    def form_invalid(self, form: Any) -> HttpResponse:
        for words in form.errors.get("credential", []):
            messages.error(self.request, words)
        place = self.request.POST.get("from", "")
        return redirect(place if place == reverse("account_shift") else "account_login")


class AddPasskey(webauthn.AddWebAuthnView):
    """All passkeys of this house lie on the key itself and ask for a PIN or a finger: they sign in alone."""

    template_name = "mfa/webauthn/add_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page: dict[str, Any] = super().get_context_data(**kwargs)
        page["js_data"] = {
            "creation_options": auth.begin_registration(cast(Officer, self.request.user), True)
        }
        return page

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "mfa_list_webauthn")


class RemovePasskey(webauthn.RemoveWebAuthnView):
    """Where this node requires a second factor the last one stays."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not SecondFactorAdapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, SecondFactorAdapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)


sign_in = SignInByPasskey.as_view()
add = AddPasskey.as_view()
remove = RemovePasskey.as_view()
