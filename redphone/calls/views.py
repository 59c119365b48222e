"""The pages of calls: which there are, who has one, acknowledging it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from redphone import places
from redphone.calls import acts, reads
from redphone.calls.cards import WhoHasIt
from redphone.calls.forms import AcknowledgeForm
from redphone.calls.messages import Escalation
from redphone.calls.papers import (
    ANSWERS,
    DECIDERS,
    PASSINGS,
    RING_STATES,
    STEPS,
    URGENCIES,
    VOICES,
    WAYS,
    escalation_lines,
    party_name,
)
from redphone.calls.reads_pass import passings
from redphone.calls.rules import needs_to_read
from redphone.log import clock
from redphone.log.reads import timeline
from redphone.look.refusing import in_words, try_to
from redphone.network import reads as network
from redphone.network.reads_reach import ReachCard, reach_of
from redphone.officers import reads as officers
from redphone.officers.reading import note_reads
from redphone.officers.reads_initials import hands_at
from redphone.officers.seating import SeatedRequest, seated
from redphone.refused import Refused
from redphone.situations import reads as situations
from redphone.situations.rules import MAY_SPEAK
from redphone.wire.policy import Sight

PAGE = 25


@require_GET
@seated
def list_calls(request: SeatedRequest) -> HttpResponse:
    state = "ended" if request.GET.get("state") == "ended" else "open"
    page = max(1, int(page)) if (page := request.GET.get("page", "1")).isdecimal() and len(page) < 7 else 1
    found = reads.open_calls(for_=request.seat, offset=(page - 1) * PAGE, limit=PAGE + 1, state=state)
    context = {
        "calls": found[:PAGE],
        "state": state,
        "before": page - 1,
        "after": page + 1 if len(found) > PAGE else 0,
        "parties": network.parties(),
        "now": clock.now(),
    }
    return render(request, "calls/list.html", context)


def find(request: SeatedRequest, thing: str) -> WhoHasIt:
    found = reads.who_has_it(thing, for_=request.seat)
    if found is None:
        raise Http404
    note_reads(request, reads.contents_of([found.call]), by=request.seat)
    return found


def page_of(request: SeatedRequest, found: WhoHasIt, **more: Any) -> dict[str, Any]:
    """What every page about a call needs: its band, mark, place, time, and names for its codes."""
    call, parties = found.call, network.parties()
    language = get_language() or "en"
    situation = situations.situation(call.situation, for_=request.seat)
    return {
        "found": found,
        "call": call,
        "words": call.words,
        "reads": call.sight is Sight.CONTENT,
        "own": found.line_of(request.seat.party),
        "raiser": party_name(call.by),
        "situation": situation,
        "status": call.status,
        "mark": call.mark,
        "national": call.national,
        "site_zone": places.zone_of(call.country) if call.country else "",
        "site_label": (call.words.get("place") or places.country_name(call.country, language))
        if call.country
        else "",
        "now": clock.now(),
        "parties": parties,
        "party": request.seat.party,
        "urgency": URGENCIES[call.urgency],
        "decides": DECIDERS[call.decides],
        "is_author": call.by == request.seat.party,
        "answers": ANSWERS,
        "steps": STEPS,
        "ring_states": RING_STATES,
        "voices": VOICES,
        **more,
    }


@require_GET
@seated
def call(request: SeatedRequest, thing: str) -> HttpResponse:
    return _show(request, find(request, thing), AcknowledgeForm(zone=request.zone))


def _show(
    request: SeatedRequest, found: WhoHasIt, acknowledge: AcknowledgeForm, *, http_status: int = 200
) -> HttpResponse:
    context = page_of(
        request,
        found,
        **_told(request, found),
        **_at_home(request, found),
        acknowledge=acknowledge,
        may_acknowledge=_may_acknowledge(request, found),
        promised=_promised(found),
        **_passing(request, found),
        may_add_own=_may_add_own(request, found),
        may_stop_ringing=_may_stop_ringing(request, found),
    )
    return render(request, "calls/call.html", context, status=http_status)


def _promised(found: WhoHasIt) -> list[str]:
    """How each party is rung on, as the raise says; nothing for whoever does not read it, or of an old call."""
    said = found.call.words.get("escalation")
    return escalation_lines(Escalation.model_validate(said)) if said else []


def _may_acknowledge(request: SeatedRequest, found: WhoHasIt) -> bool:
    """Whether to offer it; the act asks again."""
    own, seat = found.line_of(request.seat.party), request.seat
    is_open = own is not None and not own.is_author and own.acknowledged_at is None
    reads = found.call.sight is Sight.CONTENT
    return is_open and seat.office in MAY_SPEAK and (reads or not needs_to_read(by=seat))


def _passing(request: SeatedRequest, found: WhoHasIt) -> dict[str, bool]:
    """Whether to offer to pass the call on, or to take it; the acts ask again."""
    own, seat = found.line_of(request.seat.party), request.seat
    reads_it = found.call.is_open and found.call.sight is Sight.CONTENT and seat.office in MAY_SPEAK
    if own is None or own.is_author or not reads_it:
        return {"may_pass": False, "may_take": False}
    passed = passings(found.call.thing, for_=seat)
    lies_with_me = any(not one.why_ended and one.officer == seat.officer for one in passed)
    return {"may_pass": own.acknowledged_at is not None, "may_take": lies_with_me}


def _may_add_own(request: SeatedRequest, found: WhoHasIt) -> bool:
    """Whether an officer may add their own acknowledgement to the party's, kept at home; the act asks again."""
    own, seat = found.line_of(request.seat.party), request.seat
    has_it = own is not None and not own.is_author and own.acknowledged_at is not None
    said = reads.own_acknowledgements(found.call.thing, for_=seat)
    may = found.call.is_open and found.call.sight is Sight.CONTENT and seat.office in MAY_SPEAK
    return has_it and may and seat.officer not in {one.officer for one in said}


def _may_stop_ringing(request: SeatedRequest, found: WhoHasIt) -> bool:
    """Whether to offer it; the act asks again."""
    is_chair = request.seat.party in network.chair().line and request.seat.party in found.call.to
    return is_chair and not found.stops and request.seat.office in MAY_SPEAK


@require_GET
@seated
def who(request: SeatedRequest, thing: str) -> HttpResponse:
    """The part of the page that lives: fetched again when somebody said something."""
    found = find(request, thing)
    return render(request, "calls/who.html", page_of(request, found, **_at_home(request, found)))


def _told(request: SeatedRequest, found: WhoHasIt) -> dict[str, Any]:
    """What was said in this call, and apart from it how the ringing went: a dozen lines that few need."""
    lines = timeline([found.call.thing], for_=request.seat)
    return {
        "hands": hands_at((line.hash for line in lines), for_=request.seat),
        "told": [line for line in lines if not line.is_quiet],
        "rang": [line for line in lines if line.is_quiet],
        "alone": [line for line in lines if line.kind == "call.raised_alone.v1"],
    }


def _at_home(request: SeatedRequest, found: WhoHasIt) -> dict[str, Any]:
    """What only one's own party sees: whom it rang, who of it has the call; and the numbers of those who have not."""
    thing, seat = found.call.thing, request.seat
    return {
        "rung": [
            {"ring": ring, "name": officers.name_of(ring.officer, for_=seat)}
            for ring in reads.rung_officers(thing, for_=seat)
        ],
        "ours": [
            {
                "said": said,
                "name": officers.name_of(said.officer, for_=seat),
                "office": officers.office_name(said.office),
            }
            for said in reads.own_acknowledgements(thing, for_=seat)
        ],
        "passed": [
            {
                "said": one,
                "by": officers.name_of(one.passed_by, for_=seat),
                "to": officers.name_of(one.officer, for_=seat),
                "became": PASSINGS[one.why_ended],
            }
            for one in passings(thing, for_=seat)
        ],
        "numbers": _numbers(request, found),
        "ways": WAYS,
    }


def _numbers(request: SeatedRequest, found: WhoHasIt) -> dict[str, ReachCard]:
    """How those are reached by telephone who have not acknowledged an open call."""
    waits = [line.party for line in found.addressed if line.acknowledged_at is None]
    return reach_of(waits, for_=request.seat) if waits and found.call.is_open else {}


@require_POST
@seated
def acknowledge_call(request: SeatedRequest, thing: str) -> HttpResponse:
    form = AcknowledgeForm(request.POST, zone=request.zone)
    found = find(request, thing)
    said = None
    if form.is_valid():
        promised = form.cleaned_data["promised"]
        said = try_to(
            lambda: acts.acknowledge_call(
                by=request.seat, call=found.call.thing, way="page", answer_promised_at=promised
            ),
            form=form,
        )
    if form.errors:
        return _show(request, found, form, http_status=409)
    if said is None:
        before = _("Your party had acknowledged this call before you.")
        kept = _("That you have it is kept for your own party.")
        messages.info(request, f"{before} {kept}")
    else:
        messages.success(request, _("Acknowledged. Everybody in the call sees that you have it."))
    return redirect("calls:call", found.call.thing)


@require_POST
@seated
def acknowledge_as_chair(request: SeatedRequest, thing: str, unreached: str) -> HttpResponse:
    """A chair need not be named in the call: then it goes back to its desk."""
    try:
        acts.acknowledge_as_chair(by=request.seat, call=thing, unreached=unreached, way="page")
    except Refused as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, _("Acknowledged, as chair."))
    found = reads.who_has_it(thing, for_=request.seat)
    own = found.line_of(request.seat.party) if found else None
    if own is not None and own.is_waited_for:
        messages.info(request, _("Your own party has not acknowledged this call yet."))
    return redirect("calls:call", thing) if found else redirect("desk:home")
