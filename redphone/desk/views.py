"""The first page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from redphone.calls import reads as calls
from redphone.calls.reads_release import held_calls
from redphone.desk import acts, panels, reads
from redphone.desk.views_handover import of_watch
from redphone.drills import reads as drills
from redphone.live.events import id_of, position_of
from redphone.log import clock
from redphone.log.reads import last_position
from redphone.look.menu import note_counts
from redphone.network import reads as network
from redphone.officers.seating import SeatedRequest, seated
from redphone.situations import reads as situations
from redphone.situations.papers import MODE_NAMES

OPEN_SHOWN = 12


@require_GET
@seated
def home(request: SeatedRequest) -> HttpResponse:
    seat, now = request.seat, clock.now()
    position = last_position()  # before what is shown is read: what is said meanwhile has not been seen
    parties = network.parties()
    changed, seen_at = reads.changed_since_seen(for_=seat)
    expected, still_open = calls.expected_and_open(for_=seat, limit=OPEN_SHOWN)
    expected_count, open_count = calls.count_expected(for_=seat), calls.count_open(for_=seat)
    note_counts(request, desk=expected_count, calls=open_count)
    context = {
        "held": held_calls(for_=seat, now=now),
        "seat_officer": seat.officer,
        "as_chair": calls.asked_as_chair(for_=seat),
        "expected": expected,
        "expected_count": expected_count,
        "open": still_open,
        "open_count": open_count,
        "situations": situations.situations(for_=seat)[:OPEN_SHOWN],
        "overdue": situations.overdue_reviews(for_=seat, now=now),
        "repair": drills.repair_of(for_=seat),
        "reach": drills.reach(for_=seat, now=now) if seat.role == "member" else [],
        "modes": MODE_NAMES,
        "changed": panels.lines_of_news(changed, for_=seat, parties=parties),
        "seen_at": seen_at,
        "position": id_of(position),
        "parties": parties,
        "now": now,
        **of_watch(seat),
    }
    return render(request, "desk/home.html", context)


@require_POST
@seated
def seen(request: SeatedRequest) -> HttpResponse:
    position = position_of(request.POST.get("position", ""))
    if request.seat.officer is not None and position is not None:
        acts.mark_seen(officer=request.seat.officer, position=position)
    return redirect("desk:home")
