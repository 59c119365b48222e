"""A person at a browser, as far as the story needs one: opens pages, keeps cookies, fills in forms, presses buttons."""

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http.cookiejar import CookieJar

SECONDS = 30


@dataclass
class Form:
    """A form as the page holds it: `fields` are what a browser would send, with no button pressed."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def put(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


@dataclass(frozen=True)
class Page:
    """What a browser shows: `url` after redirects, `words` the text without its tags."""

    url: str
    status: int
    html: str
    forms: tuple[Form, ...]

    @property
    def words(self) -> str:
        bare = re.sub(r"<(script|style)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare)).split())

    def form(self, *, holding: str = "", action: str = "") -> Form:
        """The first form that has a field of this name, or leads to this path. Raises LookupError."""
        for form in self.forms:
            if (
                holding in form.fields
                if holding
                else urllib.parse.urlsplit(form.action).path.endswith(action)
            ):
                return form
        raise LookupError(f"{self.url} ({self.status}) has no such form: {holding or action}")


class Visitor:
    """One browser. Pages that refuse are pages too: look at their status."""

    def __init__(self, site: str) -> None:
        self.site = site
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._browser = urllib.request.build_opener(cookies, urllib.request.ProxyHandler({}))

    def open(self, path: str) -> Page:
        """Go to a path of this site, or to a whole address."""
        return self._ask(urllib.parse.urljoin(self.site, path))

    def send(self, form: Form, **typed: str) -> Page:
        """Fill in fields of a form and send it."""
        fields = {**form.fields, **{name: [value] for name, value in typed.items()}}
        return self._ask(form.action, urllib.parse.urlencode(fields, doseq=True).encode())

    def sign_in(self, *, email: str, password: str) -> Page:
        """Sign in as anybody does: with address and password."""
        form = self.open("/accounts/login/").form(holding="login")
        return self.send(form, login=email, password=password)

    def _ask(self, url: str, sent: bytes | None = None) -> Page:
        try:
            answer = self._browser.open(url, sent, timeout=SECONDS)
        except urllib.error.HTTPError as refusal:  # a page all the same
            answer = refusal
        with answer:
            html = answer.read().decode("utf-8", "replace")
            reader = _Forms(answer.url)
            reader.feed(html)
            return Page(answer.url, answer.status, html, tuple(reader.forms))


class _Forms(HTMLParser):
    """Reads the forms of a page, with what stands in their fields."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._url = url
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(urllib.parse.urljoin(self._url, given.get("action", "") or self._url)))
        elif self.forms and tag == "input":
            self._take_input(given)
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "textarea":
            self._text = given.get("name", "")
        elif self.forms and tag == "option" and self._select and "selected" in given:
            self.forms[-1].put(self._select, given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._text and self.forms:
            self.forms[-1].put(self._text, data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._text = ""

    def _take_input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        is_off = kind in ("checkbox", "radio") and "checked" not in given
        if name and not is_off and kind not in ("submit", "button", "file"):
            self.forms[-1].put(name, given.get("value", ""))
