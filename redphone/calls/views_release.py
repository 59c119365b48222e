"""Pages of a call that waits for a second person: read word for word, released, sent back, taken back, raised alone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redphone.calls import acts_release
from redphone.calls.acts import Raised
from redphone.calls.forms import WhyForm
from redphone.calls.mails_release import tell_chair, tell_of_held, tell_sent_back
from redphone.calls.papers import DECIDERS, URGENCIES, escalation_lines
from redphone.calls.reads_escalation import escalation_of
from redphone.calls.reads_release import Held, count_second_persons, held_call
from redphone.log import clock
from redphone.look.refusing import in_words
from redphone.network import reads as network
from redphone.officers.seating import SeatedRequest, seated
from redphone.officers.step_up import asks_again
from redphone.refused import Refused
from redphone.situations import reads as situations

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@seated
def held(request: SeatedRequest, held: int) -> HttpResponse:
    """What waits, to the letter, with what this seat may do about it."""
    return _show(request, _find(request, held))


@get_or_post
@seated
@asks_again
def release_call(request: SeatedRequest, held: int) -> HttpResponse:
    """Release what was read: the form carries the digest of what the page showed."""
    found, read = _find(request, held), request.POST.get("digest", "")
    return _do(
        request, found, lambda: acts_release.release_call(by=request.seat, held=held, read=read), _went
    )


@get_or_post
@seated
@asks_again
def raise_alone(request: SeatedRequest, held: int) -> HttpResponse:
    """Raise it without a second person, with the reason; the chair is told."""
    found, form = _find(request, held), WhyForm(request.POST or None)
    if request.method == "POST" and not form.is_valid():
        return _show(request, found, form)
    said = form.cleaned_data if form.is_bound else {"why": ""}
    act = lambda: acts_release.raise_held_alone(by=request.seat, held=held, why=said["why"])  # noqa: E731
    return _do(request, found, act, _went_alone)


@get_or_post
@seated
def send_back(request: SeatedRequest, held: int) -> HttpResponse:
    """Send it back, with the reason."""
    found, form = _find(request, held), WhyForm(request.POST or None)
    if request.method == "POST" and not form.is_valid():
        return _show(request, found, form)
    why = form.cleaned_data["why"] if form.is_bound else ""
    return _do(
        request, found, lambda: acts_release.send_back(by=request.seat, held=held, why=why), _was_sent_back
    )


@require_POST
@seated
def take_back(request: SeatedRequest, held: int) -> HttpResponse:
    found = _find(request, held)
    return _do(request, found, lambda: acts_release.take_back(by=request.seat, held=held), _was_taken_back)


@require_POST
@seated
def ask_again(request: SeatedRequest, held: int) -> HttpResponse:
    found = _find(request, held)
    return _do(request, found, lambda: acts_release.ask_again(by=request.seat, held=held), _waits_anew)


def go_to_held(request: SeatedRequest, held: int, *, is_new: bool) -> HttpResponse:
    """After raising: to the page on which it waits. The draft is done with, for it is kept here."""
    if is_new:
        _tell_colleagues(request, held)
    else:
        messages.info(request, _("Your party has raised this already, and it waits for a second person."))
    return redirect(reverse("calls:held", args=[held]) + "?done=raise-actual")


def which_way(request: SeatedRequest, *, mark: str) -> dict[str, Any]:
    """For the page that asks to confirm: that it will wait, and for how many who may release it."""
    return {"waits": True, "second_persons": count_second_persons(by=request.seat, mark=mark)}


def _find(request: SeatedRequest, held: int) -> Held:
    found = held_call(held, for_=request.seat, now=clock.now()) if held < 2**63 else None
    if found is None:
        raise Http404
    return found


def _do(
    request: SeatedRequest,
    found: Held,
    act: Callable[[], Any],
    say: Callable[[SeatedRequest, Held, Any], HttpResponse],
) -> HttpResponse:
    """The act, and what to say of it; what is refused is said on its page, where all of it still stands."""
    if request.method != "POST":
        return redirect("calls:held", found.number)
    try:
        done = act()
    except Refused as refused:
        messages.error(request, in_words(refused))
        return redirect("calls:held", found.number)
    return say(request, found, done)


def _went(request: SeatedRequest, found: Held, raised: Raised) -> HttpResponse:
    messages.success(request, _("Released: it is sent, and every member is rung."))
    return redirect("calls:call", raised.thing)


def _went_alone(request: SeatedRequest, found: Held, raised: Raised) -> HttpResponse:
    if tell_chair(raised.thing, by=request.seat.party):
        messages.success(
            request, _("It is sent, and every member is rung. The chair is told that you were alone.")
        )
    else:
        messages.error(
            request,
            _(
                "It is sent, and every member is rung. No mail went to the chair from here: telephone the chair."
            ),
        )
    return redirect("calls:call", raised.thing)


def _was_sent_back(request: SeatedRequest, found: Held, officer: int) -> HttpResponse:
    if tell_sent_back(found.number, officer=officer):
        messages.success(request, _("Sent back: nobody is rung. Who raised it is told by mail."))
    else:
        messages.error(
            request, _("Sent back: nobody is rung. No mail could be sent: tell who raised it by voice.")
        )
    return redirect("desk:home")


def _was_taken_back(request: SeatedRequest, found: Held, done: None) -> HttpResponse:
    messages.success(request, _("Taken back: nobody is rung."))
    return redirect("desk:home")


def _waits_anew(request: SeatedRequest, found: Held, done: None) -> HttpResponse:
    _tell_colleagues(request, found.number)
    return redirect("calls:held", found.number)


def _tell_colleagues(request: SeatedRequest, held: int) -> None:
    if not tell_of_held(held):
        messages.error(
            request, _("No mail reached a colleague who could release it: telephone one, or raise it alone.")
        )


def _show(request: SeatedRequest, found: Held, form: WhyForm | None = None) -> HttpResponse:
    wanted, parties = found.wanted, network.parties()
    card = situations.situation(wanted.call.situation, for_=request.seat) if not wanted.opening else None
    context = {
        "held": found,
        "call": wanted.call,
        "wanted": wanted,
        "recipients": [parties[code].name for code in parties if code in wanted.to],
        "situation_title": wanted.opening.title if wanted.opening else card.title if card else "",
        "is_mine": found.officer == request.seat.officer,
        "second_persons": count_second_persons(by=request.seat, mark=wanted.mark),
        "form": form or WhyForm(),
        "promised": escalation_lines(escalation_of(wanted.call, by=request.seat)),
        "urgency": URGENCIES[wanted.call.urgency],
        "decides": DECIDERS[wanted.call.decides],
        "status": "actual",
        "mark": wanted.mark,
        "national": wanted.national,
        "now": clock.now(),
    }
    return render(request, "calls/held.html", context, status=409 if form else 200)
