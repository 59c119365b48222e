"""When something goes wrong the page says what to do next; 400 and 500 need nothing that may be broken."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

NAMES = ["400", "403", "403_csrf", "404", "429", "500"]


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_to_do_and_leads_to_the_desk(rf: RequestFactory, name: str) -> None:
    request = rf.get("/lost/")
    html = render_to_string(f"{name}.html", {"menu": [], "seat": ""}, request=request)
    assert html.count("<h1>") == 1
    assert '<a class="act first" href="/">' in html
    assert name[:3] in html


@pytest.mark.parametrize("name", ["400", "403_csrf", "429", "500"])
def test_these_need_no_request_and_no_context(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert "look/look.css" in html
    assert 'name="viewport"' in html
