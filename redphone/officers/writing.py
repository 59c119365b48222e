"""Writing a mail to an officer in a form that every server and every program reads."""

from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.message import Message
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import utf8_charset_qp
from django.template.loader import render_to_string


def write_mail(
    *,
    to: str,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    at: datetime,
    key: str,
    headers: Mapping[str, str],
) -> Message:
    """A mail of the templates `template`.txt and .html. `key` is the same for every sending of one mail."""
    given = {
        "Date": format_datetime(at),
        "Message-ID": key,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        **headers,
    }
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{template}.txt", dict(context)),
        from_email=f"Red Phone <{settings.REDPHONE_SENDER}>",
        to=[to],
        headers=given,
    )
    mail.attach_alternative(render_to_string(f"{template}.html", dict(context)), "text/html")
    mail.encoding = utf8_charset_qp  # some servers still take ASCII alone
    message = mail.message()
    # Encoded by Django, these may begin on the line after their name: not every program reads that.
    message.replace_header("Subject", Header(subject, header_name="Subject"))
    message.replace_header("Message-ID", OneLine(key))
    return message


class OneLine(Header):
    """A header that has no place where it could be folded."""

    def encode(self, *_how: Any, **_more: Any) -> str:
        return str(self)


def key_of(name: str) -> str:
    """A Message-ID of this node, by which a second copy is recognised as such."""
    host = urlsplit(settings.REDPHONE_URL).hostname or "localhost"
    return f"<{name}@{host}>"
