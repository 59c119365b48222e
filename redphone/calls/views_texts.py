"""Where the provider of texts says what became of them, and hands on what officers reply; all signed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from redphone.calls.links import is_receipt_token_of, number_in
from redphone.calls.models import Call, Ring
from redphone.calls.ringer.texts import Texter, texter
from redphone.calls.texted import note_failed, note_received, take_text_reply
from redphone.officers import reads as officers
from redphone.officers.reads_paths import texted
from redphone.refused import Refused


@csrf_exempt
@require_POST
def text_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What became of one text."""
    provider, row = _provider(request), _text_of(token)
    if provider is None or row is None:
        return HttpResponseForbidden()
    match provider.receipt_in(request.POST.dict()):
        case "received":
            note_received(ring=row.pk)
        case "failed":
            note_failed(ring=row.pk, why=provider.why_failed(request.POST.dict()))
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def text_reply(request: HttpRequest) -> HttpResponse:
    """What an officer texted back; what it came to is texted to them, unless their network is hostile."""
    provider = _provider(request)
    if provider is None:
        return HttpResponseForbidden()
    sender, words = provider.reply_in(request.POST.dict())
    try:
        came_to, row = take_text_reply(sender=sender, words=words)
    except Refused:
        came_to, row = "unknown", None
    said = _said(came_to, row) if row is not None else ""
    return HttpResponse(render_to_string("calls/text_reply.xml", {"said": said}), content_type="text/xml")


def _text_of(token: str) -> Ring | None:
    number = number_in(token)
    row = Ring.objects.filter(pk=number).first() if number is not None else None
    return row if row is not None and is_receipt_token_of(row, token) else None


def _provider(request: HttpRequest) -> Texter | None:
    """The provider, if this request is signed by it."""
    found = texter()
    url = f"{settings.REDPHONE_URL}{request.get_full_path()}"
    return found if found and found.is_theirs(url, request.POST.dict(), request.headers) else None


def _said(came_to: str, row: Ring) -> str:
    found, mobile = officers.addressee(row.officer), texted({row.officer}).get(row.officer)
    call = Call.objects.filter(thing=row.call).first()
    if found is None or mobile is None or mobile.is_watched or call is None:
        return ""
    with translation.override(found[0].language):
        match came_to:
            case "acknowledged":
                return _("%(number)s: noted, your party has it.") % {"number": call.number}
            case "too_many_tries":
                return _("%(number)s: too many wrong digits. Sign in to acknowledge.") % {
                    "number": call.number
                }
        return _("Not acknowledged. Reply with the two digits of the message alone.")
