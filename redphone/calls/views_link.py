"""The link in a ring's mail, without a sign-in. A GET changes nothing of the call; a POST needs the two digits.

Mail scanners open every link and some press every button. Opening is noted, as unreliable; acknowledging takes a
person who copies what stands in the mail's text and nowhere on the page.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redphone.calls import acts
from redphone.calls.cards import readable
from redphone.calls.cards_line import Line
from redphone.calls.harmless import harmless
from redphone.calls.links import is_token_of, number_in
from redphone.calls.models import Call, CallLine, Ring
from redphone.calls.opened import note_opened, press_link
from redphone.calls.papers import DECIDERS, URGENCIES, party_name, wake_line
from redphone.calls.reads import who_has_it
from redphone.log import clock
from redphone.look.refusing import try_to
from redphone.officers import reads as officers
from redphone.officers.forms_link import DigitsForm
from redphone.wire.policy import Seat, may_be_mailed, may_read

Addressee = tuple[officers.Contact, Seat]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ring(request: HttpRequest, token: str) -> HttpResponse:
    row = _ring_of(token)
    call = Call.objects.filter(thing=row.call).first() if row else None
    found = officers.addressee(row.officer) if row else None
    if row is None or call is None or found is None:
        return render(request, "calls/link_unknown.html", {"now": clock.now()}, status=404)
    language = request.GET.get("language") or found[0].language
    with translation.override(language if language in ("en", "fr") else "en"):
        if request.method == "POST":
            return _acknowledge(request, token, row, call, found)
        if request.method == "GET" and row.opened_at is None:
            note_opened(ring=row.pk)
        return _page(request, row, call, found, form=DigitsForm())


def _ring_of(token: str) -> Ring | None:
    number = number_in(token)
    row = Ring.objects.filter(pk=number).first() if number is not None else None
    return row if row is not None and is_token_of(row, token) else None


def _acknowledge(request: HttpRequest, token: str, row: Ring, call: Call, found: Addressee) -> HttpResponse:
    form = DigitsForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data["digits"]
        match try_to(lambda: press_link(ring=row.pk, typed=typed, seat=found[1]), form=form):
            case "acknowledged":
                return redirect("ring", token)
            case "wrong_digits":
                words = _("These are not the digits in the mail. Copy them from its text, above the link.")
                form.add_error("digits", words)
            case "too_many_tries":
                form.add_error(None, _("Too many wrong digits. Sign in to acknowledge."))
    return _page(request, row, call, found, form=form, http_status=409)


def _page(
    request: HttpRequest, row: Ring, call: Call, to: Addressee, *, form: DigitsForm, http_status: int = 200
) -> HttpResponse:
    now, zone, seat = clock.now(), to[0].zone, to[1]
    found = who_has_it(row.call, for_=seat)
    line = found.line_of(row.party) if found else None
    reads = may_be_mailed(call.mark) and may_read(call, for_=seat) and not row.in_place_of
    context: dict[str, Any] = {
        "form": form,
        "call": harmless(call),  # no template of this page ever holds the rest
        "number": call.number,
        "status": call.status,
        "mark": call.mark if reads else "GREEN",
        "now": now,
        "raiser": party_name(call.by),
        "party": party_name(row.party),
        "reads": reads,
        "words": readable(call.words) if reads else {},
        "wake": wake_line(
            status=call.status,
            urgency=call.urgency,
            answer_by_at=call.answer_by_at,
            decides=call.words["decides"],
            now=now,
        ),
        "urgency": URGENCIES[call.urgency],
        "decides": DECIDERS[call.words["decides"]],
        "line": line,
        "unreached": party_name(row.in_place_of) if row.in_place_of else "",
        "was_reached": _was_reached(row),
        "waits_itself": bool(row.in_place_of) and line is not None and line.is_waited_for,
        "zone": zone,
        "is_acknowledged": _is_acknowledged(row, line),
        "is_open": call.state == Call.State.OPEN,
        "may_open_call": found is not None,
    }
    return render(request, "calls/link.html", context, status=http_status)


def _was_reached(row: Ring) -> bool:
    """Whether the party in whose place the chair is rung has acknowledged or doubted the call by now."""
    lines = CallLine.objects.filter(thing=row.call, party=row.in_place_of)
    return bool(row.in_place_of) and lines.exclude(acknowledged_at=None, doubted_at=None).exists()


def _is_acknowledged(row: Ring, line: Line | None) -> bool:
    if not row.in_place_of:
        return line is not None and line.acknowledged_at is not None
    return acts.chair_knows(call=row.call, unreached=row.in_place_of, party=row.party)
