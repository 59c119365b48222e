"""The main job, played by itself: over HTTP as people do it, with the mails that the ringer really sends.

Only the raise goes past its form, whose shortest step is a minute: nobody would watch that long.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from redphone.calls import reads as calls
from redphone.calls.acts import UNNUMBERED, raise_call
from redphone.calls.cards import WhoHasIt
from redphone.calls.cards_line import Line
from redphone.calls.messages import STEP_SECONDS, CallRaised
from redphone.demo import cast
from redphone.demo.founding import EXERCISE
from redphone.demo.mailbox import Mail, Mailbox
from redphone.demo.viewer import is_opened
from redphone.demo.visitor import Page, Visitor
from redphone.log import clock
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.situations import reads as situations
from redphone.wire.policy import Seat
from redphone.wire.words import Figure

SHORTEST_STEP, STEP = 4, 40
"""Seconds from the duty officer to the deputy: played as fast as it goes, and for watching."""
PATIENCE = 60.0
VIEWER_WITHIN = 30.0
"""Seconds that a viewer is given to sign in and open the call."""
SILENT, UNREACHED, ANSWERING = "AU", "NZ", "IT"
BY_LINK = ("ES", "EC", "US")
RUNG = ("AU", "CA", "EC", "ES", "IT", "NZ", "US")
DIGITS_AND_LINK = re.compile(r"(\d\d)\s*\n[^\n]*\n(http\S+/r/\S+/)\s")


class Stuck(Exception):
    """The story waited for something that did not come, or was refused: what it was."""


@dataclass
class Story:
    """`pace` 1 takes a minute and a half, 0 goes as fast as the steps of the ringing; `tell` gets each line."""

    site: str
    mailbox: Mailbox
    pace: float = 1.0
    tell: Callable[[str], None] = print
    call: str = ""
    number: str = ""
    began: float = field(default_factory=time.monotonic)

    def play(self) -> None:
        """Play it from beginning to end. Raises Stuck."""
        self.raise_it()
        self.ring_the_chair()
        self.wait_for_a_viewer()
        self.acknowledge_by_link()
        self.let_the_chair_know()
        self.acknowledge_and_answer()
        self.ring_the_deputy()
        self.add_what_changed()
        self.stand_down()

    # The scenes

    def raise_it(self) -> None:
        self._refuse_mail("550")
        self._say("The mail server now refuses all mail to New Zealand, for good (550).", "/mailbox/")
        raised = raise_call(by=_seat("GB"), call=self._message(), to=RUNG, status="exercise")
        self.call, self.number = raised.thing, raised.number
        self._say(f"London raises call {self.number}.")
        reached = [code for code in RUNG if code != UNREACHED]
        for code in reached:
            self._mail_to(cast.on_duty(code).email)
        self._say(f"{len(reached)} duty officers have the mail that rings them.", "/mailbox/")

    def wait_for_a_viewer(self) -> None:
        """Nobody has signed in a second after the start."""
        if self.pace:
            whom, seconds = cast.on_duty("GB").name, VIEWER_WITHIN * self.pace
            path = f"/calls/{self.call}/"
            self._say(f"Sign in as {whom} and open the call. It goes on then, or in {seconds:.0f} s:", path)
            is_watched = is_opened(path, within=seconds)
            self._say("The call is open: on it goes." if is_watched else "Nobody has opened it: on it goes.")
        self._pause(4)

    def acknowledge_by_link(self) -> None:
        self._take_link(cast.on_duty("CA"), "CA")
        self._say("Canada has it: Aimée opened the link in her mail, in French, and copied its two digits.")
        self._pause(4)
        for code in BY_LINK:
            self._take_link(cast.on_duty(code), code)
        self._say("Spain, the Commission and the United States have it too.")
        self._pause(4)

    def ring_the_chair(self) -> None:
        """New Zealand's mail is refused to the deputy too, so nobody is reached there and the chair is rung."""
        self._wait(lambda: self._line(UNREACHED).state == "nobody", "New Zealand reached nobody")
        chair = cast.on_duty(cast.CHAIR)
        self._say(
            "New Zealand: the mail to the duty officer and to the deputy is refused. Nobody is reached."
        )
        mail = self._mail_to(chair.email, nth=2)
        self._say(f"The United States, which holds the chair, is rung for it: {chair.name}.", _place_of(mail))

    def let_the_chair_know(self) -> None:
        """The chair opens the second of its mails, which tells that somebody is not reached."""
        self._follow(self._mail_to(cast.on_duty(cast.CHAIR).email, nth=2))
        self._wait(
            lambda: any(asked.acknowledged_at for asked in self._line(UNREACHED).chair_asked),
            "the chair knows",
        )
        self._say("The chair knows that New Zealand has to be reached another way.")
        self._pause(4)

    def acknowledge_and_answer(self) -> None:
        """Italy signs in: acknowledging and answering are two different things."""
        alba = self._signed_in(ANSWERING)
        page = alba.open(f"/calls/{self.call}/")
        _well(alba.send(page.form(action=f"/calls/{self.call}/acknowledge/")))
        self._say(f"Italy has it: {cast.on_duty(ANSWERING).name} signed in and acknowledged on the page.")
        self._pause(8)
        form = alba.open(f"/calls/{self.call}/answer/").form(holding="words")
        _well(alba.send(form, answer="partly", words="Exercise: twelve persons within ten days, not more."))
        self._wait(lambda: self._line(ANSWERING).state == "answered", "Italy answered")
        self._say("Italy answers: partly, twelve persons within ten days.")

    def ring_the_deputy(self) -> None:
        """Australia's duty officer does not answer in the set time."""
        deputy = cast.on_duty(SILENT, "deputy")
        if not self._mails(deputy.email):
            self._say(f"Australia's duty officer has said nothing. Her {self._step} s run …")
        mail = self._mail_to(deputy.email)
        self._say(f"Her {self._step} s are over: the deputy is rung, {deputy.name}.", _place_of(mail))
        in_earnest = STEP_SECONDS["immediate"] // 60
        self._say(f"(That step was shortened for the story: in earnest it is {in_earnest} minutes.)")
        self._pause(10)
        self._take_link(deputy, SILENT)
        self._say("Australia has it: the deputy acknowledged.")
        self._pause(12)

    def add_what_changed(self) -> None:
        self._speak(
            "update", what_changed="Exercise: they are about sixty now, and the harbour closes at dusk."
        )
        rung = [cast.on_duty(code) for code in BY_LINK] + [cast.on_duty(SILENT, "deputy")]
        for part in rung:
            self._wait(lambda part=part: self._news_of(part) >= 1, f"{part.name} got what changed")  # type: ignore[misc]
        self._say(
            "London adds what changed. It goes to exactly those who were rung, by mail, once.", "/mailbox/"
        )
        self._pause(16)

    def stand_down(self) -> None:
        who = self._who()
        answers = f"{who.answered} of {len(who.addressed)} answered"
        note = f"Exercise: ended early. {answers}: twelve of about sixty persons have a place. Thank you."
        self._speak("stand-down", note=note)
        self._wait(lambda: not self._who().call.is_open, "the call stood down")
        self._refuse_mail("off")
        path = f"/calls/{self.call}/"
        self._say(
            f"London ends the exercise early, with {answers}: nobody has to do anything more."
            " All of it stays on record:",
            path,
        )

    # What people do

    @property
    def _step(self) -> int:
        return max(SHORTEST_STEP, round(STEP * self.pace))

    def _message(self) -> CallRaised:
        found = situations.situations(for_=_seat("GB"), status="exercise")
        situation = next(card.thing for card in found if card.title == EXERCISE.title)
        figure = Figure(
            what="people waiting at the harbour",
            unit="persons",
            quantifier="about",
            value=40,
            source="exercise staff",
            as_of_at=clock.now(),
            confidence="likely",
        )
        return CallRaised(
            number=UNNUMBERED,
            key=UNNUMBERED,
            situation=situation,
            what_happened=f"Exercise: people stranded at Port Example, told at {clock.now():%H:%M:%S} UTC",
            place="Port Example, the old harbour",
            country=None,
            asked="Say how many persons you could take in, and by when. If you can't say, say until when you need.",
            answer_by_at=None,
            urgency="immediate",
            decides="duty_officer",
            details="This is an exercise. Port Example exists on no map.",
            figures=(figure,),
            step_seconds=self._step,
        )

    def _refuse_mail(self, how: str) -> None:
        visitor = Visitor(self.site)
        form = visitor.open("/mailbox/").form(action="/mailbox/refuse/")
        _well(visitor.send(form, whose=f"@{cast.domain_of(UNREACHED)}", how=how))

    def _take_link(self, part: cast.Part, party: str) -> None:
        self._follow(self._mail_to(part.email))
        self._wait(lambda: self._line(party).acknowledged_at is not None, f"{party} acknowledged")

    def _follow(self, mail: Mail) -> None:
        """Open the link in a mail and press its button, with the two digits that stand in the mail's text."""
        opened = self.mailbox.open(mail.number)
        found = DIGITS_AND_LINK.search(opened.text if opened else "")
        if found is None:
            raise Stuck(f"the mail {_place_of(mail)} has no link with two digits")
        visitor = Visitor(self.site)
        _well(visitor.send(visitor.open(found[2]).form(holding="digits"), digits=found[1]))

    def _speak(self, act: str, **typed: str) -> None:
        london = self._signed_in("GB")
        form = london.open(f"/calls/{self.call}/{act}/").form(holding=next(iter(typed)))
        _well(london.send(form, **typed))

    def _signed_in(self, party: str) -> Visitor:
        visitor, part = Visitor(self.site), cast.on_duty(party)
        page = _well(visitor.sign_in(email=part.email, password=cast.PASSWORD))
        if "/accounts/" in page.url:
            raise Stuck(f"{part.name} can't sign in: {page.words[:300]}")
        return visitor

    # What can be seen

    def _who(self) -> WhoHasIt:
        found = calls.who_has_it(self.call, for_=_seat("GB"))
        if found is None:
            raise Stuck("the call is gone")
        return found

    def _line(self, party: str) -> Line:
        line = self._who().line_of(party)
        if line is None:
            raise Stuck(f"{party} has no line in the call")
        return line

    def _mail_to(self, address: str, *, nth: int = 1) -> Mail:
        """The nth mail about this call to an address, once it has come."""
        self._wait(lambda: len(self._mails(address)) >= nth, f"mail number {nth} came to {address}")
        return self._mails(address)[-nth]

    def _mails(self, address: str) -> list[Mail]:
        number = re.compile(re.escape(self.number) + r"\b")
        return [mail for mail in self.mailbox.mails(whose=address) if number.search(mail.subject)]

    def _news_of(self, part: cast.Part) -> int:
        """How many mails tell this person of something after they were rung."""
        asked = 2 if part.party == cast.CHAIR else 1
        return len(self._mails(part.email)) - asked

    # Telling

    def _say(self, words: str, path: str = "") -> None:
        where = f"\n         {self.site}{path}" if path else ""
        self.tell(f"{time.monotonic() - self.began:5.1f} s  {words}{where}")

    def _pause(self, seconds: float) -> None:
        time.sleep(seconds * self.pace)

    def _wait(self, is_so: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > end:
                raise Stuck(f"waited {PATIENCE:.0f} s in vain until {what}")
            time.sleep(0.05)


def _seat(party: str) -> Seat:
    """The seat of a party's duty officer."""
    contact = officers.contacts_on_duty(party=party, step="duty", at=clock.now())[0]
    return network.seat_of(party_code=party, office="duty_desk", officer=contact.officer)


def _place_of(mail: Mail) -> str:
    return f"/mailbox/{mail.number}/"


def _well(page: Page) -> Page:
    if page.status >= 400:
        raise Stuck(f"{page.url} answered {page.status}: {page.words[:300]}")
    return page
