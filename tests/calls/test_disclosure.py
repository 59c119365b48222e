"""Every page and every JSON answer, under every mark, for every role and office: content stands where it may, only.

The expectation is written out here in words of its own, not asked of the policy that is being tested.
"""

from typing import Any

import pytest

from redphone.calls import acts
from redphone.log import clock
from redphone.officers import acts as officer_acts
from redphone.officers.models import Officer
from redphone.situations.messages import SituationOpened
from redphone.wire import policy
from redphone.wire.policy import Seat, Sight
from redphone.wire.words import MARKS, Mark
from tests.calls.words import NIGHT, answer, figure, first_message, update
from tests.people import PASSWORD, seat_of, signed_in

Seats = dict[str, Seat]
SECRETS = ("heron-happened", "heron-place", "heron-asked", "heron-details", "heron-source", "heron-answer")
SECRETS += ("heron-update", "heron-title", "heron-summary", "heron-hazards")
NAMED = {"IT": "member", "AU": "member", "SEC": "secretariat", "DE": "participant", "UNHCR": "partner"}
OFFICES = ("duty_desk", "desk_officer", "senior_official", "administrator")


def may_have(mark: Mark, party: str, office: str) -> bool:
    """Who reads: those named; not administrators; above GREEN members only; of RED not the desk officers."""
    if party not in named_under(mark) | {"GB"} or office == "administrator":
        return False
    if mark in ("CLEAR", "GREEN"):
        return True
    return (party in ("GB", "IT", "AU")) and not (mark == "RED" and office == "desk_officer")


def named_under(mark: Mark) -> set[str]:
    """AMBER and above can't be addressed to participants and partners at all."""
    return set(NAMED) if mark in ("CLEAR", "GREEN") else {"IT", "AU", "SEC"}


def raise_secretly(by: Seat, mark: Mark) -> acts.Raised:
    opening = SituationOpened(title="heron-title", nature="emergency", countries=(), summary="heron-summary")
    call = first_message(
        what_happened="heron-happened",
        place="heron-place",
        asked="heron-asked",
        details="heron-details",
        hazards="heron-hazards",
        figures=(figure(source="heron-source"),),
    )
    return acts.raise_call(
        by=by, call=call, to=named_under(mark), status="actual", mark=mark, opening=opening
    )


def doors(raised: acts.Raised, situation: str) -> list[str]:
    """Every page and JSON answer on which something of this call could stand."""
    call = f"/calls/{raised.thing}/"
    pages = [call, f"{call}who/", f"{call}answer/", f"{call}update/", f"{call}correct/", f"{call}cancel/"]
    pages += [f"{call}stand-down/", "/", "/calls/", "/situations/", f"/situations/{situation}/", "/health/"]
    pages += [f"/situations/{situation}/mode/", f"/situations/{situation}/close/", "/calls/raise/actual/"]
    pages += ["/api/calls/", f"/api/calls/{raised.thing}/", f"/api/calls/{raised.number}/"]
    return [*pages, "/api/situations/", f"/api/situations/{situation}/"]


def everything_shown_to(officer: Officer, raised: acts.Raised, situation: str) -> str:
    browser = signed_in(officer)
    shown = []
    for door in doors(raised, situation):
        response: Any = browser.get(door)
        assert response.status_code in (200, 302, 403, 404), (door, response.status_code)
        shown.append(response.content.decode())
    return "\n".join(shown)


def officers_of_all_kinds() -> dict[tuple[str, str], Officer]:
    """All offices of the raiser, a member and the secretariat; of the others those who differ most."""
    whole = ("GB", "IT", "SEC")
    kinds = {(party, office) for party in whole for office in OFFICES}
    kinds |= {
        (party, office) for party in ("DE", "ES", "UNHCR", "BR") for office in ("duty_desk", "administrator")
    }
    return {
        (party, office): officer_acts.add_officer(
            email=f"{office}@{party.lower()}.test.example",
            password=PASSWORD,
            name=f"{office} Example",
            party=party,
            office=office,
        )
        for party, office in sorted(kinds)
    }


def leaks(mark: Mark, seats: Seats) -> list[str]:
    """What is shown to somebody who may not have it, or missing for somebody who may."""
    officers = officers_of_all_kinds()
    raised = raise_secretly(seats["alice"], mark)
    acts.answer_call(by=seats["bruno"], call=raised.thing, answer=answer("partly", words="heron-answer"))
    acts.update_call(by=seats["alice"], call=raised.thing, update=update(what_changed="heron-update"))
    situation = acts.find_call(raised.thing, by=seats["alice"]).situation
    wrong = []
    for (party, office), officer in officers.items():
        shown = everything_shown_to(officer, raised, situation)
        found = {secret for secret in SECRETS if secret in shown}
        if may_have(mark, party, office):
            missing = set(SECRETS) - found
            wrong += [f"{mark} {party}/{office} does not get {secret}" for secret in sorted(missing)]
        else:
            wrong += [f"{mark} {party}/{office} gets {secret}" for secret in sorted(found)]
        knows = raised.number in shown
        if knows != (party in named_under(mark) | {"GB"}):
            wrong.append(f"{mark} {party}/{office}: knows that it is there: {knows}")
    return wrong


@pytest.mark.django_db
@pytest.mark.parametrize("mark", MARKS)
def test_content_stands_where_it_may_and_nowhere_else(mark: Mark, cast: dict[str, Officer]) -> None:
    with clock.standing_at(NIGHT):
        assert leaks(mark, {name: seat_of(officer) for name, officer in cast.items()}) == []


@pytest.mark.django_db
def test_a_planted_leak_is_found(cast: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(of: policy.Addressed, *, for_: Seat) -> Sight:
        named = for_.party == of.by or for_.party in of.to
        return Sight.CONTENT if named else Sight.NOTHING

    for room in ("calls.cards", "calls.acts", "situations.reads", "log.reads"):
        monkeypatch.setattr(f"redphone.{room}.sight", careless)
    with clock.standing_at(NIGHT):
        found = leaks("AMBER", {name: seat_of(officer) for name, officer in cast.items()})
    assert any("SEC/duty_desk gets heron-asked" in leak for leak in found)
