"""Pages about the people of one's own party: who is rung first, who is invited, the record."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redphone.log import clock
from redphone.look.refusing import in_words
from redphone.network import reads as network
from redphone.officers import acts, acts_invitation, audit, forms, mails, reads, rules, words
from redphone.officers.models import Invitation, Officer
from redphone.officers.seating import SeatedRequest, has_second_factor, seated
from redphone.officers.step_up import asks_again
from redphone.refused import Refused

P = ParamSpec("P")
Seen = Callable[Concatenate[SeatedRequest, P], HttpResponse]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE = 100
LONGEST_NUMBER = 18
MOMENT = timedelta(seconds=1)


def administrators(view: Seen[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let a page be seen by the administrator of a party alone."""

    def see(request: SeatedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            rules.may_keep_officers(by=request.seat, party=request.seat.party)
        except Refused as refused:
            raise PermissionDenied(in_words(refused)) from refused
        return view(request, *args, **kwargs)

    update_wrapper(see, view)
    return seated(see)


@require_safe
@seated
def officers(request: SeatedRequest) -> HttpResponse:
    """Who sits where in my party, and whom a call rings first."""
    people = reads.officers_of(request.seat.party, for_=request.seat)
    now = clock.now()
    (watch, *_later) = reads.watches(for_=request.seat, since=now, until=now + MOMENT)
    page = {
        "people": people,
        "first": watch.duty,
        "second": watch.deputy,
        "party": network.party(request.seat.party),
        "is_administrator": request.seat.office == "administrator",
        "recoveries": reads.recoveries_open(request.seat.party, for_=request.seat, now=now),
    }
    return render(request, "officers/officers.html", page)


@get_or_post
@administrators
def change_officer(request: SeatedRequest, officer: int) -> HttpResponse:
    """Change what an officer is."""
    person = officer_or_404(request, officer)
    form = forms.OfficerForm(
        posted(request), initial={name: getattr(person, name) for name in acts.CHANGEABLE}
    )
    if form.is_valid():
        with RefusalsShown(request, form):
            ip = audit.address_of(request)
            acts.change_officer(by=request.seat, officer=person.pk, ip=ip, **form.cleaned_data)
            messages.success(request, _("Changed: %(name)s.") % {"name": form.cleaned_data["name"]})
            return redirect("officers:officers")
    page = {"form": form, "person": person, "has_second_factor": has_second_factor(person)}
    return render(request, "officers/change_officer.html", page)


@get_or_post
@administrators
def deactivate(request: SeatedRequest, officer: int) -> HttpResponse:
    """Close an officer's way in; the page before says what will happen."""
    person = officer_or_404(request, officer)
    form = Form(posted(request))
    if form.is_valid():
        with RefusalsShown(request, form):
            acts.deactivate(by=request.seat, officer=person.pk, ip=audit.address_of(request))
            messages.success(request, _("%(name)s can no longer sign in.") % {"name": person.name})
            return redirect("officers:officers")
    return render(request, "officers/deactivate.html", {"form": form, "person": person})


@require_POST
@administrators
@asks_again
def end_sessions_of(request: SeatedRequest, officer: int) -> HttpResponse:
    """End every session of an officer, for a lost phone."""
    person = officer_or_404(request, officer)
    ended = acts.end_sessions_of(by=request.seat, officer=person.pk, ip=audit.address_of(request))
    messages.success(request, _("Sessions ended: %(count)s.") % {"count": ended})
    return (
        redirect("officers:officers")
        if person.pk == request.seat.officer
        else redirect("officers:change_officer", person.pk)
    )


@require_safe
@administrators
def invitations(request: SeatedRequest) -> HttpResponse:
    """Who was invited to my party, and what became of it."""
    offers = reads.invitations_of(request.seat.party, for_=request.seat)
    now = clock.now()
    page = {"rows": [(offer, words.state_of(offer, now=now)) for offer in offers], "now": now}
    return render(request, "officers/invitations.html", page)


@get_or_post
@administrators
def invite(request: SeatedRequest) -> HttpResponse:
    """Invite somebody to a seat of my party, or let one of its officers back in."""
    form = forms.InviteForm(posted(request), initial=_offered(request))
    if form.is_valid():
        with RefusalsShown(request, form):
            ip = audit.address_of(request)
            send_link(request, *acts.invite(by=request.seat, ip=ip, **form.cleaned_data))
            return redirect("officers:invitations")
    return render(request, "officers/invite.html", {"form": form, "party": network.party(request.seat.party)})


@require_POST
@administrators
def send_again(request: SeatedRequest, invitation: int) -> HttpResponse:
    """Send an invitation once more, with a new link; the old one ends."""
    offer = _invitation(request, invitation)
    fields = ("email", "name", "office", "duty", "language", "anew")
    again = {name: getattr(offer, name) for name in fields}
    with RefusalsShown(request):
        send_link(request, *acts.invite(by=request.seat, ip=audit.address_of(request), **again))
    return redirect("officers:invitations")


@require_POST
@administrators
def withdraw_invitation(request: SeatedRequest, invitation: int) -> HttpResponse:
    """Withdraw an invitation: its link opens nothing from now on."""
    offer = _invitation(request, invitation)
    with RefusalsShown(request):
        acts_invitation.withdraw_invitation(
            by=request.seat, invitation=offer.pk, ip=audit.address_of(request)
        )
        messages.success(request, _("Withdrawn: %(email)s.") % {"email": offer.email})
    return redirect("officers:invitations")


@require_safe
@administrators
def record(request: SeatedRequest) -> HttpResponse:
    """What was done in my party on this node, the newest first."""
    before = request.GET.get("before", "")
    people = reads.officers_of(request.seat.party, for_=request.seat)
    names = {person.officer: person.name for person in people}
    form = forms.RecordForm(request.GET, people=list(names.items()))
    chosen = form.cleaned_data if form.is_valid() else {}
    lines = reads.record_of(
        request.seat.party,
        for_=request.seat,
        before=int(before) if before.isdecimal() and len(before) < LONGEST_NUMBER else None,
        limit=A_PAGE,
        **chosen,
    )
    page = {
        "form": form,
        "asked": urlencode({name: value for name, value in chosen.items() if value}),
        "rows": [words.told(line, names) for line in lines],
        "older": lines[-1].pk if len(lines) == A_PAGE else None,
    }
    return render(request, "officers/record.html", page)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty form that was sent is sent all the same."""
    return request.POST if request.method == "POST" else None


class RefusalsShown(AbstractContextManager[None, bool]):
    """What is refused within goes to the record, and to the form's field, or without a form to the next page's top."""

    def __init__(self, request: HttpRequest, form: Form | None = None) -> None:
        self.request, self.form = request, form

    def __exit__(self, kind: object, refused: BaseException | None, trace: object) -> bool:
        if not isinstance(refused, Refused):
            return False
        officer = self.request.user if self.request.user.is_authenticated else None
        path, ip = {"path": audit.place_of(self.request)}, audit.address_of(self.request)
        audit.record(what="act", outcome="refused", who=officer, facts=path, ip=ip)
        if self.form is not None:
            forms.add_refusal(self.form, refused)
        else:
            messages.error(self.request, in_words(refused))
        return True


def send_link(request: SeatedRequest, invitation: Invitation, token: str) -> None:
    if invitation.recovers and not invitation.confirmed_by:
        mails.tell(reads.addressee_of(invitation.recovers), what="recovery_asked")
        messages.success(
            request,
            _("A second officer of your party confirms this on the page “Officers”; then the link goes out."),
        )
    elif mails.send_invitation(invitation, token):
        acts_invitation.mark_mailed(invitation=invitation.pk)
        messages.success(
            request, _("The invitation has been sent to %(email)s.") % {"email": invitation.email}
        )
    else:
        messages.error(
            request,
            _("The mail to %(email)s could not be sent. Try again below.") % {"email": invitation.email},
        )


def _offered(request: SeatedRequest) -> dict[str, object]:
    """What the form begins with: an officer who is to be let back in, or a new desk officer."""
    officer = request.GET.get("officer", "")
    if not officer.isdecimal():
        return {"language": network.party(request.seat.party).languages[0]}
    person = officer_or_404(request, int(officer))
    return {name: getattr(person, name) for name in ("email", "name", "office", "duty", "language")}


def officer_or_404(request: SeatedRequest, officer: int) -> Officer:
    try:
        return reads.officer_of(request.seat.party, officer, for_=request.seat)
    except Refused as refused:
        raise Http404(str(refused)) from refused


def _invitation(request: SeatedRequest, invitation: int) -> Invitation:
    found = [
        offer
        for offer in reads.invitations_of(request.seat.party, for_=request.seat)
        if offer.pk == invitation
    ]
    if not found:
        raise Http404
    return found[0]
