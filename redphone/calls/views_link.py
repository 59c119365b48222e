"""The link in a ring's mail, without a sign-in. A GET changes nothing of the call; a POST needs the two digits.

Mail scanners open every link and some press every button. Opening is noted, as unreliable; acknowledging takes a
person who copies what stands in the mail's text and nowhere on the page.
"""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redphone.calls import acts
from redphone.calls.forms import DigitsForm
from redphone.calls.links import DIGITS_ALLOWED, are_digits_of, ring_of
from redphone.calls.models import Call, Ring
from redphone.calls.opened import note_opened
from redphone.calls.papers import DECIDERS, URGENCIES, party_name, wake_line
from redphone.calls.reads import Line, who_has_it
from redphone.log import clock
from redphone.look.refusing import try_to
from redphone.officers import reads as officers
from redphone.wire.policy import Seat, may_be_mailed, may_read


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ring(request: HttpRequest, token: str) -> HttpResponse:
    row = Ring.objects.filter(pk=ring_of(token)).first()
    call = Call.objects.filter(thing=row.call).first() if row else None
    found = officers.addressee(row.officer) if row else None
    if row is None or call is None or found is None:
        return render(request, "calls/link_unknown.html", {"now": clock.now()}, status=404)
    contact, seat = found
    language = request.GET.get("language") or contact.language
    with translation.override(language if language in ("en", "fr") else "en"):
        if request.method == "POST":
            return _acknowledge(request, token, row, call, seat)
        if request.method == "GET":
            note_opened(ring=row)
        return _page(request, row, call, seat, form=DigitsForm())


def _acknowledge(request: HttpRequest, token: str, row: Ring, call: Call, seat: Seat) -> HttpResponse:
    form = DigitsForm(request.POST)
    if row.wrong_digits >= DIGITS_ALLOWED:
        form.add_error(None, _("Too many wrong digits. Sign in to acknowledge."))
    elif form.is_valid() and not are_digits_of(row.pk, form.cleaned_data["digits"]):
        Ring.objects.filter(pk=row.pk).update(wrong_digits=F("wrong_digits") + 1)
        form.add_error(
            "digits", _("These are not the digits in the mail. Copy them from its text, below the link.")
        )
    elif form.is_valid():
        try_to(lambda: _do(row, seat), form=form)
    if form.errors:
        return _page(request, row, call, seat, form=form, http_status=409)
    return redirect("ring", token)


def _do(row: Ring, seat: Seat) -> None:
    if row.in_place_of:
        acts.acknowledge_as_chair(by=seat, call=row.call, unreached=row.in_place_of, way="link")
    else:
        acts.acknowledge_call(by=seat, call=row.call, way="link")


def _page(
    request: HttpRequest, row: Ring, call: Call, seat: Seat, *, form: DigitsForm, http_status: int = 200
) -> HttpResponse:
    now = clock.now()
    found = who_has_it(row.call, for_=seat)
    line = found.line_of(row.party) if found else None
    reads = may_be_mailed(call.mark) and may_read(call, for_=seat) and not row.in_place_of
    context: dict[str, Any] = {
        "form": form,
        "call": call,
        "number": call.number,
        "status": call.status,
        "mark": call.mark if reads else "GREEN",
        "now": now,
        "raiser": party_name(call.by),
        "party": party_name(row.party),
        "reads": reads,
        "words": call.words if reads else {},
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
        "is_acknowledged": _is_acknowledged(row, line),
        "is_open": call.state == Call.State.OPEN,
    }
    return render(request, "calls/link.html", context, status=http_status)


def _is_acknowledged(row: Ring, line: Line | None) -> bool:
    if not row.in_place_of:
        return line is not None and line.acknowledged_at is not None
    return acts.chair_knows(call=row.call, unreached=row.in_place_of, party=row.party)
