"""The readable mailbox, and the switch by which its mail server refuses somebody's mail."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from redphone.demo import cast
from redphone.demo.doors import demo_only
from redphone.demo.forms import RefuseForm, ShowForm, letter_boxes
from redphone.demo.mailbox import SHOWN, Mail, Mailbox
from redphone.log import clock
from redphone.look.words import status_word

MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""What an HTML mail may do: have its own styles, be in our frame, and open its links in a page of their own."""
STATUSES = ("actual", "exercise", "test")


@require_safe
@demo_only
def mailbox(request: HttpRequest) -> HttpResponseBase:
    """Every mail, the newest first, and what is refused at the moment."""
    show = ShowForm(request.GET if "to" in request.GET else None)
    whose = show.cleaned_data["to"] if show.is_bound and show.is_valid() else ""
    return _page(request, show, RefuseForm(), whose=whose)


def _page(
    request: HttpRequest, show: ShowForm, refuse: RefuseForm, *, whose: str = "", http_status: int = 200
) -> HttpResponse:
    box, names = _box(), dict(letter_boxes())
    context = {
        "rows": [_row(mail) for mail in box.mails(whose=whose)],
        "most": SHOWN,
        "show": show,
        "whose": whose,
        "refuse": refuse,
        "refused": [(names.get(one, one), one, code) for one, code in box.refused().items()],
        "now": clock.now(),
    }
    return render(request, "demo/mailbox.html", context, status=http_status)


@require_POST
@demo_only
def refuse(request: HttpRequest) -> HttpResponseBase:
    """Refuse somebody's mail from now on, or take it again."""
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, ShowForm(), form, http_status=409)
    _box().refuse(form.cleaned_data["whose"], form.code())
    whose = dict(letter_boxes())[form.cleaned_data["whose"]]
    if form.code() is None:
        messages.success(request, _("Taken again: mail to %(whose)s.") % {"whose": whose})
    else:
        messages.success(request, _("Refused from now on: mail to %(whose)s.") % {"whose": whose})
    return redirect("demo:mailbox")


@require_safe
@demo_only
def mail(request: HttpRequest, number: int) -> HttpResponseBase:
    """One mail, as the person reads it who got it."""
    found = _box().open(number)
    if found is None:
        raise Http404
    context = {"row": _row(found.mail), "mail": found, "now": clock.now()}
    return render(request, "demo/mail.html", context)


@require_safe
@demo_only
@xframe_options_sameorigin
def html_part(request: HttpRequest, number: int) -> HttpResponseBase:
    """The HTML of a mail, for the frame on its page. Nothing in it runs; its links open beside."""
    found = _box().open(number)
    if found is None or not found.html:
        raise Http404
    before, head, after = found.html.partition("<head>")
    content = f'{before}{head}<base target="_blank">{after}' if head else found.html
    return HttpResponse(
        content, headers={"Content-Security-Policy": MAIL_POLICY, "Referrer-Policy": "no-referrer"}
    )


def _box() -> Mailbox:
    return Mailbox(settings.HOME / "mailbox.sqlite3")


def _row(mail: Mail) -> dict[str, object]:
    """A mail for the list: its status apart from the rest of its subject, and who its recipient is."""
    status, subject, language = _status_of(mail.subject)
    return {
        "mail": mail,
        "status": status,
        "language": language,
        "subject": subject or _("(no subject)"),
        "part": cast.BY_EMAIL.get(mail.recipient),
    }


def _status_of(subject: str) -> tuple[str, str, str]:
    """The status that a subject begins with, what comes after it, and in which language both are."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for status in STATUSES:
                if subject.startswith(status_word(status)):
                    rest = subject.removeprefix(status_word(status)).lstrip(" :·\N{NO-BREAK SPACE}")
                    return status, rest, str(code)
    return "", subject, translation.get_language() or "en"
