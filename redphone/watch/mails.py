"""Mails to whoever runs this node: an alarm begins, an alarm is over. Each once, and nothing of any content."""

from collections.abc import Sequence
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from redphone.log import clock
from redphone.look.words import status_word
from redphone.network import reads as network
from redphone.watch import acts, papers, reads
from redphone.watch.models import Alarm


def tell_operator() -> None:
    """Send what the operator has not been told yet, where there is an address: one mail for all that began since, one
    for all that is over. What no server takes is tried again."""
    if not settings.REDPHONE_OPERATOR:
        return
    news = acts.claim_news()
    for alarms in (
        [one for one in news if one.ended_at is None],
        [one for one in news if one.ended_at is not None],
    ):
        if alarms and _send(alarms, is_over=alarms[0].ended_at is not None):
            acts.note_told(alarms=alarms)


def _send(alarms: Sequence[Alarm], *, is_over: bool) -> bool:
    with translation.override(settings.REDPHONE_OPERATOR_LANGUAGE):
        now, parties = clock.now(), network.parties()
        lines = [
            (papers.in_words(line, parties), line) for line in (reads.line_of(one, now=now) for one in alarms)
        ]
        what = _("Red Phone: what was late is over") if is_over else _("Red Phone: a promise is late")
        subject = _("%(status)s: %(what)s") % {"status": status_word("system"), "what": what}
        context = {
            "status": "system",
            "sent_at": now,
            "is_over": is_over,
            "lines": lines,
            "host": settings.REDPHONE_URL,
            "link": f"{settings.REDPHONE_URL}/health/",
        }
        mail = EmailMultiAlternatives(
            subject, render_to_string("watch/mail/alarm.txt", context), to=[settings.REDPHONE_OPERATOR]
        )
        mail.attach_alternative(render_to_string("watch/mail/alarm.html", context), "text/html")
    try:
        return mail.send() == 1
    except (OSError, SMTPException) as problem:
        structlog.get_logger().warning("operator_not_told", why=repr(problem))
        return False
