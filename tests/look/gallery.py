"""A small site of its own that shows every component in every state: `python -m tests.look.gallery [PORT]`.

It has its own settings and no database, so it knows no room and runs while others are being built.
"""

import json
import queue
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.conf import settings

NOW = datetime(2024, 11, 22, 17, 4, tzinfo=UTC)
PAGES = Path(__file__).parent / "pages"


def configure() -> None:
    """Settings of the gallery alone: strict CSP as in the real ones."""
    settings.configure(
        DEBUG=False,
        SECRET_KEY="gallery",
        ALLOWED_HOSTS=["localhost", "127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["redphone.look", "django.contrib.staticfiles"],
        MIDDLEWARE=[
            "csp.middleware.CSPMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [PAGES],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "redphone.look.page.page_context",
                    ]
                },
            }
        ],
        CONTENT_SECURITY_POLICY={"DIRECTIVES": {"default-src": ["'self'"], "form-action": ["'self'"]}},
        LANGUAGES=[("en", "English"), ("fr", "French")],
        LOCALE_PATHS=[Path(__file__).parents[2] / "redphone" / "locale"],
        STATIC_URL="/static/",
        USE_TZ=True,
    )
    django.setup()


if not settings.configured:
    configure()

from django import forms  # noqa: E402  (Django is told its settings first)
from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from redphone.look.menu import Line  # noqa: E402
from redphone.look.words import STATES  # noqa: E402


def ago(minutes: int) -> datetime:
    """That many minutes before the gallery's now."""
    return NOW - timedelta(minutes=minutes)


class RaiseForm(forms.Form):
    """One field of each sort."""

    status = forms.ChoiceField(
        label="Is this actual?",
        choices=[("actual", "Actual"), ("exercise", "Exercise"), ("test", "Test")],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label="What happened, in one line", max_length=90)
    text = forms.CharField(label="What you know", help_text="No names of refugees.", widget=forms.Textarea)
    place = forms.CharField(label="Where", required=False)
    place_unknown = forms.BooleanField(label="", required=False)
    happened_at = forms.DateTimeField(
        label="When, UTC", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    persons = forms.IntegerField(label="How many", required=False)
    persons_unknown = forms.BooleanField(required=False)
    unit = forms.ChoiceField(label="Counted in", choices=[("persons", "persons"), ("cases", "cases")])
    members = forms.MultipleChoiceField(
        label="Whom it concerns",
        choices=[("ES", "Spain"), ("IT", "Italy"), ("NZ", "New Zealand")],
        widget=forms.CheckboxSelectMultiple,
    )
    code = forms.RegexField(
        label="The two digits in the mail",
        regex=r"^\d\d$",
        widget=forms.TextInput(attrs={"class": "digits", "inputmode": "numeric", "maxlength": 2}),
    )
    agree = forms.BooleanField(label="I have read it aloud to a second officer", required=False)


def members(*, spain: str = "acknowledged") -> list[dict[str, object]]:
    """The table "who has it"; Spain's state is what the live test changes."""
    rows: list[tuple[str, str, str, str, str, str]] = [
        ("Canada", "answered", "", "Duty desk", "9 min", "412 persons (131 cases); can suspend"),
        ("United Kingdom", "answered", "", "Embassy desk", "0 s", "1\u202f150 persons; suspended"),
        ("Italy", "acknowledged", "", "Duty desk", "4 min", "Answer promised by 18:30 UTC"),
        (
            "European Commission",
            "answered",
            "",
            "Duty desk",
            "12 min",
            "Cannot say; need until Mon 09:00 UTC",
        ),
        ("Spain", spain, "", "Deputy", "19 min", ""),
        ("United States", "acknowledged", "", "Duty desk", "2 min", ""),
        (
            "Australia",
            "ringing",
            "Ringing the deputy",
            "Sat 04:04 in Canberra",
            "24 min",
            "Duty number in 6 min",
        ),
        ("New Zealand", "nobody", "", "Sat 06:04 in Wellington", "24 min", "Mail refused twice; chair told"),
    ]
    names = ("who", "state", "word", "by", "after", "what")
    return [dict(zip(names, row, strict=True), you=row[0] == "Italy") for row in rows]


STORY = [
    (ago(2), "The European Commission needs until Monday 09:00 UTC"),
    (ago(5), "Spain acknowledged, by the deputy"),
    (ago(12), "New Zealand: mail refused; the chair was told"),
    (ago(15), "Canada: 412 persons, can suspend"),
    (ago(24), "Raised by the United Kingdom"),
]
HELD = {"unit": "persons", "quantifier": "at_least", "value": 140, "source": "UK embassy", "as_of": ago(14)}
CONTEXT: dict[str, object] = {
    "now": NOW,
    "raised_at": ago(24),
    "first_at": ago(24) + timedelta(seconds=100),
    "due_at": ago(-116),
    "late_at": ago(40),
    "far_at": ago(-60 * 31),
    "zone": "Europe/Rome",
    "site_zone": "Asia/Karachi",
    "site_label": "Islamabad",
    "seat": "Italy · duty desk",
    "mark": "AMBER",
    "hosting": ["Italy", "Spain"],
    "story": STORY,
    "states": list(STATES),
    "held": {**HELD, "confidence": "likely"},
    "unsure": {"unit": "cases", "quantifier": "unknown", "value": None, "source": "IOM", "as_of": ago(900)},
    "cases": {"unit": "cases", "quantifier": "about", "value": 1310, "source": "Canada", "as_of": ago(90)},
    "menu": [
        Line(label=label, url=f"/{label.lower()}/", count=count, current="page" if label == "Desk" else "")
        for label, count in (("Desk", 2), ("Calls", 1), ("Situations", 0), ("Exchange", 0), ("Network", 0))
    ],
}
NOTES = {"actual": "Information sharing, set by the chair; review Sun 18:00 UTC"}
world = {"spain": "acknowledged", "line": "up"}
listeners: list["queue.Queue[str]"] = []


def page(request: HttpRequest, name: str = "call") -> HttpResponse:
    """Any page of the gallery; `?status=` and `?signed=out` change what surrounds it."""
    status = request.GET.get("status", "actual" if name == "call" else "")
    form = RaiseForm(request.POST if request.method == "POST" or "wrong" in request.GET else None)
    extra = {
        "status": status,
        "status_note": NOTES.get(status, ""),
        "rows": members(spain=world["spain"]),
        "form": form,
    }
    if request.GET.get("signed") == "out":
        extra["seat"] = ""
    return render(request, f"{name}.html", {**CONTEXT, **extra})


def who(request: HttpRequest) -> HttpResponse:
    """The live part of the call page alone; while the line is "out" it asks for a sign-in."""
    if world["line"] == "out":
        return HttpResponse(status=403)
    inside = render(request, "who.html", {**CONTEXT, "rows": members(spain=world["spain"])}).content.decode()
    return HttpResponse(f'<div id="who">{inside}</div>')


def line(request: HttpRequest) -> HttpResponseBase:
    """The live line, as `/live/` speaks it."""
    if world["line"] != "up":
        return HttpResponse(status=503)
    mine: queue.Queue[str] = queue.Queue()
    listeners.append(mine)
    return StreamingHttpResponse(_messages(mine), content_type="text/event-stream")


def _messages(mine: "queue.Queue[str]") -> Iterator[str]:
    yield "event: beat\ndata: \n\n"
    while world["line"] == "up":
        try:
            yield f"event: said\ndata: {mine.get(timeout=0.2)}\n\n"
        except queue.Empty:
            yield ": still here\n\n"


@csrf_exempt
def change(request: HttpRequest) -> HttpResponse:
    """What the tests turn: `{"spain": "answered"}`, `{"line": "down"}`; tells the listeners."""
    world.update(json.loads(request.body))
    for listener in listeners:
        listener.put("call-14 calls")
    return HttpResponse(status=204)


def done(request: HttpRequest) -> HttpResponse:
    """The page that says "received"."""
    return HttpResponse(b"")


urlpatterns = [
    path("", page, {"name": "desk"}),
    path("who/", who),
    path("live/", line),
    path("change/", change),
    path("look/", include("redphone.look.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("out/", page, name="account_logout"),
    path("<slug:name>/", page),
]


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request, as the live line keeps its own."""

    daemon_threads = True


def serve(port: int = 0) -> Server:
    """A running gallery; `server_port` says where. Shut it down when done."""
    server = Server(("127.0.0.1", port), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


if __name__ == "__main__":
    running = serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(f"http://localhost:{running.server_port}/", flush=True)
    threading.Event().wait()
