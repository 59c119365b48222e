"""Pages on link tests: how members' lines are reached, and what is to be done about one's own."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redphone.drills import acts, reads
from redphone.drills.forms import RepairForm
from redphone.log import clock
from redphone.look.refusing import in_words, try_to
from redphone.network import reads_reach
from redphone.officers.seating import SeatedRequest, seated
from redphone.refused import Refused


@require_safe
@seated
def tests(request: SeatedRequest) -> HttpResponse:
    seat, now = request.seat, clock.now()
    own = reads.own_tests(for_=seat)
    context = {
        "now": now,
        "party": seat.party,
        "reach": reads.reach(for_=seat, now=now),
        "sees_members": seat.role == "member",
        "is_secretariat": seat.role == "secretariat",
        "own": own,
        "running": next((test for test in own if test.state == "running"), None),
        "repair": reads.repair_of(for_=seat),
        "number": reads_reach.reach_of([seat.party], for_=seat).get(seat.party),
        "next_at": reads.next_test(for_=seat, now=now),
        "schedule": reads.schedule(),
    }
    return render(request, "drills/tests.html", context)


@require_POST
@seated
def test_now(request: SeatedRequest) -> HttpResponse:
    return _do(
        request,
        lambda: acts.test_now(by=request.seat),
        _("The test has begun: your duty officer gets a mail that says TEST."),
    )


@require_POST
@seated
def say_answered(request: SeatedRequest) -> HttpResponse:
    return _do(
        request,
        lambda: acts.say_answered(by=request.seat),
        _("Noted: answered by telephone. The test is passed by the second way."),
    )


@require_POST
@seated
def own_repair(request: SeatedRequest) -> HttpResponse:
    return _do(request, lambda: acts.own_repair(by=request.seat), _("The repair is yours."))


def _do(request: SeatedRequest, act: Callable[[], None], done: str) -> HttpResponse:
    """Do it and go back to the page, with what came of it."""
    try:
        act()
    except Refused as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, done)
    return redirect("drills:tests")


@require_http_methods(["GET", "POST"])
@seated
def close_repair(request: SeatedRequest) -> HttpResponse:
    repair = reads.repair_of(for_=request.seat)
    form = RepairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        closed = try_to(lambda: acts.close_repair(by=request.seat, reason=reason) or True, form=form)
        if closed:
            messages.success(request, _("The repair is closed. The reason stays with your party."))
            return redirect("drills:tests")
    return render(request, "drills/close_repair.html", {"form": form, "repair": repair, "now": clock.now()})
