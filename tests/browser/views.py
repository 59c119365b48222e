"""Every page of the product in every state that looks different, and who looks at it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.demonstration import of_office, on_duty
from tests.browser.night import Night

LONDON, ROME, MADRID, OTTAWA = on_duty("GB"), on_duty("IT"), on_duty("ES"), on_duty("CA")
LONDON_DEPUTY = on_duty("GB", "deputy")
SYDNEY, WASHINGTON, WELLINGTON = on_duty("AU"), on_duty("US"), on_duty("NZ")
SECRETARIAT, BERLIN = on_duty("SEC"), on_duty("DE")
ADMINISTRATOR = of_office("AU", "administrator")
PASSWORD_FORM = "form[action='/accounts/login/'] .act"
FIRST_MESSAGE = {
    "what_happened": "Exercise: people wait at the harbour",
    "place": "Port Example",
    "asked": "Say how many you could take in.",
}


@dataclass(frozen=True)
class View:
    """A page: what it is, its path, who looks (nobody: not signed in), what they unfold, type and press there."""

    name: str
    path: str
    who: str = ""
    status: int = 200
    opened: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()
    press: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def is_of_the_demo(self) -> bool:
        return self.path.startswith("/mailbox/") or self.status == 404

    def come(self, page: Page) -> Page:
        """Come to this page and to this state of it."""
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")  # what was typed on an earlier view is no part of this one
        answer = page.goto(self.path)
        if self.opened:
            page.click(f"summary:has-text('{self.opened}')")
        for name, value in self.typed.items():
            page.fill(f"[name={name}]", value)
        for name in self.ticked:
            page.check(f"[name={name}]")
        if self.press:
            with page.expect_navigation() as pressed:
                page.click(self.press)
            answer = pressed.value
        assert answer, self
        assert answer.status == self.status, f"{self}: {answer.status}, not {self.status}"
        return page


def views_of(part: str, night: Night) -> list[View]:
    """The views of one of PARTS."""
    return list(PARTS[part](night))


def views_of_all(night: Night) -> list[View]:
    """The views of all PARTS."""
    return [view for part in PARTS for view in views_of(part, night)]


def _desks(night: Night) -> Iterator[View]:
    yield View("desk, full", "/", ROME)
    yield View("desk of the raiser", "/", LONDON)
    yield View("desk of the chair, asked for another", "/", WASHINGTON)
    yield View("desk, empty", "/", BERLIN)
    yield View("handover", "/handover/", ROME)
    yield View("handover, nothing open", "/handover/", BERLIN)
    yield View("take the watch", "/handover/take/", ROME)
    yield View("take the watch: nobody named", "/handover/take/", ROME, press=".acts .first")
    yield View("offer the watch, of nobody", "/handover/offer/", ROME)
    yield View("past handovers", "/handover/past/", ROME)
    yield View("calls, open", "/calls/", ROME)
    yield View("calls, ended", "/calls/?state=ended", LONDON)
    yield View("calls, none ended", "/calls/?state=ended", BERLIN)
    yield View("health", "/health/", LONDON)


def _raising(night: Night) -> Iterator[View]:
    send = ".acts .first"
    yield View("raise: which status", "/calls/raise/", LONDON)
    for status in ("actual", "exercise", "test"):
        yield View(f"raise, {status}", f"/calls/raise/{status}/", LONDON)
        yield View(
            f"raise, {status}: confirm",
            f"/calls/raise/{status}/",
            LONDON,
            typed=FIRST_MESSAGE,
            ticked=("answer_by_unknown",),
            press=send,
        )
    yield View("raise: nothing filled in", "/calls/raise/exercise/", LONDON, press=send)
    yield View(
        "raise: chosen otherwise",
        "/calls/raise/exercise/",
        LONDON,
        opened="When enough have it",
        typed=FIRST_MESSAGE | {"needed": "2"},
        ticked=("answer_by_unknown",),
        press=send,
    )
    yield View("held, raised", night.held, LONDON)
    yield View("held, to be released", night.held, LONDON_DEPUTY)
    yield View("held, unfolded", night.held, LONDON_DEPUTY, opened="Send it back")
    yield View(
        "held: sent back without a reason",
        night.held,
        LONDON_DEPUTY,
        status=409,
        opened="Send it back",
        press="form[action$='send-back/'] .act",
    )
    yield View("raise: when enough have it", "/calls/raise/test/", LONDON, opened="When enough have it")


def _escalations(night: Night) -> Iterator[View]:
    yield View("how calls are rung on", "/calls/escalation/", LONDON)
    yield View("how calls are rung on: choose", "/calls/escalation/immediate/", LONDON)
    yield View(
        "how calls are rung on: no minutes",
        "/calls/escalation/immediate/",
        LONDON,
        typed={"minutes_1": ""},
        press=".acts .first",
    )


def _calls(night: Night) -> Iterator[View]:
    for state in ("exercise", "actual", "cancelled", "plain", "some", "nobody"):
        yield View(f"call, {state}, raised", night.calls[state].path, LONDON)
    for state in ("exercise", "actual", "test", "stood down", "secret"):
        yield View(f"call, {state}, addressed", night.calls[state].path, ROME)
    for name, who in (
        ("acknowledged", MADRID),
        ("read by the chair", WASHINGTON),
        ("seen by its link", OTTAWA),
    ):
        yield View(f"call, {name}", night.calls["exercise"].path, who)
    yield View("call, not reached", night.calls["exercise"].path, WELLINGTON)
    yield View("call, one that this seat does not read", night.calls["secret"].path, SECRETARIAT)


def _speaking(night: Night) -> Iterator[View]:
    path = night.calls["exercise"].path
    yield View("answer", f"{path}answer/", MADRID)
    yield View("answer: nothing chosen", f"{path}answer/", MADRID, press=".acts .first")
    yield View("report", f"{path}report/", LONDON)
    yield View("report: nothing said", f"{path}report/", LONDON, press=".acts .first")
    yield View("contradict", f"{path}contradict/", MADRID)
    yield View("pass it on", f"{path}pass/", MADRID)
    yield View("pass it on: nothing said", f"{path}pass/", MADRID, press=".acts .first")
    yield View("doubt", f"{path}doubt/", MADRID)
    yield View("stop the ringing: no reason", f"{path}stop-ringing/", WASHINGTON, press=".acts .grave")
    for act, press in (("update", ".first"), ("correct", ".first"), ("cancel", ""), ("stand-down", "")):
        yield View(act, f"{path}{act}/", LONDON)
        if press:
            yield View(f"{act}: nothing said", f"{path}{act}/", LONDON, press=f".acts {press}")


def _situations(night: Night) -> Iterator[View]:
    opened, closed = (f"/situations/{night.situations[name]}/" for name in ("open", "closed"))
    yield View("situations", "/situations/", LONDON)
    yield View("situations, closed", "/situations/?closed=1", LONDON)
    yield View("situation", opened, WASHINGTON)
    yield View("situation, closed", closed, LONDON)
    for status in ("actual", "exercise", "test"):
        yield View(f"open a situation, {status}", f"/situations/open/?status={status}", LONDON)
    yield View("open a situation: nothing filled in", "/situations/open/", LONDON, press=".acts .first")
    yield View("set the mode", f"{opened}mode/", WASHINGTON)
    yield View("set the mode: no reason", f"{opened}mode/", WASHINGTON, press=".acts .first")
    yield View("close a situation", f"{opened}close/", WASHINGTON)
    yield View("close a situation: no reason", f"{opened}close/", WASHINGTON, press=".acts .grave")


def _links(night: Night) -> Iterator[View]:
    for name, (url, _digits) in night.links.items():
        yield View(f"link, {name}", urlsplit(url).path)
    path = urlsplit(night.links["tried"][0]).path
    wrong = {"digits": "00"}
    yield View("link: wrong digits", path, typed=wrong, press=".acts .first", status=409)
    yield View("link: unknown", "/r/12.made-up/", status=404)


def _officers(night: Night) -> Iterator[View]:
    yield View("officers", "/officers/", LONDON)
    yield View("officers, administrator", "/officers/", ADMINISTRATOR)
    yield View("roster", "/officers/roster/", LONDON)
    yield View("take turns", "/officers/roster/take-turns/", LONDON)
    yield View("take turns: nothing filled in", "/officers/roster/take-turns/", LONDON, press=".acts .first")
    yield View("stand in", "/officers/roster/stand-in/", LONDON)
    yield View("leave from a calendar", "/officers/roster/leave/", LONDON)
    yield View("away: nothing filled in", "/officers/roster/away/", LONDON, press=".acts .first")
    yield View("duty numbers", "/officers/reach/", LONDON)
    yield View("duty numbers, found", "/officers/reach/?find=uni", LONDON)
    yield View("duty numbers, none found", "/officers/reach/?find=xyz", SECRETARIAT)
    yield View("how our officers are reached", "/officers/paths/", LONDON)
    enter = f"/officers/paths/{night.officer.split('/')[2]}/enter/"
    yield View("a telephone of an officer", enter, ADMINISTRATOR)
    yield View("a telephone: nothing filled in", enter, ADMINISTRATOR, press=".acts .first")
    yield View("when a mobile is texted", "/officers/paths/telephone/7/texts/", LONDON)
    yield View("somebody leaves", "/officers/roster/leaves/", LONDON)
    yield View("somebody leaves: nothing filled in", "/officers/roster/leaves/", LONDON, press=".acts .first")
    yield View("our duty number", "/officers/reach/tell/", LONDON)
    yield View(
        "our number: nothing chosen",
        "/officers/reach/tell/",
        LONDON,
        typed={"number": "1"},
        press=".acts .first",
    )
    yield View("invite", "/officers/invite/", ADMINISTRATOR)
    yield View("invite: nothing filled in", "/officers/invite/", ADMINISTRATOR, press=".acts .first")
    yield View("invitations", "/officers/invitations/", ADMINISTRATOR)
    yield View("record", "/officers/record/", ADMINISTRATOR)
    yield View("record, nothing of a kind", "/officers/record/?kind=reads", ADMINISTRATOR)
    yield View("let back in, asked", night.recovery, ADMINISTRATOR)
    yield View("change an officer", night.officer, ADMINISTRATOR)
    yield View("deactivate an officer", f"{night.officer}deactivate/", ADMINISTRATOR)
    yield View("freeze an officer", f"{night.officer}freeze/", ADMINISTRATOR)
    yield View("freeze: no reason", f"{night.officer}freeze/", ADMINISTRATOR, press=".acts .grave")
    yield View("thaw an officer", f"{night.officer}thaw/", ADMINISTRATOR)
    yield View("freeze all officers", "/officers/freeze-all/", ADMINISTRATOR)
    yield View("invitation", urlsplit(night.invitation).path)
    yield View("invitation: unknown", "/officers/invitation/made-up/", status=410)
    yield View("locked out", "/officers/locked-out/")


def _accounts(night: Night) -> Iterator[View]:
    yield View("sign in", "/accounts/login/")
    yield View("sign in: nothing filled in", "/accounts/login/", press=PASSWORD_FORM)
    yield View("sign up", "/accounts/signup/")
    yield View("sign out", "/accounts/logout/", LONDON)
    yield View("closed way in", "/accounts/inactive/")
    yield View("is it still you", "/accounts/reauthenticate/", LONDON)
    yield View("my settings", "/accounts/me/", LONDON)
    yield View("passkeys, none", "/accounts/2fa/passkeys/", LONDON)
    yield View("shift, nobody", "/accounts/shift/")
    yield View("shift, somebody's", "/accounts/shift/", LONDON)
    yield View("my sessions", "/accounts/sessions/", LONDON)
    yield View("change password", "/accounts/password/change/", LONDON)
    yield View("authenticator app", "/accounts/2fa/", LONDON)
    yield View("set up the authenticator app", "/accounts/2fa/totp/activate/", LONDON)


def _rest(night: Night) -> Iterator[View]:
    yield View("mailbox", f"/mailbox/?to={SYDNEY}")
    yield View("mailbox, signed in", f"/mailbox/?to={WELLINGTON}", LONDON)
    yield View("mail", "/mailbox/1/")
    yield View("cast", "/mailbox/cast/")
    yield View("not there", "/nowhere/", status=404)
    yield View("not there, signed in", "/calls/01a20a2a-0000-7000-8000-000000000000/", LONDON, status=404)
    yield View("not for this seat", "/officers/invite/", LONDON, status=403)


def _drills(night: Night) -> Iterator[View]:
    yield View("link tests", "/drills/", LONDON)
    yield View("link tests, to be repaired", "/drills/", MADRID)
    yield View("link tests, running", "/drills/", SYDNEY)
    yield View("link tests, not a member", "/drills/", BERLIN)
    yield View("desk of a line to be repaired", "/", MADRID)
    yield View("close a repair: no reason", "/drills/repair/close/", MADRID, press=".acts .first")
    yield View("Monday sheet", "/drills/monday/", SECRETARIAT)
    yield View("schedule of link tests", "/drills/schedule/", of_office("SEC", "administrator"))
    path = urlsplit(night.test).path
    yield View("link of a test", path)
    yield View("link of a test: wrong digits", path, typed={"digits": "00"}, press=".acts button", status=409)
    yield View("link of a test: unknown", "/t/12.made-up/", status=404)


PARTS: dict[str, Callable[[Night], Iterator[View]]] = {
    "desks": _desks,
    "raising": _raising,
    "escalations": _escalations,
    "calls": _calls,
    "speaking": _speaking,
    "situations": _situations,
    "links": _links,
    "officers": _officers,
    "drills": _drills,
    "accounts": _accounts,
    "rest": _rest,
}
