"""Speaking of a call: its raiser updates, corrects, cancels and ends it, the others answer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redphone.calls import acts, acts_doubt, acts_voice
from redphone.calls.cards import WhoHasIt
from redphone.calls.figures import FigureForms, figures_of
from redphone.calls.forms import AnswerForm, CancelForm, CorrectForm, StandDownForm, UpdateForm, WhyForm
from redphone.calls.forms_voice import ContradictForm, ReportForm
from redphone.calls.views import find, page_of
from redphone.log import clock
from redphone.look.refusing import try_to
from redphone.network import reads as network
from redphone.officers.seating import SeatedRequest, seated


@require_http_methods(["GET", "POST"])
@seated
def answer_call(request: SeatedRequest, thing: str) -> HttpResponse:
    form = AnswerForm(request.POST or None, zone=request.zone)

    def act(call: str, figures: Any) -> Any:
        return acts.answer_call(by=request.seat, call=call, answer=form.message(figures))

    return speak(
        request, thing, form, "calls/answer.html", act, _("Your answer is with everybody in the call.")
    )


@require_http_methods(["GET", "POST"])
@seated
def update_call(request: SeatedRequest, thing: str) -> HttpResponse:
    form = UpdateForm(request.POST or None, zone=request.zone)

    def act(call: str, figures: Any) -> Any:
        return acts.update_call(by=request.seat, call=call, update=form.message(figures))

    return speak(
        request, thing, form, "calls/update.html", act, _("What changed goes to everybody who was rung.")
    )


@require_http_methods(["GET", "POST"])
@seated
def correct_call(request: SeatedRequest, thing: str) -> HttpResponse:
    found = find(request, thing)
    initial = {"what_happened": found.call.what_happened, "place": found.call.words.get("place")}
    form = CorrectForm(request.POST or None, zone=request.zone, initial=initial)

    def act(call: str, figures: Any) -> Any:
        return acts.correct_call(by=request.seat, call=call, correction=form.message())

    return speak(
        request, thing, form, "calls/correct.html", act, _("The correction goes to everybody who was rung.")
    )


@require_http_methods(["GET", "POST"])
@seated
def cancel_call(request: SeatedRequest, thing: str) -> HttpResponse:
    form = CancelForm(request.POST or None)

    def act(call: str, figures: Any) -> Any:
        return acts.cancel_call(by=request.seat, call=call, cancel=form.message())

    return speak(
        request, thing, form, "calls/cancel.html", act, _("Cancelled. Everybody who was rung is told.")
    )


@require_http_methods(["GET", "POST"])
@seated
def stand_down_call(request: SeatedRequest, thing: str) -> HttpResponse:
    form = StandDownForm(request.POST or None)

    def act(call: str, figures: Any) -> Any:
        return acts.stand_down_call(by=request.seat, call=call, note=form.cleaned_data["note"])

    return speak(
        request, thing, form, "calls/stand_down.html", act, _("Stood down. Everybody who was rung is told.")
    )


@require_http_methods(["GET", "POST"])
@seated
def doubt_call(request: SeatedRequest, thing: str) -> HttpResponse:
    """Say that one believes a call to be wrong."""
    form = WhyForm(request.POST or None)

    def act(call: str, figures: Any) -> Any:
        return acts_doubt.doubt_call(by=request.seat, call=call, why=form.cleaned_data["why"])

    said = _("Everybody in the call sees that you believe it to be wrong. Your party is rung no more.")
    return speak(request, thing, form, "calls/doubt.html", act, said)


@require_http_methods(["GET", "POST"])
@seated
def stop_ringing(request: SeatedRequest, thing: str) -> HttpResponse:
    """Stop the ringing for everybody, as chair."""
    form = WhyForm(request.POST or None)

    def act(call: str, figures: Any) -> Any:
        return acts_doubt.stop_ringing(by=request.seat, call=call, why=form.cleaned_data["why"])

    return speak(request, thing, form, "calls/stop_ringing.html", act, _("Nobody is rung any more."))


@require_http_methods(["GET", "POST"])
@seated
def report_call(request: SeatedRequest, thing: str) -> HttpResponse:
    """Write down what another party said by voice."""
    found = find(request, thing)
    waiting = {line.party for line in found.addressed if line.acknowledged_at is None}
    names = {code: card.name for code, card in network.parties().items() if code in waiting}
    names.pop(request.seat.party, None)
    initial = {"happened_at": clock.now(), "party": request.GET.get("party", "")}
    form = ReportForm(request.POST or None, zone=request.zone, parties=list(names.items()), initial=initial)

    def act(call: str, figures: Any) -> Any:
        at = form.cleaned_data["happened_at"]
        return acts_voice.report_call(by=request.seat, call=call, report=form.message(), happened_at=at)

    return speak(request, thing, form, "calls/report.html", act, _("Written down. It confirms this itself."))


@require_http_methods(["GET", "POST"])
@seated
def contradict_report(request: SeatedRequest, thing: str) -> HttpResponse:
    """Say that what was reported of one's own party is not so."""
    form = ContradictForm(request.POST if request.method == "POST" else None)

    def act(call: str, figures: Any) -> Any:
        return acts_voice.contradict_report(by=request.seat, call=call, note=form.cleaned_data["note"])

    return speak(
        request, thing, form, "calls/contradict.html", act, _("Contradicted. Everybody in the call sees it.")
    )


def speak(
    request: SeatedRequest,
    thing: str,
    form: Any,
    template: str,
    act: Callable[[str, Any], Any],
    done: str,
) -> HttpResponse:
    """Show a form about a call, or do its act; what is refused stands beside what was typed."""
    found = find(request, thing)
    initial = [{"as_of": clock.now() - timedelta(minutes=1)}] * 2
    figures = (
        FigureForms(
            request.POST or None, prefix="figures", form_kwargs={"zone": request.zone}, initial=initial
        )
        if template in _WITH_FIGURES
        else None
    )
    if request.method == "POST" and form.is_valid() and (figures is None or figures.is_valid()):
        said = figures_of(figures) if figures is not None else ()
        if try_to(lambda: act(found.call.thing, said), form=form) is not None:
            messages.success(request, done)
            return redirect(_without_draft(form_of=template, thing=found.call.thing))
    context = page_of(request, found, form=form, figures=figures, rung_count=_count_rung(found))
    return render(request, template, context)


def _without_draft(*, form_of: str, thing: str) -> str:
    """The call's page, told that what was typed into a form about it has been received."""
    return reverse("calls:call", args=[thing]) + f"?done={PurePath(form_of).stem}-{thing}"


_WITH_FIGURES = ("calls/answer.html", "calls/update.html")


def _count_rung(found: WhoHasIt) -> int:
    """How many parties were rung: those that hear of whatever is said next."""
    return sum(line.delivered_at is not None or line.acknowledged_at is not None for line in found.addressed)
