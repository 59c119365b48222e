"""How this node is: for officers, for machines, and as a red line on the desk."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from redphone.log import clock
from redphone.look.peers import is_this_machine
from redphone.network import reads as network
from redphone.officers.seating import SeatedRequest, seated
from redphone.watch import papers, reads
from redphone.watch.metrics import as_text
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


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """For monitoring: from this machine, or with the token of REDPHONE_METRICS_TOKEN. To others it is not there."""
    if not _may_count(request):
        raise Http404
    return HttpResponse(as_text(now=clock.now()), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_count(request: HttpRequest) -> bool:
    token = settings.REDPHONE_METRICS_TOKEN
    if token and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return True
    names = {name.lower() for name in request.headers}
    return is_this_machine(request.META["REMOTE_ADDR"], server=request.META["SERVER_NAME"], headers=names)


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
