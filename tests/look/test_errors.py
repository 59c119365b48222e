"""When something goes wrong the page says what to do next; 400 and 500 need nothing that may be broken."""

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

import redphone.look

TEMPLATES = Path(redphone.look.__file__).parent / "templates"
NAMES = ["400", "403", "403_csrf", "404", "429", "500"]


def shown(name: str, request: HttpRequest | None = None, **context: Any) -> str:
    """The look's own page, even where a room puts another in its place."""
    return engines["django"].from_string((TEMPLATES / f"{name}.html").read_text()).render(context, request)


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_to_do_and_leads_to_the_desk(rf: RequestFactory, name: str) -> None:
    html = shown(name, rf.get("/lost/"), menu=[], seat="")
    assert html.count("<h1>") == 1
    assert '<a class="act first" href="/">' in html
    assert f'<p class="kicker">{name[:3]}</p>' in html


@pytest.mark.parametrize("name", ["400", "403_csrf", "429", "500"])
def test_these_need_no_request_and_no_context(name: str) -> None:
    html = shown(name)
    assert "look/look.css" in html
    assert 'name="viewport"' in html


def test_what_refused_somebody_is_said_in_its_own_words(rf: RequestFactory) -> None:
    html = shown("403", rf.get("/"), menu=[], seat="", exception="Only the chair sets this mode. <b>")
    assert "Only the chair sets this mode. &lt;b&gt;" in html
