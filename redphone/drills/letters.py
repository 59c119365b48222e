"""The mails of this room: a link test, and a reminder. Each is in its officer's language, in closed words alone."""

from email.message import Message
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from redphone.drills.links import link_of
from redphone.drills.models import Chase, Letter
from redphone.drills.papers import owed_in_words
from redphone.drills.passages import passage_of
from redphone.drills.rules import REMINDED_WITHIN
from redphone.log import clock
from redphone.look.words import status_word
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.officers.writing import key_of, write_mail


def compose(letter: Letter, *, to: officers.Contact) -> Message | None:
    """The mail of a letter; None if what it tells of is past."""
    with translation.override(to.language):
        made = _test(letter) if letter.about == "test" else _reminder(letter, to)
        if made is None:
            return None
        subject, template, context = made
        now = clock.now()
        more = {
            "sent_at": now,
            "now": now,
            "mark": "GREEN",
            "party": network.party(letter.party).name,
            "may_be_twice": letter.may_be_twice,
        }
        return write_mail(
            to=letter.address,
            subject=subject,
            template=template,
            context=context | more,
            at=now,
            key=key_of(f"letter-{letter.pk}-{letter.cause}"),
            headers={},
        )


Made = tuple[str, str, dict[str, Any]]


def _test(letter: Letter) -> Made:
    link = link_of(letter)
    context = {
        "status": "test",
        "passage": passage_of(letter.cause),
        "step": letter.step,
        "url": f"{settings.REDPHONE_URL}/t/{link.token}/",
        "digits": link.digits,
    }
    return _subject("test", _("link test, nothing has happened")), "drills/letter_test", context


def _reminder(letter: Letter, to: officers.Contact) -> Made | None:
    row = Chase.objects.filter(hash=letter.cause).first()
    if row is None or clock.now() - row.chased_at > REMINDED_WITHIN:  # reminded anew since, or long ago
        return None
    owed = owed_in_words(about=row.about, at=row.about_at, number=row.number, zone=to.zone, now=clock.now())
    context = {"status": row.status, "owed": owed, "url": f"{settings.REDPHONE_URL}/"}
    return _subject(row.status, _("reminder from the secretariat")), "drills/letter_reminder", context


def _subject(status: str, what: str) -> str:
    return _("%(status)s: %(what)s") % {"status": status_word(status), "what": what}
