"""Letting a colleague back in takes two: the pages with which a second officer agrees, or says that it is wrong."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redphone.log import clock
from redphone.officers import acts_invitation, audit, reads
from redphone.officers.models import Invitation
from redphone.officers.seating import SeatedRequest, seated
from redphone.officers.step_up import asks_again
from redphone.officers.views import RefusalsShown, get_or_post, posted, send_link


@get_or_post
@seated
@asks_again
def confirm_recovery(request: SeatedRequest, invitation: int) -> HttpResponse:
    """Agree that a colleague is let back in; the page says who asked, and what happens then."""
    offer, can_confirm = _waiting(request, invitation)
    form = Form(posted(request))
    if form.is_valid():
        with RefusalsShown(request, form):
            ip = audit.address_of(request)
            send_link(request, *acts_invitation.confirm_recovery(by=request.seat, invitation=offer.pk, ip=ip))
            return redirect("officers:officers")
    asked_by = reads.name_of(offer.made_by, for_=request.seat)
    page = {"form": form, "offer": offer, "asked_by": asked_by, "can_confirm": can_confirm}
    return render(request, "officers/confirm_recovery.html", page)


@require_POST
@seated
def refuse_recovery(request: SeatedRequest, invitation: int) -> HttpResponse:
    """Say that it is wrong: its link never goes out."""
    offer, _can_confirm = _waiting(request, invitation)
    with RefusalsShown(request):
        acts_invitation.refuse_recovery(by=request.seat, invitation=offer.pk, ip=audit.address_of(request))
        messages.success(request, _("Refused: %(name)s is not let back in.") % {"name": offer.name})
    return redirect("officers:officers")


def _waiting(request: SeatedRequest, invitation: int) -> tuple[Invitation, bool]:
    waiting = reads.recoveries_open(request.seat.party, for_=request.seat, now=clock.now())
    found = next((one for one in waiting if one[0].pk == invitation), None)
    if found is None:
        raise Http404
    return found
