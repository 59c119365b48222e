"""The link in a test's mail, without a sign-in. A GET changes nothing; a POST needs the two digits: as for a call."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redphone.drills import acts
from redphone.drills.links import link_of
from redphone.drills.models import Letter, LinkTest
from redphone.drills.passages import passage_of
from redphone.log import clock
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.officers.forms_link import DigitsForm
from redphone.officers.links import number_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_test(request: HttpRequest, token: str) -> HttpResponse:
    letter = _letter_of(token)
    test = LinkTest.objects.filter(key=letter.cause).first() if letter else None
    found = officers.addressee(letter.officer) if letter else None
    if letter is None or test is None or found is None:
        return render(request, "drills/link_unknown.html", {"now": clock.now()}, status=404)
    language = request.GET.get("language") or found[0].language
    with translation.override(language if language in ("en", "fr") else "en"):
        form = DigitsForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and _press(letter, form):
            return redirect("link_test", token)
        return _page(request, letter, test, form, status=409 if form.is_bound else 200)


def _letter_of(token: str) -> Letter | None:
    number = number_in(token)
    row = Letter.objects.filter(pk=number, about="test").first() if number is not None else None
    return row if row is not None and link_of(row).has_token(token) else None


def _press(letter: Letter, form: DigitsForm) -> bool:
    """Whether there is nothing to put right: it was received, or is over."""
    match acts.press_link(letter=letter.pk, typed=form.cleaned_data["digits"]):
        case "wrong_digits":
            words = _("These are not the digits in the mail. Copy them from its text, above the link.")
            form.add_error("digits", words)
        case "too_many_tries":
            form.add_error(None, _("Too many wrong digits. Sign in, and test your line again."))
    return form.is_valid()


def _page(
    request: HttpRequest, letter: Letter, test: LinkTest, form: DigitsForm, *, status: int
) -> HttpResponse:
    context: dict[str, Any] = {
        "status": "test",
        "mark": "GREEN",
        "form": form,
        "now": clock.now(),
        "party": network.party(letter.party).name,
        "passage": passage_of(letter.cause),
        "test": test,
    }
    return render(request, "drills/link.html", context, status=status)
