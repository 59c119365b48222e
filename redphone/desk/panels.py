"""What rooms put on the page of a situation."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from redphone.calls import reads as calls
from redphone.log import clock
from redphone.network import reads as network
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
