"""Short messages: what any provider has to do for us, and what a text says: anybody may read it on a locked screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from redphone.calls.harmless import harmless
from redphone.calls.links import digits_of, receipt_token_of
from redphone.calls.models import Ring
from redphone.calls.papers import wake_line
from redphone.calls.ringer.mails import Batch, subject_of
from redphone.calls.ringer.notices import FIRST
from redphone.calls.ringer.send import Outcome
from redphone.calls.ringer.twilio import Twilio
from redphone.log import clock


@dataclass(frozen=True)
class Text:
    """One short message to a number as it is dialled; `receipt_url` is where its provider says what became of it."""

    to: str
    words: str
    receipt_url: str


class Texter(Protocol):
    """A provider of short messages. `Outcome` is as for mail: "delivered" means that the provider took it."""

    async def send_all(self, texts: Sequence[Text]) -> list[Outcome]:
        """Send each. Never raises: each has its outcome, in the same order."""
        ...

    def is_theirs(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> bool:
        """Whether what came to this address of ours was signed by the provider."""
        ...

    def receipt_in(self, form: Mapping[str, str]) -> Literal["received", "failed", ""]:
        """What a receipt says of the handset; "" while it says nothing final."""
        ...

    def why_failed(self, form: Mapping[str, str]) -> str:
        """Why it did not reach the handset, in the provider's words."""
        ...

    def reply_in(self, form: Mapping[str, str]) -> tuple[str, str]:
        """The number that a reply came from, and its words."""
        ...


def texter() -> Texter | None:
    """The provider that is set up on this node; None: nobody is texted."""
    if not settings.REDPHONE_TEXTS:
        return None
    try:
        return Twilio.at(settings.REDPHONE_TEXTS)
    except ValueError as problem:  # the doctor says so, too; mails go on
        structlog.get_logger().error("texts_not_set_up", why=str(problem))
        return None


def compose_text(ring: Ring, batch: Batch) -> Text:
    """The text of a ring that has a point. Reads nothing from the store."""
    contact, _seat = batch.people[ring.officer]
    receipt_url = f"{settings.REDPHONE_URL}/texts/{receipt_token_of(ring)}/"
    with translation.override(contact.language):
        return Text(to=ring.address, words=_words(ring, batch), receipt_url=receipt_url)


def _words(ring: Ring, batch: Batch) -> str:
    if batch.mobiles[ring.officer].is_watched:
        return _("Reference %(digits)s") % {"digits": digits_of(ring)}
    call = batch.calls[ring.call]
    lines = [subject_of(ring.notice, call=harmless(call))]
    if ring.notice in FIRST:
        _status, *wake = wake_line(
            status=call.status,
            urgency=call.urgency,
            answer_by_at=call.answer_by_at,
            decides=call.words["decides"],
            now=clock.now(),
        )
        lines.append(", ".join(wake))
        lines.append(_("To say that you have it, reply %(digits)s.") % {"digits": digits_of(ring)})
    if ring.may_be_twice:
        lines.append(_("You may have had this message before."))
    return "\n".join(lines)
