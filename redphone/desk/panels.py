"""What the desk shows in lines: what changed, and on the page of a situation its calls."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from redphone.calls import reads as calls
from redphone.log import clock
from redphone.log.reads import Told
from redphone.network import reads as network
from redphone.network.templatetags.named import party_name
from redphone.officers.reads_initials import Hand, hands_at
from redphone.situations.reads import SituationCard
from redphone.wire.policy import Seat


def calls_of_situation(request: HttpRequest, card: SituationCard) -> SafeString:
    """The calls of a situation that this seat may know of."""
    seat: Seat = request.seat  # type: ignore[attr-defined]
    context = {
        "calls": calls.calls_of_situation(card.thing, for_=seat),
        "parties": network.parties(),
        "now": clock.now(),
    }
    return render_to_string("desk/calls_of_situation.html", context, request=request)


@dataclass(frozen=True)
class NewsLine:
    """Something that changed, in words, with where to look at it, "" where this seat may not; of what its own party
    said, by whose hand."""

    at: datetime
    words: str
    url: str
    status: str
    hand: Hand | None


def lines_of_news(
    changed: Collection[Told], *, for_: Seat, parties: Mapping[str, network.PartyCard]
) -> list[NewsLine]:
    """What changed, line by line: the calls among them lead somewhere only if this seat may know of them."""
    open_to_us = calls.may_know_of({line.thing for line in changed if _is_of_call(line)}, for_=for_)
    hands = hands_at((line.hash for line in changed), for_=for_)
    found = []
    for line in changed:
        url = reverse("situations:situation", args=[line.thing]) if not _is_of_call(line) else ""
        if line.thing in open_to_us:
            url = reverse("calls:call", args=[line.thing])
        words = gettext("%(party)s %(did)s") % {"party": party_name(line.by, parties), "did": line.words}
        found.append(NewsLine(line.at, words, url, line.status, hands.get(line.hash)))
    return found


def _is_of_call(line: Told) -> bool:
    return line.kind.startswith("call.")
