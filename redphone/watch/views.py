"""How this node is: for officers, for machines, and as a red line on the desk."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from redphone.log import clock
from redphone.network import reads as network
from redphone.officers.seating import SeatedRequest, seated
from redphone.watch import papers, reads
from redphone.wire.policy import Seat

LOOKS_AFTER_IT = ("duty_desk", "administrator")
"""The offices whose desk shows what is late."""


@require_GET
@seated
def health(request: SeatedRequest) -> HttpResponse:
    now, parties = clock.now(), network.parties()
    found = reads.node_health(now=now)
    told = [(papers.in_words(line, parties), line) for line in reads.alarms(for_=request.seat, now=now)]
    context = {
        "health": found,
        "lasting": [item for item in told if item[1].ended_at is None],
        "over": [item for item in told if item[1].ended_at is not None],
        "latest": max((line for _, line in told), key=lambda line: line.due_at, default=None),
        "hosted": [parties[code].name for code in found.hosted if code in parties],
        "now": now,
    }
    return render(request, "watch/health.html", context)


@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """For machines: 200 while whoever is called is rung and every promise is kept, else 503. Says no more."""
    well = reads.node_health(now=clock.now()).is_well
    return JsonResponse({"well": well}, status=200 if well else 503)


def alarms_on_desk(request: HttpRequest) -> str:
    """What is late, for the desks that look after it; of a call as much as the seat may know."""
    seat: Seat | None = getattr(request, "seat", None)
    if seat is None or seat.office not in LOOKS_AFTER_IT:
        return ""
    now, parties = clock.now(), network.parties()
    lines = reads.alarms(for_=seat, now=now, only_open=True)
    told = [(papers.in_words(line, parties), line) for line in lines]
    return (
        render_to_string("watch/alarms.html", {"lasting": told, "now": now}, request=request) if told else ""
    )
