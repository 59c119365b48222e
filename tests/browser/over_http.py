"""What people of the cast do in their own browsers while a test looks at another one: over HTTP, without a screen."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from redphone.demo.visitor import Page, Visitor
from tests.browser.demonstration import Demonstration, on_duty, thing_in

MEMBERS = ("AU", "CA", "IT", "NZ", "ES", "US", "EC")
ASKED = "Say how many persons you could take in, and by when.\nIf you can't say, say until when you need."
COUNTED = {
    "figures-0-what": "people waiting at the harbour",
    "figures-0-value": "1150",
    "figures-0-quantifier": "about",
    "figures-0-unit": "persons",
    "figures-0-source": "exercise staff",
    "figures-0-confidence": "likely",
}
NO_HURRY = {"answer_by_unknown": "on", "answer_by": ""}
NOWHERE = {"place_unknown": "on", "place": ""}


class Raised(NamedTuple):
    """A call as one finds it again: its id, and the number that people say."""

    thing: str
    number: str

    @property
    def path(self) -> str:
        return f"/calls/{self.thing}/"


def raise_call(
    site: Demonstration,
    what_happened: str,
    *,
    status: str = "exercise",
    to: tuple[str, ...] = MEMBERS,
    **typed: str,
) -> Raised:
    """Let London's duty officer raise a call."""
    page = _raise(site, what_happened, status=status, to=to, **typed)
    number = re.search(r"<title>.*?([A-Z]+-[ET]?\d+)", page.html, re.DOTALL)
    assert number, page.words[:300]
    return Raised(thing_in(page.url), number[1])


def hold_call(site: Demonstration, what_happened: str) -> str:
    """Let London's duty officer raise an actual call to every member. Returns the path of the page it waits on."""
    page = _raise(site, what_happened, status="actual", to=MEMBERS)
    path = urlsplit(page.url).path
    assert path.startswith("/calls/held/"), page.words[:300]
    return path


def _raise(
    site: Demonstration, what_happened: str, *, status: str, to: tuple[str, ...], **typed: str
) -> Page:
    ada = site.visitor(on_duty("GB"))
    form = ada.open(f"/calls/raise/{status}/").form(holding="what_happened")
    form.fields["to"] = list(to)
    said = {
        "new_title": "Exercise Lantern" if form.fields["situation"] == ["new"] else "",
        "what_happened": what_happened,
        "place": "Port Example, the old harbour",
        "asked": ASKED,
        "answer_by": f"{datetime.now(ZoneInfo('Europe/London')) + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "step": "raise",
    }
    return well(ada.send(form, **{**said, **typed}))


def acknowledge(site: Demonstration, party: str, call: Raised) -> None:
    """Let a party's duty officer acknowledge on the call's page."""
    visitor = site.visitor(on_duty(party))
    well(visitor.send(visitor.open(call.path).form(action="/acknowledge/")))


def answer(site: Demonstration, party: str, call: Raised, **typed: str) -> None:
    """Let a party's duty officer answer: partly, unless said otherwise."""
    visitor = site.visitor(on_duty(party))
    words = "Exercise: twelve persons within ten days, if the harbour authority lets a bus in."
    form = visitor.open(f"{call.path}answer/").form(holding="words")
    well(visitor.send(form, **{"answer": "partly", "words": words, **typed}))


def speak(site: Demonstration, call: Raised, act: str, **typed: str) -> None:
    """Let London update, correct, cancel or stand down its call."""
    ada = site.visitor(on_duty("GB"))
    form = ada.open(f"{call.path}{act}/").form(holding=next(iter(typed)))
    well(ada.send(form, **typed))


def follow_link(site: Demonstration, link: tuple[str, str]) -> None:
    """Let somebody who has the mail open its link and copy the digits."""
    stranger = Visitor(site.site)
    well(stranger.send(stranger.open(link[0]).form(holding="digits"), digits=link[1]))


def refuse_mail(site: Demonstration, whose: str, how: str) -> None:
    """Let the mail server refuse somebody's mail from now on ("550", "451"), or take it ("off")."""
    visitor = Visitor(site.site)
    form = visitor.open("/mailbox/").form(action="/mailbox/refuse/")
    well(visitor.send(form, whose=whose, how=how))


def well(page: Page) -> Page:
    """A page that took what was sent. Raises AssertionError with what it says."""
    assert page.status < 400, f"{page.url}: {page.status}\n{page.words[:1500]}"
    assert "to put right. Nothing you typed is lost" not in page.words, f"{page.url}\n{page.words[:1500]}"
    return page
