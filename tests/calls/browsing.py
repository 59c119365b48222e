"""Pages as somebody of the cast meets them: what is typed into a form, and what stands on the page."""

from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from redphone.officers.models import Officer
from tests.people import signed_in

FIGURES = {"figures-TOTAL_FORMS": "2", "figures-INITIAL_FORMS": "2"}


def typed(**changes: Any) -> dict[str, Any]:
    """A first message as typed on a phone in London: all six things, to Italy and Canada."""
    words = {
        "situation": "new",
        "new_title": "Searches in Exampleland",
        "what_happened": "Guest houses searched in Exampletown",
        "place": "Exampletown",
        "country": "PK",
        "asked": "Who has people there?",
        "answer_by": "2026-11-21T05:00",
        "urgency": "immediate",
        "decides": "duty_officer",
        "to": ["IT", "CA"],
        "mark": "GREEN",
        "national": "",
        "happened_at": "",
        "details": "",
        "hazards": "",
        "access": "",
        "engaged": "",
        "step_minutes": "",
        **FIGURES,
    }
    return words | changes


def figure_typed(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A figure as typed into one of its forms."""
    words = {
        "what": "people promised admission",
        "value": "140",
        "quantifier": "about",
        "unit": "persons",
        "source": "Embassy of Examplia",
        "as_of": "2026-11-21T01:00",
        "confidence": "likely",
    }
    return {f"figures-{number}-{name}": value for name, value in (words | changes).items()}


class Page(HTMLParser):
    """What a page holds: its forms with their fields' values, its links, its text."""

    def __init__(self, response: Any) -> None:
        super().__init__(convert_charrefs=True)
        self.status = response.status_code
        self.html = response.content.decode()
        self.forms: list[dict[str, list[str]]] = []
        self.actions: list[str] = []
        self.links: list[str] = []
        self._words: list[str] = []
        self._area = self._select = ""
        self._quiet = 0
        self.feed(self.html)

    @property
    def text(self) -> str:
        """What is read on it, in one line."""
        return " ".join(" ".join(self._words).split())

    def fields(self, name: str) -> dict[str, list[str]]:
        """The form that has a field of this name."""
        return next(form for form in self.forms if name in form)

    def value(self, name: str) -> str:
        """What stands in a field."""
        (found,) = self.fields(name)[name]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append({})
            self.actions.append(given.get("action", ""))
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag in ("script", "style"):
            self._quiet += 1
        elif tag == "textarea" and self.forms:
            self._area = name
            self.forms[-1].setdefault(name, [""])
        elif tag == "select" and self.forms:
            self._select = name
            self.forms[-1].setdefault(name, [])
        elif tag == "option" and "selected" in given and self.forms:
            self.forms[-1][self._select].append(given.get("value", ""))
        elif tag == "input" and self.forms:
            self._input(name, given)

    def _input(self, name: str, given: dict[str, str]) -> None:
        values = self.forms[-1].setdefault(name, [])
        is_tick = given.get("type") in ("radio", "checkbox")
        if not is_tick or "checked" in given:
            values.append(given.get("value", "on" if is_tick else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._quiet -= 1
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1][self._area][0] += data
        elif not self._quiet:
            self._words.append(data)

    def error_of(self, field: str) -> str:
        """What is said beside a field."""
        _, _, after = self.html.partition(f'id="id_{field}_error"')
        said = after.partition(">")[2].partition("</p>")[0].rpartition("</span>")[2]
        return unescape(" ".join(said.split()))


def fetch(officer: Officer, path: str, **query: str) -> Page:
    """A page, as this officer gets it."""
    return Page(signed_in(officer).get(path, query))


def send(officer: Officer, path: str, words: dict[str, Any] | None = None) -> Page:
    """What comes of sending a form, after all redirects."""
    return Page(signed_in(officer).post(path, words or {"sent": "1"}, follow=True))


def browser_of(officer: Officer) -> Client:
    return signed_in(officer)
