"""A night of calls in every state that a page has words for, done over HTTP by the people who would do it."""

from dataclasses import dataclass, field

from redphone.demo.visitor import Page, Visitor
from tests.browser.demonstration import Demonstration, of_office, on_duty, thing_in, wait_until

LONG = "Exercise: people who were promised admission wait at the old harbour of Port Example; the gate closes at dusk"
ASKED = "Say how many persons you could take in, and by when.\nIf you can't say, say until when you need."
MEMBERS = ("AU", "CA", "IT", "NZ", "ES", "US", "EC")
COUNTED = {
    "figures-0-what": "people waiting at the harbour",
    "figures-0-value": "1150",
    "figures-0-quantifier": "about",
    "figures-0-unit": "persons",
    "figures-0-source": "exercise staff",
    "figures-0-confidence": "likely",
}


@dataclass
class Night:
    """The things of the night by what became of them, and the links that were mailed."""

    site: Demonstration
    calls: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    situations: dict[str, str] = field(default_factory=dict)
    invitation: str = ""

    def fall(self) -> None:
        """Let it happen."""
        self._refuse("@nz.example", "550")
        for status in ("exercise", "actual", "test"):
            self._raise(status, status, **COUNTED)
        for state in ("cancelled", "stood down", "plain"):
            self._raise(state, "exercise", place_unknown="on", place="", answer_by_unknown="on", answer_by="")
        self._raise("nobody", "exercise", to=("NZ",))
        self._raise("secret", "exercise", to=(*MEMBERS, "SEC"), mark="RED")
        self._reply()
        self._speak()
        self._situations()
        self._officers()
        self._refuse("@nz.example", "off")

    # What people do

    def _raise(self, name: str, status: str, *, to: tuple[str, ...] = MEMBERS, **typed: str) -> None:
        ada = self.site.visitor(on_duty("GB"))
        form = ada.open(f"/calls/raise/{status}/").form(holding="what_happened")
        form.fields["to"] = list(to)
        said = {
            "new_title": "Exercise Lantern" if status == "test" else "",
            "what_happened": f"{LONG} ({name})",
            "place": "Port Example, the old harbour",
            "asked": ASKED,
            "answer_by": "2030-05-01T18:00",
            "country": "AF" if name == "exercise" else "",
            "details": "This is practice. Port Example exists on no map.",
            "hazards": "Exercise: the pier is old.",
            "decides": "minister",
            "step": "raise",
        }
        page = _well(ada.send(form, **{**said, **typed}))
        self.calls[name] = thing_in(page.url)
        self.numbers[name] = page.html.partition("<title>")[2].partition("</title>")[0].split(" · ")[-2]

    def _link(self, name: str, party: str, call: str) -> tuple[str, str]:
        mail = self.site.mail_to(on_duty(party), self.numbers[call])
        self.links[name] = self.site.link_and_digits(mail)
        return self.links[name]

    def _reply(self) -> None:
        """Of the exercise: the US by link, Canada opens, Italy answers, Spain promises; New Zealand is not reached."""
        stranger = Visitor(self.site.site)
        url, digits = self._link("acknowledged", "US", "exercise")
        _well(stranger.send(stranger.open(url).form(holding="digits"), digits=digits))
        _well(stranger.open(self._link("opened", "CA", "exercise")[0]))
        for party in ("IT", "ES"):
            self._acknowledge(party, "exercise")
        self._answer("IT", "exercise")
        self._answer("US", "actual")
        for name, call in (("fresh", "actual"), ("tried", "plain"), ("cancelled", "cancelled")):
            self._link(name, "AU", call)
        self._link("stood down", "AU", "stood down")
        self._link("read after sign-in", "AU", "secret")
        chair = self.site.mail_to(on_duty("US"), self.numbers["exercise"], nth=2)
        self.links["chair"] = self.site.link_and_digits(chair)

    def _acknowledge(self, party: str, call: str) -> None:
        visitor, path = self.site.visitor(on_duty(party)), f"/calls/{self.calls[call]}/"
        _well(visitor.send(visitor.open(path).form(action="/acknowledge/")))

    def _answer(self, party: str, call: str) -> None:
        visitor, path = self.site.visitor(on_duty(party)), f"/calls/{self.calls[call]}/answer/"
        words = "Exercise: twelve persons within ten days, if the harbour authority lets a bus in."
        _well(visitor.send(visitor.open(path).form(holding="words"), answer="partly", words=words, **COUNTED))

    def _speak(self) -> None:
        self._say("exercise", "update", what_changed="Exercise: they are about sixty now.")
        self._say("exercise", "correct", what_was_wrong="Exercise: it is the north pier, not the south pier.")
        self._say("cancelled", "cancel", reason="wrong_status", note="It should have been a test.")
        self._say("stood down", "stand-down", note="Exercise: all sixty have a place. Thank you.")

    def _say(self, call: str, act: str, **typed: str) -> None:
        ada = self.site.visitor(on_duty("GB"))
        form = ada.open(f"/calls/{self.calls[call]}/{act}/").form(holding=next(iter(typed)))
        _well(ada.send(form, **typed))

    def _situations(self) -> None:
        abigail = self.site.visitor(on_duty("US"))
        for name in ("open", "closed"):
            form = abigail.open("/situations/open/?status=exercise").form(holding="title")
            page = _well(abigail.send(form, title=f"Exercise: a road is cut near Port Example ({name})"))
            self.situations[name] = thing_in(page.url)
        mode = {"mode": "information_sharing", "reason": "More is expected in this exercise.", "report_hours": "6"}
        path = f"/situations/{self.situations['open']}"
        _well(abigail.send(abigail.open(f"{path}/mode/").form(holding="reason"), **mode))
        path = f"/situations/{self.situations['closed']}"
        _well(abigail.send(abigail.open(f"{path}/close/").form(holding="reason"), reason="The road is open again."))

    def _officers(self) -> None:
        erin = self.site.visitor(of_office("AU", "administrator"))
        form = erin.open("/officers/invite/").form(holding="email")
        _well(erin.send(form, email="finn@au.example", name="Finn Example"))
        wait_until(lambda: bool(self.site.mailbox.mails(whose="finn@au.example")), "the invitation")
        text = self.site.text_of(self.site.mailbox.mails(whose="finn@au.example")[0])
        self.invitation = next(word for word in text.split() if "/officers/invitation/" in word)

    def _refuse(self, whose: str, how: str) -> None:
        visitor = Visitor(self.site.site)
        _well(visitor.send(visitor.open("/mailbox/").form(action="/mailbox/refuse/"), whose=whose, how=how))


def _well(page: Page) -> Page:
    wrong = "things to put right" in page.words or "One thing to put right" in page.words
    assert page.status < 400, f"{page.url}: {page.status}\n{page.words[:1500]}"
    assert not wrong, f"{page.url}\n{page.words[:1500]}"
    return page
