"""The base page: its band, menu, seat and foot, and how other rooms add to it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path, resolve
from django.utils.translation import gettext_lazy

from redphone.look import menu, page, views
from redphone.look.menu import Line

# The look is tested without the other rooms' doors.
urlpatterns = [path("look/", include("redphone.look.urls"))]
pytestmark = pytest.mark.urls(__name__)

NOW = datetime(2024, 11, 22, 17, 4, tzinfo=UTC)
DESK = Line(label="Desk", url="/", count=2, current="page")


@pytest.fixture
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test adds to pages and menu is forgotten after it."""
    monkeypatch.setattr(page, "_additions", dict(page._additions))
    monkeypatch.setattr(menu, "_entries", {})


def base(rf: RequestFactory, **context: Any) -> str:
    given = {"now": NOW, "zone": "UTC", "menu": [DESK], "seat": "", "hosting": [], **context}
    return render_to_string("look/base.html", given, request=rf.get("/"))


@pytest.mark.parametrize(
    ("status", "word"), [("actual", "ACTUAL"), ("exercise", "EXERCISE"), ("test", "TEST")]
)
def test_the_status_is_in_title_band_frame_and_foot(rf: RequestFactory, status: str, word: str) -> None:
    html = base(rf, status=status)
    assert f"<title>{word} · " in html
    assert f'<body class="is-{status}"' in html
    assert f'<div class="band {status}">' in html
    assert html.count(f">{word}</strong>") == 2


def test_without_status_the_band_is_calm_and_says_the_name(rf: RequestFactory) -> None:
    html = base(rf)
    assert '<div class="band calm">' in html
    assert html.count('<a class="name" href="/">Red Phone</a>') == 1
    assert not any(word in html for word in ("ACTUAL", "EXERCISE", ">TEST"))


def test_the_seat_ends_the_line_and_signing_out_is_a_form(rf: RequestFactory) -> None:
    html = base(rf, seat="Italy · duty desk")
    assert '<span class="seat">Italy · duty desk</span>' in html
    assert 'aria-current="page"' in html
    assert "data-live-line" in html


def test_who_is_not_signed_in_gets_no_menu_and_no_live_line(rf: RequestFactory) -> None:
    html = base(rf)
    assert "<details" not in html
    assert "live" not in html.replace("live line", "").replace("data-asking", "")


def test_mark_and_whole_time_stand_in_the_foot(rf: RequestFactory) -> None:
    html = base(rf, mark="AMBER", national="UK OFFICIAL-SENSITIVE")
    foot = html.partition('<footer class="foot">')[2]
    for part in ("TLP:AMBER", "UK OFFICIAL-SENSITIVE", "Fri 22 Nov 2024 17:04 UTC"):
        assert part in foot


def test_a_host_with_several_parties_keys_says_so(rf: RequestFactory) -> None:
    assert "Italy, Spain" in base(rf, hosting=["Italy", "Spain"])
    assert "holds the keys" not in base(rf, hosting=["Italy"])


def test_nothing_is_inline(rf: RequestFactory) -> None:
    html = base(rf, status="exercise", seat="Italy · duty desk", mark="RED", hosting=["Italy", "Spain"])
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert html.count("<script") == html.count('<script type="module" src=')


def test_what_a_room_adds_is_read_once_and_only_if_asked(rf: RequestFactory, own_registry: None) -> None:
    asked: list[str] = []

    def seat(request: HttpRequest) -> str:
        asked.append(request.path)
        return "Spain · duty desk"

    page.add_to_page("seat", seat)
    page.add_to_page("unread", lambda request: 1 / 0)
    given = {"now": NOW, "menu": [DESK]}
    html = render_to_string("look/base.html", given, request=rf.get("/"))
    assert "Spain · duty desk" in html
    assert asked == ["/"]


def test_a_views_own_word_wins(rf: RequestFactory, own_registry: None) -> None:
    page.add_to_page("status", lambda request: "actual")
    assert '<div class="band test">' in base(rf, status="test")


def test_rooms_stand_in_their_order_with_what_is_open(rf: RequestFactory, own_registry: None) -> None:
    menu.add_entry(20, "ping", "look:ping", gettext_lazy("Second"), count=lambda request: None)
    menu.add_entry(10, "scheme", "look:scheme", gettext_lazy("First"), count=lambda request: 3)
    lines = menu.entries(rf.get("/"))
    assert [(line.label, line.count) for line in lines] == [("First", 3), ("Second", 0)]


def test_the_room_one_is_in_is_marked(rf: RequestFactory, own_registry: None) -> None:
    menu.add_entry(10, "scheme", "look:scheme", gettext_lazy("Scheme"))
    request: HttpRequest = rf.get("/look/ping/")
    request.resolver_match = resolve("/look/ping/")
    assert [line.current for line in menu.entries(request)] == ["true"]
    menu.add_entry(20, "ping", "look:ping", gettext_lazy("Ping"))
    assert [line.current for line in menu.entries(request)] == ["", "page"]


@pytest.mark.parametrize(
    ("cookie", "darkness"),
    [
        ("light", ""),
        ("dark", 'dark.css" media="screen"'),
        ("auto", 'dark.css" media="screen and (prefers-color-scheme: dark)"'),
        ("<b>", 'dark.css" media="screen and (prefers-color-scheme: dark)"'),
    ],
)
def test_the_chosen_scheme_decides_which_sheet_is_linked(
    rf: RequestFactory, cookie: str, darkness: str
) -> None:
    request = rf.get("/")
    request.COOKIES["scheme"] = cookie
    html = render_to_string("look/base.html", {"now": NOW, "menu": [], "seat": ""}, request=request)
    assert (darkness in html) if darkness else ("dark.css" not in html)


def test_choosing_a_scheme_is_kept_and_leads_back(rf: RequestFactory) -> None:
    answer = views.choose_scheme(rf.post("/look/scheme/", {"scheme": "dark", "next": "/calls/?page=2"}))
    assert (answer.status_code, answer["Location"]) == (302, "/calls/?page=2")
    assert answer.cookies["scheme"].value == "dark"
    assert answer.cookies["scheme"]["httponly"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_choosing_a_scheme_never_leads_elsewhere(rf: RequestFactory, elsewhere: str) -> None:
    answer = views.choose_scheme(rf.post("/look/scheme/", {"scheme": "neon", "next": elsewhere}))
    assert answer["Location"] == "/"
    assert answer.cookies["scheme"].value == "auto"


def test_a_get_changes_no_scheme(rf: RequestFactory) -> None:
    answer = views.choose_scheme(rf.get("/look/scheme/"))
    assert answer.status_code == 405
    assert not answer.cookies


def test_the_ping_says_only_that_the_line_is_up(rf: RequestFactory) -> None:
    answer = views.answer_ping(rf.get("/look/ping/"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert "no-store" in answer["Cache-Control"]
