"""Going from page to page as somebody who speaks French: what a page to look at is, and which doors there are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from redphone.log import clock
from redphone.officers.models import Officer
from tests.calls.words import NIGHT
from tests.french.story import Story
from tests.people import PASSWORD, sign_in, signed_in

LATER = timedelta(hours=3)
"""After the calls of the night: by then something is late."""

WORDLESS = {
    "watch:alive": "for machines",
    "watch:metrics": "for machines",
    "text_reply": "for the provider of texts",
    "text_receipt": "for the provider of texts",
    "desk:seen": "leads elsewhere",
    "desk:take_offer_back": "leads elsewhere",
    "look:ping": "for our own script",
    "look:scheme": "leads elsewhere",
    "set_language": "leads elsewhere",
    "calls:acknowledge_as_chair": "leads elsewhere",
    "calls:take": "leads elsewhere",
    "calls:release": "leads to calls:held",
    "calls:raise_alone": "leads to calls:held",
    "calls:send_back": "leads to calls:held",
    "calls:take_back": "leads to calls:held",
    "calls:ask_again": "leads to calls:held",
    "end_session": "leads elsewhere",
    "end_other_sessions": "leads elsewhere",
    "officers:end_sessions_of": "leads elsewhere",
    "officers:refuse_recovery": "leads elsewhere",
    "officers:wake": "leads elsewhere",
    "mfa_login_webauthn": "leads elsewhere",
    "officers:withdraw_invitation": "leads elsewhere",
    "officers:send_again": "leads elsewhere",
    "officers:tell_proven": "leads elsewhere",
    "officers:say_answered": "leads elsewhere",
    "officers:say_not_answered": "leads elsewhere",
    "officers:remove_telephone": "leads elsewhere",
    "officers:stay_in_post": "leads elsewhere",
    "drills:test_now": "leads elsewhere",
    "drills:say_answered": "leads elsewhere",
    "drills:own_repair": "leads elsewhere",
    "drills:chase": "leads elsewhere",
    "officers:roster_as_calendar": "a file for calendars",
    "officers:phone_tree": "a file, read in tests/officers/test_phone_tree.py",
    "officers:end_rotation": "leads elsewhere",
    "officers:end_stand_in": "leads elsewhere",
    "officers:end_absence": "leads elsewhere",
    "mfa_download_recovery_codes": "nothing but codes",
}
"""Doors behind which nothing is to be read; where one leads to is on the walk by its own name."""


@dataclass(frozen=True)
class Page:
    """A page to look at: its door by name, who looks (nobody: not signed in), and what they type, if anything."""

    door: str
    who: str
    args: tuple[Any, ...] = ()
    ask: dict[str, str] = field(default_factory=dict)
    typed: dict[str, Any] | None = None
    status: int = 200

    def __str__(self) -> str:
        asked = f"{self.ask or ''} {self.typed or ''}"
        return f"{self.door} {' '.join(map(str, self.args))} as {self.who or 'nobody'}, {asked:.300}"


def doors() -> set[str]:
    """The name of every door of the product at which people read. What speaks JSON is for programs."""
    return {name for name in _names(get_resolver().url_patterns) if not name.startswith("api:")}


def _names(patterns: list[Any], room: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else room)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{room}{pattern.name}"


class Walker:
    """Goes from page to page, each officer in a browser of their own."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.browsers: dict[str, Client] = {}

    def look(self, page: Page) -> str:
        """The HTML of a page. Fails when it is not there as expected."""
        path = reverse(page.door, args=page.args)
        with clock.standing_at(NIGHT + LATER):
            browser = self._browser(page.who)
            if page.typed is None:
                answer = browser.get(path, page.ask, follow=True)
            else:
                answer = browser.post(path, page.typed, follow=True)
        assert answer.status_code == page.status, f"{page}: {answer.status_code}, not {page.status}"
        cache.clear()  # nobody is held back for having looked at so many pages
        return answer.content.decode()

    def _browser(self, who: str) -> Client:
        if who not in self.browsers:
            headers = {"accept-language": "fr-CA,fr;q=0.9,en;q=0.5", "user-agent": "Firefox/140 Linux"}
            officer = self.story.cast.get(who)
            self.browsers[who] = _just_signed_in(officer, headers) if officer else Client(headers=headers)
        return self.browsers[who]


def _just_signed_in(officer: Officer, headers: dict[str, str]) -> Client:
    """A browser in which this officer gave all that was asked for, so that nothing asks again."""
    if not Authenticator.objects.filter(user=officer).exists():
        return sign_in(officer, headers=headers)
    browser = signed_in(officer, headers=headers)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser
