"""Pages with which an administrator freezes officers of their party, and thaws them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from redphone.network import reads as network
from redphone.officers import acts_freeze, acts_sleep, audit, reads
from redphone.officers.forms import WhyForm
from redphone.officers.seating import SeatedRequest
from redphone.officers.step_up import asks_again
from redphone.officers.views import RefusalsShown, administrators, get_or_post, officer_or_404, posted


@get_or_post
@administrators
@asks_again
def freeze(request: SeatedRequest, officer: int) -> HttpResponse:
    """Freeze one officer; the page says before what will happen."""
    said = _("%(name)s is frozen.")
    return _with_reason(request, officer, do=acts_freeze.freeze, said=said, page="officers/freeze.html")


@get_or_post
@administrators
@asks_again
def freeze_all(request: SeatedRequest) -> HttpResponse:
    """Freeze every officer of my party but me."""
    form = WhyForm(posted(request))
    if form.is_valid():
        with RefusalsShown(request, form):
            frozen = len(
                acts_freeze.freeze_all(
                    by=request.seat, why=form.cleaned_data["why"], ip=audit.address_of(request)
                )
            )
            words = ngettext("%(n)s officer is frozen.", "%(n)s officers are frozen.", frozen)
            messages.success(request, words % {"n": frozen})
            return redirect("officers:officers")
    page = {"form": form, "party": network.party(request.seat.party)}
    people = reads.officers_of(request.seat.party, for_=request.seat)
    others = [one for one in people if one.is_active and one.officer != request.seat.officer]
    return render(request, "officers/freeze_all.html", {**page, "others": others})


@require_POST
@administrators
def wake(request: SeatedRequest, officer: int) -> HttpResponse:
    """Let an officer who is asleep sign in again."""
    person = officer_or_404(request, officer)
    with RefusalsShown(request):
        acts_sleep.wake(by=request.seat, officer=person.pk, ip=audit.address_of(request))
        messages.success(request, _("%(name)s can sign in again.") % {"name": person.name})
    return redirect("officers:officers")


@get_or_post
@administrators
@asks_again
def thaw(request: SeatedRequest, officer: int) -> HttpResponse:
    """Let a frozen officer sign in again."""
    said = _("%(name)s can sign in again.")
    return _with_reason(request, officer, do=acts_freeze.thaw, said=said, page="officers/thaw.html")


def _with_reason(
    request: SeatedRequest, officer: int, *, do: Callable[..., object], said: str, page: str
) -> HttpResponse:
    """Do to an officer of my party what needs a reason, and say that it is done."""
    person, form = officer_or_404(request, officer), WhyForm(posted(request))
    if form.is_valid():
        with RefusalsShown(request, form):
            why, ip = form.cleaned_data["why"], audit.address_of(request)
            do(by=request.seat, officer=person.pk, why=why, ip=ip)
            messages.success(request, said % {"name": person.name})
            return redirect("officers:officers")
    return render(request, page, {"form": form, "person": person})
