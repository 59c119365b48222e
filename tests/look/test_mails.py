"""Mails: the status first, unmistakable in plain text, last again when nothing has happened."""

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string

SENT_AT = datetime(2024, 11, 22, 16, 40, tzinfo=UTC)
WORDS = {"actual": "ACTUAL", "exercise": "EXERCISE", "test": "TEST"}


def mail(kind: str, status: str) -> str:
    context = {"status": status, "mark": "GREEN", "national": "UK OFFICIAL", "sent_at": SENT_AT}
    return render_to_string(f"look/mail.{kind}", context)


@pytest.mark.parametrize("status", WORDS)
def test_the_first_line_of_plain_text_is_the_status(status: str) -> None:
    first = mail("txt", status).splitlines()[0]
    assert first.strip("*- ").startswith(WORDS[status])
    assert ("Nothing has happened" in first) == (status == "exercise")


@pytest.mark.parametrize("status", ["exercise", "test"])
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_what_is_not_actual_says_so_again_at_the_end(kind: str, status: str) -> None:
    last = mail(kind, status).rstrip().removesuffix("</html>")[-400:]
    assert WORDS[status] in last


@pytest.mark.parametrize("kind", ["txt", "html"])
def test_mark_and_time_close_the_mail(kind: str) -> None:
    text = mail(kind, "actual")
    for part in ("TLP:GREEN", "UK OFFICIAL", "Fri 22 Nov 2024 16:40 UTC"):
        assert part in text
    assert not any(word in text for word in ("EXERCISE", "TEST"))


def test_the_page_of_a_mail_fetches_nothing() -> None:
    html = mail("html", "exercise")
    assert not any(word in html for word in ("src=", "<link", "<script", "url(", "@import"))


def test_plain_text_is_not_escaped() -> None:
    text = render_to_string("look/mail.txt", {"status": "test", "mark": "GREEN", "national": "L'État & Cie"})
    assert "L'État & Cie" in text
