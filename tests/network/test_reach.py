"""Each party says for itself how it is reached: others see it, the secretariat only whether it can be."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.log import clock
from redphone.log.models import Entry
from redphone.log.post import post
from redphone.log.turn import Turn, act
from redphone.network import acts_reach, reads, reads_reach
from redphone.network.messages import Reachable, thing_of_reach
from redphone.network.models import Cover, Reach
from redphone.refused import Refused
from redphone.wire.policy import Office, Seat
from redphone.wire.strict import Malformed
from tests.calls.words import NIGHT

DAY = timedelta(days=1)


def seat(party: str, office: Office = "duty_desk") -> Seat:
    return reads.seat_of(party_code=party, office=office, officer=1)


def reachable(**changes: Any) -> Reachable:
    said = {
        "seat": "duty_desk",
        "number": "+44 20 7946 0142",
        "opens_at": None,
        "closes_at": None,
        "weekdays": (),
        "zone": "Europe/London",
        "languages": ("en",),
        "proven_at": NIGHT,
    }
    return Reachable.model_validate(said | changes)


@pytest.fixture(autouse=True)
def night(network: None) -> Any:
    with clock.standing_at(NIGHT):
        yield


def tell(by: str = "GB", *, hole_at: Any = None, **changes: Any) -> None:
    acts_reach.tell_reach(by=seat(by), reachable=reachable(**changes), hole_at=hole_at)


def card(party: str, for_: Seat) -> reads_reach.ReachCard:
    return next(card for card in reads_reach.reach_cards(for_=for_) if card.party.code == party)


@pytest.mark.parametrize("party", ["GB", "IT", "DE", "UNHCR"])
def test_every_other_party_sees_the_number(party: str) -> None:
    tell()
    found = card("GB", seat(party))
    assert (found.number, found.dialled, found.state(NIGHT)) == (
        "+44 20 7946 0142",
        "+442079460142",
        "proven",
    )
    assert card("IT", seat(party)).state(NIGHT) == "untold"


def test_the_secretariat_sees_whether_and_never_the_number() -> None:
    tell(hole_at=NIGHT + DAY)
    found = card("GB", seat("SEC"))
    assert (found.number, found.hours, found.languages) == (None, None, ())
    assert (found.state(NIGHT), found.hole_at) == ("proven", NIGHT + DAY)
    assert not Entry.objects.filter(kind=Reachable.kind, to__contains=",SEC,").exists()


def test_whether_there_is_a_hole_is_for_the_secretariat_alone() -> None:
    tell(hole_at=NIGHT + DAY)
    assert card("GB", seat("IT")).hole_at is None
    assert list(Cover.objects.values_list("to_text", flat=True)) == [",SEC,"]


def test_the_secretariat_tells_its_own_to_everybody() -> None:
    tell("SEC")
    assert card("SEC", seat("IT")).number
    assert card("SEC", seat("SEC")).number


def test_an_administrator_keeps_people_and_reads_no_numbers() -> None:
    tell()
    for party in ("IT", "GB"):
        found = card("GB", seat(party, "administrator"))
        assert (found.number, found.state(NIGHT)) == (None, "unread")
    assert reads_reach.reachable_of(by=seat("GB", "administrator")) is None


@pytest.mark.tampers
def test_what_a_node_elsewhere_says_of_zone_and_proof_breaks_no_page() -> None:
    tell()
    Reach.objects.update(zone="Europe/Nowhere", proven_at=NIGHT + 300 * DAY)
    found = card("GB", seat("IT"))
    assert (found.zone, found.state(NIGHT)) == ("Europe/London", "unproven")
    assert found.hours is not None
    assert found.hours.is_open(NIGHT)


@pytest.mark.parametrize(
    ("proven_at", "state"),
    [
        (None, "unproven"),
        (NIGHT, "proven"),
        (NIGHT - 30 * DAY, "proven"),
        (NIGHT - 30 * DAY - timedelta(seconds=1), "stale"),
    ],
)
def test_what_nobody_rang_for_thirty_days_is_stale(proven_at: Any, state: str) -> None:
    tell(proven_at=proven_at)
    assert card("GB", seat("IT")).state(NIGHT) == card("GB", seat("SEC")).state(NIGHT) == state


def test_told_again_it_replaces_what_was_told() -> None:
    tell()
    tell(number="+44 20 7946 0199", opens_at="20:00", closes_at="08:00", weekdays=(4,), proven_at=None)
    assert Reach.objects.count() == 1
    found = card("GB", seat("IT"))
    assert (found.number, found.state(NIGHT)) == ("+44 20 7946 0199", "unproven")
    assert found.hours is not None
    assert not found.hours.is_open(NIGHT.replace(hour=12))


def test_proven_anew_nothing_else_changes() -> None:
    tell(proven_at=None, languages=("en", "fr"))
    acts_reach.tell_proven(by=seat("GB"), hole_at=None)
    found = card("GB", seat("IT"))
    assert (found.proven_at, found.languages) == (NIGHT, ("en", "fr"))


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"zone": "Europe/Nowhere"}, "not a time zone", "zone"),
        ({"opens_at": "08:00"}, "both times", "closes_at"),
        ({"opens_at": "08:00", "closes_at": "08:00"}, "two different times", "closes_at"),
        ({"proven_at": NIGHT + DAY}, "in the future", "proven_at"),
    ],
)
def test_what_can_not_be_is_refused(changes: dict[str, Any], words: str, field: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        tell(**changes)
    assert refused.value.field == field
    assert not Reach.objects.exists()


def test_only_an_officer_tells_it() -> None:
    with pytest.raises(Refused, match="Only an officer"):
        acts_reach.tell_reach(by=reads.node_seat("GB"), reachable=reachable(), hole_at=None)
    with pytest.raises(Refused, match="no duty number yet"):
        acts_reach.tell_proven(by=seat("GB"), hole_at=None)


@pytest.mark.parametrize(
    "number", ["020 7946 0142", "+0 123 456 789", "+44 20", "+44 (20) 7946", "+44 20\n7946 0142"]
)
def test_a_number_is_one_that_can_be_dialled_from_abroad(number: str) -> None:
    with pytest.raises(ValueError, match="number"):
        reachable(number=number)


def test_nobody_says_how_another_is_reached() -> None:
    @act
    def say(turn: Turn) -> None:
        thing = thing_of_reach("IT")
        post(turn, reachable(), by=seat("GB"), to=["IT", "CA"], thing=thing, status="system")

    with pytest.raises(Malformed, match="of another"):
        say()
    assert card("IT", seat("CA")).state(NIGHT) == "untold"
