"""How this house wants django-allauth to behave: nobody signs up, failures are recorded, secrets lie encrypted."""

import base64
from collections.abc import Iterable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage
from qrcode.main import QRCode

from redphone.officers import audit, devices, mails
from redphone.officers.models import Officer

SECOND_FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail address and password, without sign-up; what happens to a sign-in is told to its owner."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password do not belong together. Check both."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts. Wait a minute, then try again."),
        "enter_current_password": _("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_me")

    def is_safe_url(self, url: str | None) -> bool:
        """Only this node's own paths: nothing with a host in it is a place to go on to."""
        return bool(url) and str(url).startswith("/") and super().is_safe_url(str(url))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            _record_failure(request, credentials.get("email", ""), outcome="refused")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        _record_failure(request, credentials.get("email", ""), outcome="failed")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The passkey first, for who has one."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: "webauthn" not in method["id"])

    def reauthenticate(self, user: Any, password: str) -> bool:
        if super().reauthenticate(user, password):
            return True
        ip = audit.address_of(self.request)
        audit.record(what="step_up", outcome="failed", who=user, ip=ip)
        return False

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        mails.tell_of_change(user, what=template_prefix.rpartition("/")[2])

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Signing in and out is seen from the page itself and needs no words."""
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery codes lie encrypted under a key made from the node's secret."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or was used before. Wait for the next one."),
        "incorrect_passkey": _(
            "This passkey is not known here, or was not asked for by this page. Try again."
        ),
        "cannot_delete_authenticator": _(
            "This node requires a passkey or an authenticator app: the last one can't be removed."
        ),
    }

    def build_totp_svg(self, url: str) -> str:
        """The QR code on white: on a dark page, too, a camera has to read it."""
        picture = BytesIO()
        code = QRCode(image_factory=SvgPathFillImage)
        code.add_data(url)  # type: ignore[no-untyped-call]
        code.make_image().save(picture)  # type: ignore[no-untyped-call]
        return picture.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_FACTORS)
        return not settings.REQUIRE_TOTP or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """ "Chrome, Windows": the device on which a passkey is set up."""
        return devices.describe(context.request.headers.get("user-agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are bound to the address in the settings, whatever a request says its host is."""
        return {"id": urlsplit(settings.REDPHONE_URL).hostname or "localhost", "name": "Red Phone"}


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Sessions that are ended go to the record."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        ended = list(sessions)
        super().end_sessions(ended)
        for session in ended:
            audit.record(what="session_ended", who=session.user, facts={"begun_from": session.ip})


def _record_failure(request: HttpRequest, email: str, *, outcome: audit.Outcome) -> None:
    """A failed sign-in. An address that is nobody's is left out: people type passwords into that field."""
    officer = Officer.objects.filter(email=email.lower()).first()
    audit.record(what="sign_in", outcome=outcome, who=officer, ip=audit.address_of(request))


def _box() -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"redphone second factor")
    key = derivation.derive(force_bytes(settings.SECRET_KEY))
    return Fernet(base64.urlsafe_b64encode(key))
