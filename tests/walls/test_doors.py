"""Every door, tried by everybody: signed out, without a seat, of another office, of another party, with another's id.

What is expected stands in `doors.py`; nothing of it is asked of the code.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from redphone.calls.models import Call
from redphone.log import clock
from redphone.officers import acts
from redphone.officers.models import Absence, ContactPath, Invitation, Officer, Rotation, StandIn
from tests.calls.words import NIGHT, raise_call
from tests.people import PASSWORD, seat_of, signed_in
from tests.walls.doors import DOORS, Door, For

Cast = dict[str, Officer]
PARTIES = {"GB": True, "IT": True, "SEC": True, "DE": True, "AU": False, "UNHCR": False}
"""Whether each party is named in the call that all doors lead to."""
OFFICES = ("duty_desk", "desk_officer", "senior_official", "administrator")
PEOPLE = [("IT", office) for office in OFFICES]
PEOPLE += [(party, office) for party in ("SEC", "AU") for office in ("duty_desk", "administrator")]
PEOPLE += [(party, "duty_desk") for party in ("GB", "DE", "UNHCR")]
OFFICE = {For.KEEPERS: True, For.RUNNERS: True, For.HELPERS: False}
"""Whether a door is for administrators, or for all others."""
SHUT = (302, 401, 405)
"""Sent to the door at which one signs in, or told to; or there is nothing to push."""
GONE = 404
REFUSED = (302, 403, GONE)
"""Told so, on a page of its own or, led back to the roster, at its head; in any case nothing is done."""


def routes(resolver: Any = None, before: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern)


def test_every_door_stands_in_the_table_and_the_table_names_no_other() -> None:
    there = set(routes())
    assert there - set(DOORS) == set(), "say in tests/walls/doors.py for whom these are"
    assert set(DOORS) - there == set(), "these are not there any more"


class Tried:
    """One call that some parties are named in, and everybody who tries every door that leads to it."""

    def __init__(self, cast: Cast) -> None:
        raised = raise_call(seat_of(cast["alice"]), [code for code, named in PARTIES.items() if named])
        self.cast, self.call = cast, raised.thing
        self.situation = Call.objects.values_list("situation", flat=True).get(thing=raised.thing)

    def address(self, route: str, **numbers: int) -> str:
        """A door's address; numbers are by default those of Italy's own."""
        thing = self.situation if "situations/" in route else self.call
        filled = re.sub(r"<(str:)?(thing|call)>", thing, route)
        filled = filled.replace("<str:status>", "actual").replace("<str:token>", "nonsense")
        filled = re.sub(r"<(str:)?unreached>", "IT", filled)
        filled = re.sub(r"<(str:)?urgency>", "immediate", filled)
        number = {"officer": self.cast["bruno"].pk} | numbers
        return "/" + re.sub(r"<int:(\w+)>", lambda found: str(number.get(found[1], 1)), filled)

    def expected(self, route: str, door: Door, party: str, office: str) -> set[int]:
        """What somebody with a seat gets who opens a door."""
        if not door.opens:
            return {405}
        if door.whom is For.NAMED:
            return {200} if PARTIES[party] else {GONE}
        if door.whom in OFFICE and (office == "administrator") != OFFICE[door.whom]:
            return {403}
        if door.whom in (For.HELPERS, For.RUNNERS) and party != "SEC":
            return {403}
        if door.whom is not For.SIGNED_IN and "<int:" in route and party != "IT":  # they are Italy's
            return {GONE}
        return {200, 204, 302, 404, 410, 503}  # and never 403: what they hold decides


@pytest.fixture
def tried(cast: Cast) -> Iterator[Tried]:
    with clock.standing_at(NIGHT):
        yield Tried(cast)


@pytest.fixture
def everybody(cast: Cast) -> dict[tuple[str, str], Client]:
    made = {}
    for party, office in PEOPLE:
        email = f"{office}@{party.lower()}.walls.example"
        officer = acts.add_officer(
            email=email, password=PASSWORD, name="Wall Example", party=party, office=office
        )
        made[party, office] = signed_in(officer)
    return made


def wrongly_opened(tried: Tried, everybody: dict[tuple[str, str], Client]) -> list[str]:
    wrong = []
    for route, door in DOORS.items():
        for (party, office), browser in everybody.items():
            got = browser.get(tried.address(route)).status_code
            wanted = tried.expected(route, door, party, office)
            if got not in wanted:
                wrong.append(f"{route}: {party}/{office} gets {got}, not {sorted(wanted)}")
    return wrong


@pytest.mark.django_db
def test_a_door_opens_for_those_it_is_for_and_for_nobody_else(
    tried: Tried, everybody: dict[tuple[str, str], Client]
) -> None:
    assert wrongly_opened(tried, everybody) == []


@pytest.mark.django_db
def test_a_door_that_opens_for_everybody_is_found(
    tried: Tried, everybody: dict[tuple[str, str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from redphone.wire.policy import Sight

    for room in ("calls.cards", "calls.acts"):
        monkeypatch.setattr(f"redphone.{room}.sight", lambda of, *, for_: Sight.CONTENT)
    monkeypatch.setattr("tests.walls.test_doors.DOORS", {"calls/<str:thing>/": DOORS["calls/<str:thing>/"]})
    found = wrongly_opened(tried, {who: everybody[who] for who in (("AU", "duty_desk"), ("IT", "duty_desk"))})
    assert found == ["calls/<str:thing>/: AU/duty_desk gets 200, not [404]"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nobody", "left", "expelled"])
def test_without_a_seat_nothing_opens_that_is_for_a_seat(tried: Tried, who: str, settings: Any) -> None:
    """Signed out; an officer who has left; and one whose second factor is wanted and missing."""
    browser = Client() if who == "nobody" else signed_in(tried.cast["bruno"])
    if who == "left":
        Officer.objects.filter(pk=tried.cast["bruno"].pk).update(is_active=False)
    settings.REQUIRE_TOTP = who == "expelled"
    wrong = []
    for route, door in DOORS.items():
        if door.whom in (For.ANYBODY, For.SIGNED_IN):
            continue
        answers = [browser.get(tried.address(route))] if door.opens else []
        answers += [browser.post(tried.address(route), content_type="application/json")]
        wrong += [(route, one.status_code) for one in answers if one.status_code not in SHUT]
    assert wrong == []


def rows() -> dict[str, int]:
    """How many rows each table holds, but for what every request may leave: sessions, attempts, who was refused."""
    passing = ("django_session", "usersessions_usersession", "officers_audited", "django_cache")
    with connection.cursor() as cursor:
        tables = [one for one in connection.introspection.table_names(cursor) if one not in passing]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
def test_looking_through_every_door_leaves_nothing_behind(tried: Tried) -> None:
    """A GET changes nothing: mail scanners, previews and a nervous thumb open whatever they find."""
    browser = signed_in(tried.cast["bella"])
    before = rows()
    for route, door in DOORS.items():
        if door.opens:
            browser.get(tried.address(route))
    assert rows() == before


@pytest.mark.django_db
def test_with_the_number_of_anothers_nothing_is_done(tried: Tried) -> None:
    """Each door with a number in it, pushed by an administrator of another party with the numbers of Italy's."""
    bruno, now = tried.cast["bruno"].pk, NIGHT
    stand_in = StandIn.objects.create(party="IT", step="duty", officer=bruno, begins_at=now, ends_at=now)
    absence = Absence.objects.create(party="IT", officer=bruno, begins_at=now, ends_at=now)
    turns = {"begins_on": now.date(), "hands_over_at": now.time(), "days": 7, "people": [bruno]}
    rotation = Rotation.objects.create(party="IT", step="duty", zone="Europe/Rome", **turns)
    invitation = _invite(tried.cast["bella"])
    telephone = ContactPath.objects.create(
        party="IT", officer=bruno, way="telephone", address="+39 06 5550 0142"
    )
    numbers = {"officer": bruno, "stand_in": stand_in.pk, "absence": absence.pk, "rotation": rotation.pk}
    numbers |= {"invitation": invitation.pk, "path": telephone.pk}
    agnes = signed_in(tried.cast["agnes"])
    before = rows(), list(Officer.objects.order_by("pk").values())
    wrong = []
    for route in DOORS:
        if "<int:" in route:
            got = agnes.post(tried.address(route, **numbers)).status_code
            wrong += [(route, got)] if got not in REFUSED else []
    assert wrong == []
    assert (rows(), list(Officer.objects.order_by("pk").values())) == before


def _invite(by: Officer) -> Invitation:
    return acts.invite(by=seat_of(by), email="new@it.example", name="New Example", office="duty_desk")[0]
