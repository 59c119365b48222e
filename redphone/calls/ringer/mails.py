"""What a ring says, in its officer's language. Above TLP:GREEN it says only that there is something to read."""

from collections.abc import Collection
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from redphone.calls.cards import readable
from redphone.calls.harmless import Harmless, harmless
from redphone.calls.links import digits_of, token_of
from redphone.calls.models import Call, CallNews, Ring
from redphone.calls.papers import party_name, wake_line
from redphone.calls.ringer.notices import FIRST, NEWS, is_past, parties_that_have, stopped_among, unreached_in
from redphone.log import clock
from redphone.look.words import status_word
from redphone.officers import reads as officers
from redphone.wire.policy import Seat, may_be_mailed, may_read


@dataclass(frozen=True)
class Batch:
    """What the mails of one batch of rings need to know, read once for all of them, just before they are written."""

    calls: dict[str, Call]
    have_it: dict[str, set[str]]
    stopped: set[str]
    people: dict[int, tuple[officers.Contact, Seat]]

    @classmethod
    def read(cls, rings: Collection[Ring]) -> "Batch":
        calls = Call.objects.filter(thing__in={ring.call for ring in rings})
        return cls(
            calls={call.thing: call for call in calls},
            have_it=parties_that_have({ring.call for ring in rings}),
            stopped=stopped_among({ring.call for ring in rings}),
            people=officers.addressees({ring.officer for ring in rings}),
        )


def compose(ring: Ring, batch: Batch) -> EmailMessage | None:
    """The mail of a ring; None if it has nothing to say any more: its call is over or taken, its officer gone."""
    call, found = batch.calls.get(ring.call), batch.people.get(ring.officer)
    if call is None or found is None:
        return None
    if is_past(ring, call, have_it=batch.have_it[ring.call], is_stopped=ring.call in batch.stopped):
        return None
    contact, seat = found
    with translation.override(contact.language):
        context = _context(ring, call, seat=seat, contact=contact)
        return _mail(ring, context, to=contact)


def _context(ring: Ring, call: Call, *, seat: Any, contact: officers.Contact) -> dict[str, Any]:
    reads = may_be_mailed(call.mark) and may_read(call, for_=seat) and ring.notice != "chair"
    now = clock.now()
    return {
        "call": harmless(call),  # no template of a mail ever holds the rest
        "notice": ring.notice,
        "status": call.status,
        "mark": call.mark if reads else "GREEN",
        "national": call.national if reads else "",
        "sent_at": now,
        "now": now,
        "wake": wake_line(
            status=call.status,
            urgency=call.urgency,
            answer_by_at=call.answer_by_at,
            decides=call.words["decides"],
            now=now,
        ),
        "raiser": party_name(call.by),
        "party": party_name(ring.party),
        "unreached": _unreached(ring, call),
        "reads": reads,
        "words": readable(call.words) if reads else {},
        "news": _news(ring) if reads else "",
        "url": _url(ring),
        "may_open_call": not ring.in_place_of,
        "digits": digits_of(ring) if ring.notice in FIRST else "",
        "may_be_twice": ring.may_be_twice,
        "step": ring.step,
        "zones": [(contact.zone, "")],
    }


def _news(ring: Ring) -> str:
    """What the raiser wrote in the update, correction or end that this ring tells of."""
    row = CallNews.objects.filter(hash=ring.cause).first() if ring.notice in NEWS else None
    words = row.words if row else {}
    return next(
        (str(words[field]) for field in ("what_changed", "what_was_wrong", "note") if words.get(field)), ""
    )


def _url(ring: Ring) -> str:
    """Where to acknowledge; later the call's page, or the desk of a chair that is not named in the call."""
    if ring.notice in FIRST:
        return f"{settings.REDPHONE_URL}/r/{token_of(ring)}/"
    return f"{settings.REDPHONE_URL}/" if ring.in_place_of else f"{settings.REDPHONE_URL}/calls/{ring.call}/"


def _unreached(ring: Ring, call: Call) -> list[str]:
    """The names of the parties not reached, which is what the chair and the raiser are told."""
    if ring.notice == "chair":
        return [party_name(ring.in_place_of)]
    if ring.notice == "unreached":
        return [party_name(party) for party in unreached_in(call.thing)]
    return []


def subject_of(notice: str, *, call: Harmless) -> str:
    """The subject: status, what it is, which call. Harmless, like the wake line."""
    kinds = {
        "raised": _("Red Phone call %(number)s"),
        "chair": _("Red Phone call %(number)s: a party is not reached"),
        "unreached": _("Red Phone call %(number)s: somebody is not reached"),
        "updated": _("Red Phone call %(number)s: what changed"),
        "corrected": _("Red Phone call %(number)s: CORRECTED"),
        "cancelled": _("Red Phone call %(number)s: CANCELLED"),
        "stood_down": _("Red Phone call %(number)s: stood down"),
    }
    what = kinds[notice] % {"number": call.number}
    return _("%(status)s: %(what)s") % {"status": status_word(call.status), "what": what}


def _mail(ring: Ring, context: dict[str, Any], *, to: officers.Contact) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _header("From", f"Red Phone <{settings.REDPHONE_SENDER}>")
    mail["To"] = _header("To", ring.address)
    mail["Subject"] = _header("Subject", subject_of(ring.notice, call=context["call"]))
    mail["Date"] = _header("Date", format_datetime(context["now"]))
    mail["Message-ID"] = message_id(ring)
    mail["Auto-Submitted"] = _header("Auto-Submitted", "auto-generated")
    mail["X-Auto-Response-Suppress"] = _header("X-Auto-Response-Suppress", "All")
    if ring.notice in FIRST and context["call"].status == "actual":
        mail["Importance"] = _header("Importance", "high")
    mail.set_content(render_to_string("calls/ring.txt", context))
    mail.add_alternative(render_to_string("calls/ring.html", context), subtype="html")
    return mail


@lru_cache(maxsize=512)
def _header(name: str, value: str) -> str:
    """A header parsed and checked: a good part of writing a mail, and most headers come again and again."""
    parsed: str = SMTP.header_store_parse(name, value)[1]
    return parsed


def message_id(ring: Ring) -> str:
    """The same for every sending of one ring, so that a second copy is recognised as such."""
    host = urlsplit(settings.REDPHONE_URL).hostname or "localhost"
    return f"<ring-{ring.pk}-{ring.call}@{host}>"
