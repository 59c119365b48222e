"""Every page, JSON answer, mail, link and command, under every mark, for every role and office: content stands where
it may, and nowhere else.

The expectation is written out here in words of its own, not asked of the policy that is being tested.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redphone.calls import acts, acts_doubt, acts_voice, commands
from redphone.calls.messages import CallReported
from redphone.log import clock
from redphone.look.terminal import Stop
from redphone.officers import acts as officer_acts
from redphone.officers.models import Officer
from redphone.situations.acts import set_mode
from redphone.situations.messages import ModeSet, SituationOpened
from redphone.wire import policy
from redphone.wire.policy import Seat, Sight
from redphone.wire.words import MARKS, Mark
from tests.calls.post_office import PostOffice, Ringer
from tests.calls.words import NIGHT, STEP, answer, correction, figure, first_message, update
from tests.people import PASSWORD, seat_of, signed_in

Seats = dict[str, Seat]
SECRETS: tuple[str, ...] = (
    "heron-happened",
    "heron-place",
    "heron-asked",
    "heron-details",
    "heron-source",
    "heron-answer",
)
SECRETS += ("heron-update", "heron-title", "heron-summary", "heron-hazards", "heron-access", "heron-engaged")
SECRETS += ("heron-counted", "heron-national", "heron-wrong", "heron-ours", "heron-mode", "heron-meeting")
SECRETS += ("heron-voice", "heron-not-so", "heron-doubt", "heron-stop")
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
        access="heron-access",
        engaged="heron-engaged",
        figures=(figure(what="heron-counted", source="heron-source"),),
    )
    return acts.raise_call(
        by=by,
        call=call,
        to=named_under(mark),
        status="actual",
        mark=mark,
        national="heron-national",
        opening=opening,
    )


def say_more(seats: Seats, raised: acts.Raised) -> str:
    """Fill every other place in which something can be written. Returns the situation's thing."""
    given = answer("partly", words="heron-answer", figures=(figure(what="heron-ours", source="Rome"),))
    acts.answer_call(by=seats["bruno"], call=raised.thing, answer=given)
    acts.update_call(by=seats["alice"], call=raised.thing, update=update(what_changed="heron-update"))
    wrong = correction(what_was_wrong="heron-wrong")
    acts.correct_call(by=seats["alice"], call=raised.thing, correction=wrong)
    heard = CallReported(party="AU", way="telephone", said="heron-voice")
    acts_voice.report_call(by=seats["alice"], call=raised.thing, report=heard)
    acts_voice.contradict_report(by=seats["dara"], call=raised.thing, note="heron-not-so")
    acts_voice.report_call(by=seats["alice"], call=raised.thing, report=heard)
    situation = acts.find_call(raised.thing, by=seats["alice"]).situation
    mode = ModeSet(
        mode="information_sharing",
        owner="GB",
        reason="heron-mode",
        report_hours=None,
        meeting_times="heron-meeting",
        review_at=NIGHT + timedelta(days=1),
    )
    set_mode(by=seats["alice"], situation=situation, mode=mode)
    return situation


def stop_it(seats: Seats, raised: acts.Raised) -> None:
    """What ends the ringing, and so is said last."""
    acts_doubt.doubt_call(by=seats["dara"], call=raised.thing, why="heron-doubt")
    acts_doubt.stop_ringing(by=seats["bruno"], call=raised.thing, why="heron-stop")


def doors(raised: acts.Raised, situation: str) -> list[str]:
    """Every page and JSON answer on which something of this call could stand."""
    call = f"/calls/{raised.thing}/"
    pages = [call, f"{call}who/", f"{call}answer/", f"{call}update/", f"{call}correct/", f"{call}cancel/"]
    pages += [f"{call}stand-down/", "/", "/calls/", "/situations/", f"/situations/{situation}/", "/health/"]
    pages += [f"/situations/{situation}/mode/", f"/situations/{situation}/close/", "/calls/raise/actual/"]
    pages += ["/api/calls/", f"/api/calls/{raised.thing}/", f"/api/calls/{raised.number}/"]
    pages += [f"{call}report/", f"{call}contradict/", f"{call}doubt/", f"{call}stop-ringing/"]
    pages += ["/handover/", "/handover/take/", "/handover/past/"]
    return [*pages, "/api/situations/", f"/api/situations/{situation}/"]


def everything_shown_to(officer: Officer, raised: acts.Raised, situation: str) -> str:
    browser = signed_in(officer)
    shown = []
    for door in doors(raised, situation):
        response: Any = browser.get(door)
        assert response.status_code in (200, 302, 403, 404), (door, response.status_code)
        shown.append(response.content.decode())
    return "\n".join([*shown, *said_on_the_command_line(officer, raised)])


def said_on_the_command_line(officer: Officer, raised: acts.Raised) -> list[str]:
    """What the node's operator gets who asks as this officer's seat."""
    calls = commands.calls_of(as_=f"{officer.party}/{officer.office}")
    listed = [repr(calls.data), *calls.lines]
    try:
        told = commands.who_has_it(as_=f"{officer.party}/{officer.office}", call=raised.number)
    except Stop:
        return listed
    return [*listed, repr(told.data), *told.lines]


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
    situation = say_more(seats, raised)
    stop_it(seats, raised)
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


# What reaches people without a sign-in: mails, and the link in them


IN_A_MAIL = (
    "heron-happened",
    "heron-place",
    "heron-asked",
    "heron-counted",
    "heron-source",
    "heron-national",
)


def mailed(mark: Mark, night: Seats, ringer: Ringer, post_office: PostOffice) -> list[str]:
    """What mails and links give away, or keep from those who may read it; everybody of every party is rung."""
    raised = raise_secretly(night["alice"], mark)
    ringer.go()
    firsts = list(post_office.mails)
    say_more(night, raised)
    for step in range(4):
        ringer.go(step * STEP)
    wrong = []
    for mail in post_office.mails:
        officer = Officer.objects.get(email=mail.to)
        shown = mail.everything
        if "/r/" in mail.text:
            shown += Client().get(mail.link).content.decode()
            shown += Client().post(mail.link, {"digits": "00"}).content.decode()
        found = {secret for secret in SECRETS if secret in shown}
        if mark not in ("CLEAR", "GREEN") or not may_have(mark, officer.party, officer.office):
            wrong += [f"{mark} a mail to {mail.to} gives away {secret}" for secret in sorted(found)]
        elif mail in firsts:
            wrong += [f"{mark} a mail to {mail.to} keeps back {secret}" for secret in set(IN_A_MAIL) - found]
    assert {mail.to.partition("@")[2].partition(".")[0].upper() for mail in firsts} == named_under(mark)
    assert any("a party is not reached" in mail.subject for mail in post_office.mails)
    return wrong


@pytest.mark.parametrize("mark", MARKS)
def test_mails_and_links_carry_content_up_to_green_only(
    mark: Mark, night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    assert mailed(mark, night, ringer, post_office) == []


def test_a_mail_that_leaks_is_found(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redphone.calls.views_link.may_be_mailed", lambda mark: True)
    found = mailed("AMBER", night, ringer, post_office)
    assert "AMBER a mail to dara@au.example gives away heron-asked" in found
    assert not [leak for leak in found if "gil@sec.example" in leak], "the seat itself still reads nothing"
