"""Mails of this room: invitations, and word of what happened to one's account."""

from smtplib import SMTPException
from typing import Any, NamedTuple

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.log import clock
from redphone.look.words import status_word
from redphone.network import reads as network
from redphone.officers.models import Invitation, Officer

CHANGES = {
    "password_changed": gettext_lazy("Your password was changed."),
    "totp_activated": gettext_lazy("An authenticator app was set up for your sign-in."),
    "totp_deactivated": gettext_lazy("The authenticator app was removed from your sign-in."),
    "webauthn_added": gettext_lazy("A passkey was set up for your sign-in."),
    "webauthn_removed": gettext_lazy("A passkey was removed from your sign-in."),
    "recovery_codes_generated": gettext_lazy("New recovery codes were made; the old ones no longer work."),
}


def send_invitation(invitation: Invitation, token: str) -> bool:
    """Send the link to whom is invited, in their language. Returns whether a mail server took it."""
    with translation.override(invitation.language):
        path = reverse("officers:accept_invitation", args=[token])
        party = network.party(invitation.party).name
        context = {"invitation": invitation, "party": party, "link": f"{settings.REDPHONE_URL}{path}"}
        subject = _("Your seat on the Red Phone: %(party)s") % {"party": party}
        return _send(invitation.email, subject, "officers/mail/invitation", context)


def tell_of_change(officer: Officer, *, what: str) -> bool:
    """Tell an officer that something about their sign-in changed. Returns whether a mail server took it."""
    with translation.override(officer.language):
        if what not in CHANGES:
            return False
        link = f"{settings.REDPHONE_URL}{reverse('account_me')}"
        context = {"officer": officer, "change": CHANGES[what], "link": link}
        return _send(
            officer.email, _("Your sign-in to the Red Phone has changed"), "officers/mail/change", context
        )


class Told(NamedTuple):
    """What an officer is told about a way in: headline, then what it means and what to do."""

    headline: str | Promise
    body: str | Promise


TOLD = {
    "about_to_sleep": Told(
        gettext_lazy("Your way in to the Red Phone closes in 14 days"),
        gettext_lazy(
            "You have not signed in for a long time, and no roster rings you. Sign in once to keep it open."
        ),
    ),
    "asleep": Told(
        gettext_lazy("Your way in to the Red Phone sleeps"),
        gettext_lazy(
            "Nobody signed in for 90 days. Your party’s administrator wakes it on the page “Officers”."
        ),
    ),
    "reads_much": Told(
        gettext_lazy("An officer of yours reads far more calls than people do"),
        gettext_lazy(
            "%(name)s opened 60 calls within five minutes. Ask by voice whether it was them. If not, freeze them on the"
            " page “Officers”, and look into the record."
        ),
    ),
    "recovery_asked": Told(
        gettext_lazy("Your administrator has asked to let you back in"),
        gettext_lazy(
            "A second officer of your party has to confirm it. Then a link comes with which you choose a new password."
            " You asked for nothing? Tell a colleague now:"
            " any officer of your party can refuse it on the page “Officers”."
        ),
    ),
}


def tell(officer: Officer | None, *, what: str, name: str = "") -> bool:
    """Tell an officer one of TOLD, in their language; `name` is whom it is about. Returns whether a server took it."""
    told, path = TOLD[what], reverse("officers:officers")
    return tell_in_words(officer, told, path=path, label=gettext_lazy("Officers"), name=name)


def tell_in_words(
    officer: Officer | None, told: Told, *, path: str, label: str | Promise, name: str = "", status: str = ""
) -> bool:
    """Tell an officer something in their language, with a link to `path`; `status` is that of a call it is about.

    Returns whether a mail server took it.
    """
    if officer is None:
        return False
    with translation.override(officer.language):
        headline, body = (str(part) % {"name": name} for part in told)
        link = f"{settings.REDPHONE_URL}{path}"
        context = {"officer": officer, "headline": headline, "body": body, "link": link, "label": str(label)}
        subject = headline
        if status:
            subject = _("%(status)s: %(what)s") % {"status": status_word(status), "what": headline}
        return _send(officer.email, subject, "officers/mail/told", context | {"status": status})


def _send(address: str, subject: str, template: str, context: dict[str, Any]) -> bool:
    context["sent_at"] = clock.now()
    mail = EmailMultiAlternatives(subject, render_to_string(f"{template}.txt", context), to=[address])
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    try:
        return mail.send() == 1
    except (OSError, SMTPException) as problem:
        structlog.get_logger().warning("mail_not_sent", template=template, why=repr(problem))
        return False
