"""Who may say what: every act of a call, for every kind of seat, under every mark, in every state of the call.

What is expected is worked out here from the field's own rules (docs/decisions/0004, 0010, 0012), not asked of the
rules that are tried.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from redphone.calls import acts as call_acts
from redphone.calls import acts_voice
from redphone.calls.messages import CallCancelled, CallReported
from redphone.log import clock
from redphone.log.models import Entry
from redphone.officers import acts
from redphone.officers.models import Officer
from redphone.wire.words import Mark
from tests.calls.words import NIGHT, raise_call
from tests.people import PASSWORD, seat_of, signed_in

pytestmark = pytest.mark.words
OFFICES = ("duty_desk", "desk_officer", "senior_official", "administrator")
RAISER, MEMBER, CHAIR, HELPER, GUEST = "GB", "IT", "US", "SEC", "DE"
STRANGERS = ("NZ", "UNHCR")
"""GB has raised it; IT, the acting chair US, the secretariat and Germany are named in it; these are not."""
PEOPLE = [(party, office) for party in (RAISER, MEMBER) for office in OFFICES]
PEOPLE += [(party, office) for party in (CHAIR, HELPER) for office in ("duty_desk", "administrator")]
PEOPLE += [(party, "duty_desk") for party in (GUEST, *STRANGERS)]
SAID: dict[str, dict[str, Any]] = {
    "acknowledge": {},
    "answer": {"answer": "can", "words": "Twelve.", "figures": []},
    "pass": {"desk": "Ministry of the Interior", "until_at": "2026-11-21T04:00:00.000Z"},
    "take": {},
    "doubt": {"why": "Our embassy sees nothing of it."},
    "report": {"report": {"party": "AU", "way": "telephone", "said": "They have it."}},
    "contradict": {"note": "Nobody rang us."},
    "stop-ringing": {"why": "It was a drill."},
    "update": {"what_changed": "More."},
    "correct": {"what_was_wrong": "The place."},
    "cancel": {"reason": "wrong_call", "note": ""},
    "stand-down": {"note": ""},
}
OF_THE_RAISER = ("update", "correct", "cancel", "stand-down")
MARKS: tuple[Mark, ...] = ("GREEN", "AMBER", "RED")
STATES = ("open", "cancelled", "stood_down")


def named_under(mark: Mark) -> set[str]:
    """Above GREEN nobody but members and the secretariat may be named."""
    return {MEMBER, CHAIR, HELPER, "AU"} | ({GUEST} if mark == "GREEN" else set())


def reads(party: str, office: str, mark: Mark) -> bool:
    """Administrators read nothing; above GREEN members only; of RED not the desk officers."""
    if office == "administrator" or (mark == "RED" and office == "desk_officer"):
        return False
    return mark == "GREEN" or party in (RAISER, MEMBER, CHAIR)


def may_say(act: str, party: str, office: str, mark: Mark, state: str) -> bool:
    """Whether this may be said by such a seat, of a call in this state."""
    if party not in {RAISER, *named_under(mark)} or office == "administrator" or state != "open":
        return False
    if not reads(party, office, mark):  # the secretariat helps to run what it does not read
        return act == "acknowledge" and party == HELPER
    if act in OF_THE_RAISER:
        return party == RAISER
    if act == "report":
        return True
    if act in ("contradict", "pass"):  # of Italy alone something is reported, and its colleague is passed it
        return party == MEMBER
    if act == "take":  # it was passed to nobody
        return False
    if act == "stop-ringing":
        return party in (CHAIR, MEMBER)  # Italy stands in for the chair; the third in line raised it
    return party != RAISER


class Night:
    """A call in a state, and everybody who tries to say something of it; each try is taken back."""

    def __init__(self, cast: dict[str, Officer], *, mark: Mark, state: str) -> None:
        alice = seat_of(cast["alice"])
        self.mark, self.state = mark, state
        self.said = SAID | {"pass": {**SAID["pass"], "officer": cast["bruno"].pk}}
        self.call = raise_call(alice, sorted(named_under(mark)), mark=mark).thing
        report = CallReported(party=MEMBER, way="telephone", said="They have it.")
        acts_voice.report_call(by=alice, call=self.call, report=report)
        if state == "cancelled":
            call_acts.cancel_call(
                by=alice, call=self.call, cancel=CallCancelled(reason="wrong_call", note="")
            )
        elif state == "stood_down":
            call_acts.stand_down_call(by=alice, call=self.call, note="")
        self.people = {(party, office): self._enter(party, office) for party, office in PEOPLE}

    def _enter(self, party: str, office: str) -> Client:
        email = f"{office}@{party.lower()}.walls.example"
        return signed_in(
            acts.add_officer(email=email, password=PASSWORD, name="Wall Example", party=party, office=office)
        )

    def wrong(self) -> list[str]:
        """What went otherwise than it may: who said what, or was kept from it."""
        return [
            f"{party}/{office} {act}, TLP:{self.mark}, {self.state}: {said}"
            for act in SAID
            for (party, office), browser in self.people.items()
            if (
                said := self._try(
                    act, browser, may=may_say(act, party, office, self.mark, self.state), at=party
                )
            )
        ]

    def _try(self, act: str, browser: Client, *, may: bool, at: str) -> str:
        before = Entry.objects.count()
        with transaction.atomic():
            address = f"/api/calls/{self.call}/{act}/"
            status = browser.post(address, self.said[act], content_type="application/json").status_code
            grown = Entry.objects.count() > before
            transaction.set_rollback(True)
        is_there = at in {RAISER, *named_under(self.mark)}
        wanted = 200 if may else 409 if is_there else 404
        return "" if (status, grown) == (wanted, may) else f"{status}, not {wanted}; said: {grown}"


@pytest.fixture
def night(cast: dict[str, Officer]) -> Iterator[Callable[..., Night]]:
    with clock.standing_at(NIGHT):
        yield lambda **how: Night(cast, **how)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("mark", MARKS)
def test_each_says_what_it_may_and_nothing_else(night: Any, mark: Mark, state: str) -> None:
    assert night(mark=mark, state=state).wrong() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "state"),
    [
        ("may_reply", "open"),
        ("may_speak_of", "open"),
        ("may_stop_ringing", "open"),
        ("may_report", "cancelled"),
    ],
)
def test_a_rule_that_lets_everybody_speak_is_found(
    night: Any, rule: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"redphone.calls.rules.{rule}", lambda **_: None)
    assert night(mark="GREEN", state=state).wrong()


def test_no_act_of_a_call_is_left_out() -> None:
    from tests.walls.doors import JSON

    doors = {route.split("/")[3] for route in JSON if route.startswith("api/calls/<call>/")}
    assert doors - {""} == set(SAID)
