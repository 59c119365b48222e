"""What a ring says, in its officer's language. Above TLP:GREEN it says only that there is something to read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from redphone import places
from redphone.calls.cards import readable
from redphone.calls.harmless import Harmless, harmless
from redphone.calls.links import digits_of, token_of
from redphone.calls.models import Call, CallNews, Ring
from redphone.calls.papers import wake_line
from redphone.calls.ringer.notices import (
    ENDS,
    FIRST,
    NEWS,
    doubters_of,
    enough_among,
    is_past,
    parties_that_have,
    stopped_among,
    to_telephone,
    unreached_in,
)
from redphone.log import clock
from redphone.look.times import dated_clock_text
from redphone.look.words import status_word
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.officers.reads_paths import Mobile, texted
from redphone.officers.writing import key_of, write_mail
from redphone.wire.policy import Seat, may_be_mailed, may_read

_TELLS_OF = {"unreached": unreached_in, "doubted": doubters_of, "telephone": to_telephone}
"""Notices to the raiser, and the parties that each tells of."""


@dataclass(frozen=True)
class Batch:
    """All that the mails of one batch of rings need to know, read once, just before the first is written.

    `news` is by the cause of a ring, `meant` by notice and call: the parties it tells of. The mails themselves are
    written without the store, so that each can be handed over while the next is written.
    """

    calls: dict[str, Call]
    have_it: dict[str, set[str]]
    stopped: set[str]
    enough: set[str]
    people: dict[int, tuple[officers.Contact, Seat]]
    parties: dict[str, network.PartyCard]
    news: dict[str, dict[str, Any]]
    meant: dict[tuple[str, str], list[str]]
    mobiles: dict[int, Mobile]

    @classmethod
    def read(cls, rings: Collection[Ring]) -> "Batch":
        calls = Call.objects.filter(thing__in={ring.call for ring in rings})
        news = CallNews.objects.filter(hash__in={ring.cause for ring in rings if ring.notice in NEWS})
        return cls(
            calls={call.thing: call for call in calls},
            have_it=parties_that_have({ring.call for ring in rings}),
            stopped=stopped_among({ring.call for ring in rings}),
            enough=enough_among({ring.call for ring in rings}),
            people=officers.addressees({ring.officer for ring in rings}),
            parties=network.parties(),
            news={row.hash: row.words for row in news},
            meant={
                (ring.notice, ring.call): whom(ring.call)
                for ring in rings
                if (whom := _TELLS_OF.get(ring.notice))
            },
            mobiles=texted({ring.officer for ring in rings if ring.channel != "mail"}),
        )

    def has_point(self, ring: Ring) -> bool:
        """Whether a ring has something to say still: its call is not over nor taken, its officer not gone."""
        call = self.calls.get(ring.call)
        if call is None or ring.officer not in self.people:
            return False
        if ring.channel != "mail" and not self._may_text(ring):
            return False
        return not is_past(
            ring,
            call,
            have_it=self.have_it[ring.call],
            is_stopped=ring.call in self.stopped,
            has_enough=ring.call in self.enough,
        )

    def _may_text(self, ring: Ring) -> bool:
        """Whether the number is still theirs, to be texted; in a hostile network nothing but that a call was raised."""
        mobile = self.mobiles.get(ring.officer)
        if mobile is None or mobile.number != ring.address:
            return False
        return ring.notice in FIRST or not mobile.is_watched

    def name(self, party: str) -> str:
        """A party's name in the language in use; its code if the register has none."""
        return self.parties[party].name if party in self.parties else party


def compose(ring: Ring, batch: Batch) -> Message:
    """The mail of a ring that has a point. Reads nothing from the store."""
    contact, seat = batch.people[ring.officer]
    with translation.override(contact.language):
        return _mail(ring, _context(ring, batch, seat=seat, contact=contact))


def _context(ring: Ring, batch: Batch, *, seat: Seat, contact: officers.Contact) -> dict[str, Any]:
    call = batch.calls[ring.call]
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
        **_first_lines(ring.notice, call, now=now),
        "answer_by": _answer_by(ring.notice, call, zone=contact.zone, reads=reads),
        "raiser": batch.name(call.by),
        "party": batch.name(ring.party),
        "meant": _meant(ring, batch),
        "reads": reads,
        "words": readable(call.words) if reads else {},
        "news": _news(batch.news.get(ring.cause, {})) if reads else "",
        "url": _url(ring),
        "may_open_call": not ring.in_place_of,
        "digits": digits_of(ring) if ring.notice in FIRST else "",
        "may_be_twice": ring.may_be_twice,
        "step": ring.step,
        "is_first_step": ring.place == 1,
        "zones": [(contact.zone, "")],
    }


def _first_lines(notice: str, call: Call, *, now: datetime) -> dict[str, Any]:
    """What a mail begins with: the wake line, unless it would wake somebody for nothing; then it follows, if at all."""
    wake = wake_line(
        status=call.status,
        urgency=call.urgency,
        answer_by_at=call.answer_by_at,
        decides=call.words["decides"],
        now=now,
    )
    instead = {
        "cancelled": _("This call is CANCELLED. You need not do anything."),
        "stood_down": _("This call is stood down. You need not do anything more."),
        "corrected": _("This call has been corrected. Read it again."),
    }.get(notice)
    if instead is None and call.status == "test":
        instead = _("This is a test of the line. Nobody has to decide anything.")
    if instead is None:
        return {"headline": " · ".join(wake), "wake": ()}
    return {"headline": instead, "wake": () if notice in ENDS else wake}


def _answer_by(notice: str, call: Call, *, zone: str, reads: bool) -> str:
    """By when an answer is wanted, with the day: in UTC, on the officer's clock and, if it is read, on the site's."""
    if call.answer_by_at is None or notice in ENDS:
        return ""
    country = call.words.get("country") if reads else None
    site = places.zone_of(country) if country else ""
    return dated_clock_text(call.answer_by_at, zones=[(zone, ""), (site, "")])


def _news(words: dict[str, Any]) -> str:
    """What the raiser wrote in the update, correction or end that a ring tells of."""
    return next(
        (str(words[field]) for field in ("what_changed", "what_was_wrong", "note") if words.get(field)), ""
    )


def _url(ring: Ring) -> str:
    """Where to acknowledge; later the call's page, or the desk of a chair that is not named in the call."""
    if ring.notice in FIRST:
        return f"{settings.REDPHONE_URL}/r/{token_of(ring)}/"
    return f"{settings.REDPHONE_URL}/" if ring.in_place_of else f"{settings.REDPHONE_URL}/calls/{ring.call}/"


def _meant(ring: Ring, batch: Batch) -> list[str]:
    """The names of the parties not reached, or in doubt, of which the chair and the raiser are told."""
    parties = [ring.in_place_of] if ring.notice == "chair" else batch.meant.get((ring.notice, ring.call), [])
    return [batch.name(party) for party in parties]


def subject_of(notice: str, *, call: Harmless) -> str:
    """The subject: status, what it is, which call. Harmless, like the wake line."""
    kinds = {
        "raised": _("Red Phone call %(number)s"),
        "chair": _("Red Phone call %(number)s: a party is not reached"),
        "unreached": _("Red Phone call %(number)s: somebody is not reached"),
        "telephone": _("Red Phone call %(number)s: telephone somebody"),
        "passed": _("Red Phone call %(number)s: passed to you"),
        "not_taken": _("Red Phone call %(number)s: not taken by the desk you passed it to"),
        "doubted": _("Red Phone call %(number)s: somebody believes that it is wrong"),
        "overdue": _("Red Phone call %(number)s: your answer is overdue"),
        "updated": _("Red Phone call %(number)s: what changed"),
        "corrected": _("Red Phone call %(number)s: CORRECTED"),
        "cancelled": _("Red Phone call %(number)s: CANCELLED"),
        "stood_down": _("Red Phone call %(number)s: stood down"),
    }
    what = kinds[notice] % {"number": call.number}
    return _("%(status)s: %(what)s") % {"status": status_word(call.status), "what": what}


def _mail(ring: Ring, context: dict[str, Any]) -> Message:
    is_urgent = ring.notice in FIRST and context["call"].status == "actual"
    return write_mail(
        to=ring.address,
        subject=subject_of(ring.notice, call=context["call"]),
        template="calls/ring",
        context=context,
        at=context["now"],
        key=message_id(ring),
        headers={"Importance": "high"} if is_urgent else {},
    )


def message_id(ring: Ring) -> str:
    """The same for every sending of one ring, so that a second copy is recognised as such."""
    return key_of(f"ring-{ring.pk}-{ring.call}")
