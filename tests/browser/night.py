"""A night of calls in every state that a page has words for, done by the people who would do it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from redphone.demo.visitor import Visitor
from tests.browser.demonstration import Demonstration, of_office, on_duty, thing_in, wait_until
from tests.browser.over_http import (
    COUNTED,
    MEMBERS,
    NO_HURRY,
    NOWHERE,
    Raised,
    acknowledge,
    answer,
    follow_link,
    hold_call,
    raise_call,
    refuse_mail,
    speak,
    well,
)

LONG = "Exercise: people who were promised admission wait at the old harbour of Port Example; the gate closes at dusk"
DETAILS = {
    "details": "This is practice. Port Example exists on no map.",
    "hazards": "Exercise: the pier is old.",
    "decides": "minister",
}


@dataclass
class Night:
    """The things of the night by what became of them, and the links that were mailed."""

    site: Demonstration
    calls: dict[str, Raised] = field(default_factory=dict)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    situations: dict[str, str] = field(default_factory=dict)
    held: str = ""
    test: str = ""
    invitation: str = ""
    officer: str = ""
    recovery: str = ""

    def fall(self) -> None:
        """Let it happen. Mail to New Zealand is refused; what is sent later is taken again."""
        refuse_mail(self.site, "@nz.example", "550")
        for status in ("exercise", "actual", "test"):
            country = {"country": "AF"} if status == "exercise" else {}
            to = (
                MEMBERS[:-1] if status == "actual" else MEMBERS
            )  # to all of them it would wait for a second person
            self._raise(status, {**DETAILS, **COUNTED, **country}, status=status, to=to)
        for state in ("cancelled", "stood down", "plain"):
            self._raise(state, NOWHERE | NO_HURRY)
        self._raise("some", {"enough": "some", "needed": "3"})
        self._raise("nobody", {}, to=("NZ",))
        self._raise("secret", {"mark": "RED"}, to=(*MEMBERS, "SEC"))
        self.held = hold_call(self.site, f"{LONG} (held)")
        self._reply()
        self._speak()
        self._situations()
        self._invite()
        refuse_mail(self.site, "@nz.example", "off")
        self._test_lines()

    def _raise(
        self, name: str, typed: Mapping[str, str], *, status: str = "exercise", to: tuple[str, ...] = MEMBERS
    ) -> None:
        self.calls[name] = raise_call(self.site, f"{LONG} ({name})", status=status, to=to, **typed)

    def _link(self, name: str, party: str, call: str, *, nth: int = 1) -> tuple[str, str]:
        mail = self.site.mail_to(on_duty(party), self.calls[call].number, nth=nth)
        self.links[name] = self.site.link_and_digits(mail)
        return self.links[name]

    def _reply(self) -> None:
        """Of the exercise: the US by link, Canada opens, Italy answers, Spain has it; New Zealand is not reached."""
        exercise = self.calls["exercise"]
        follow_link(self.site, self._link("acknowledged", "US", "exercise"))
        well(Visitor(self.site.site).open(self._link("opened", "CA", "exercise")[0]))
        for party in ("IT", "ES"):
            acknowledge(self.site, party, exercise)
        answer(self.site, "IT", exercise, **COUNTED)
        answer(self.site, "US", self.calls["actual"])
        for name, call in (("fresh", "actual"), ("tried", "plain"), ("secret", "secret")):
            self._link(name, "AU", call)
        for state in ("cancelled", "stood down"):
            self._link(state, "AU", state)
        self._link("chair", "US", "exercise", nth=2)

    def _speak(self) -> None:
        exercise = self.calls["exercise"]
        speak(self.site, exercise, "update", what_changed="Exercise: they are about sixty now.")
        speak(
            self.site,
            exercise,
            "correct",
            what_was_wrong="Exercise: it is the north pier, not the south pier.",
        )
        speak(self.site, self.calls["cancelled"], "cancel", note="It is a test.", reason="wrong_status")
        speak(
            self.site, self.calls["stood down"], "stand-down", note="Exercise: all have a place. Thank you."
        )

    def _situations(self) -> None:
        abigail = self.site.visitor(on_duty("US"))
        for name in ("open", "closed"):
            form = abigail.open("/situations/open/?status=exercise").form(holding="title")
            page = well(abigail.send(form, title=f"Exercise: a road is cut near Port Example ({name})"))
            self.situations[name] = thing_in(page.url)
        for name, door, typed in (
            (
                "open",
                "mode",
                {"mode": "information_sharing", "reason": "More is expected.", "report_hours": "6"},
            ),
            ("closed", "close", {"reason": "The road is open again."}),
        ):
            form = abigail.open(f"/situations/{self.situations[name]}/{door}/").form(holding="reason")
            well(abigail.send(form, **typed))

    def _invite(self) -> None:
        erin = self.site.visitor(of_office("AU", "administrator"))
        self.officer = re.findall(r'href="(/officers/\d+/)"', erin.open("/officers/").html)[0]
        form = erin.open("/officers/invite/").form(holding="email")
        well(erin.send(form, email="finn@au.example", name="Finn Example"))
        wait_until(lambda: bool(self.site.mailbox.mails(whose="finn@au.example")), "the invitation")
        text = self.site.text_of(self.site.mailbox.mails(whose="finn@au.example")[0])
        form = erin.open("/officers/invite/").form(holding="email")
        well(erin.send(form, email=of_office("AU", "desk_officer"), name="Desk Example"))
        self.recovery = re.findall(r"/officers/invitations/\d+/confirm/", erin.open("/officers/").html)[0]
        self.invitation = next(word for word in text.split() if "/officers/invitation/" in word)

    def _test_lines(self) -> None:
        """Of Australia's line a test is running; Spain's mail is refused, so that its line is to be repaired."""
        refuse_mail(self.site, "@es.example", "550")
        for party in ("AU", "ES"):
            visitor = self.site.visitor(on_duty(party))
            well(visitor.send(visitor.open("/drills/").form(action="/drills/test/")))
        mail = self.site.mail_to(on_duty("AU"), "link test")
        self.test = next(word for word in self.site.text_of(mail).split() if "/t/" in word)
        madrid = self.site.visitor(on_duty("ES"))
        wait_until(lambda: "/drills/repair/close/" in madrid.open("/drills/").html, "a repair")
        refuse_mail(self.site, "@es.example", "off")
