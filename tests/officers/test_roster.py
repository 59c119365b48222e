"""A party's roster: any of its officers keeps it, nobody else sees it, and it says who is rung at every instant."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from redphone.log import clock
from redphone.log.models import Entry
from redphone.network import acts_reach, reads_reach
from redphone.network.messages import CoverTold, Reachable
from redphone.officers import acts, acts_roster, reads, reads_roster
from redphone.officers.models import Audited, Officer, Rotation
from redphone.refused import Refused
from redphone.wire.policy import Seat
from tests.calls.words import NIGHT
from tests.officers.pages import text_of
from tests.people import seat_of, sign_in

Cast = dict[str, Officer]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def dara(cast: Cast) -> Seat:
    return seat_of(cast["dara"])


@pytest.fixture(autouse=True)
def night() -> Any:
    with clock.standing_at(NIGHT):
        yield


def on_duty(party: str, at: datetime = NIGHT, step: reads_roster.Step = "duty") -> list[str]:
    return [contact.name for contact in reads.contacts_on_duty(party=party, step=step, at=at)]


def take_turns(by: Seat, *people: Officer, **changes: Any) -> Rotation:
    held: dict[str, Any] = {
        "step": "duty",
        "zone": "Australia/Sydney",
        "begins_on": date(2026, 11, 1),
        "hands_over_at": time(8),
        "days": 1,
        "people": [person.pk for person in people],
    }
    return acts_roster.set_rotation(by=by, **{**held, **changes})


def test_without_a_roster_whoever_is_entered_as_on_duty_is_rung(cast: Cast) -> None:
    assert on_duty("AU") == ["Dara Example"]
    assert on_duty("AU", step="deputy") == ["Eve Example"]


def test_officers_take_turns_from_day_to_day(cast: Cast, dara: Seat) -> None:
    take_turns(dara, cast["dara"], cast["eve"])
    names = [on_duty("AU", NIGHT + n * DAY) for n in range(4)]
    assert names[0] != names[1]
    assert names[:2] == names[2:]
    assert on_duty("GB") == ["Alice Example"]


def test_a_stand_in_is_rung_and_the_turn_comes_back(cast: Cast, dara: Seat) -> None:
    span: dict[str, Any] = {"begins_at": NIGHT - HOUR, "ends_at": NIGHT + HOUR}
    acts_roster.stand_in(by=dara, step="duty", officer=cast["eve"].pk, **span)
    assert on_duty("AU") == ["Eve Example"]
    assert on_duty("AU", NIGHT + HOUR) == ["Dara Example"]


def test_whoever_is_away_is_not_rung_and_the_hole_is_shown(cast: Cast, dara: Seat) -> None:
    away = acts_roster.be_away(
        by=dara, officer=cast["dara"].pk, begins_at=NIGHT + DAY, ends_at=NIGHT + 2 * DAY
    )
    assert on_duty("AU", NIGHT + DAY) == []
    assert reads.holes_ahead(for_=dara, now=NIGHT) == [(NIGHT + DAY, NIGHT + 2 * DAY)]
    assert "nobody is on duty" in text_of(sign_in(cast["dara"]).get("/"))
    assert "nobody is on duty" not in text_of(sign_in(cast["alice"]).get("/"))
    acts_roster.end_absence(by=dara, absence=away.pk)
    assert reads.holes_ahead(for_=dara, now=NIGHT) == []


def test_whoever_is_on_duty_is_no_deputy_of_themselves(cast: Cast, dara: Seat) -> None:
    span: dict[str, Any] = {"begins_at": NIGHT - HOUR, "ends_at": NIGHT + HOUR}
    acts_roster.stand_in(by=dara, step="duty", officer=cast["eve"].pk, **span)
    first, second, *_ = reads_roster.watches(for_=dara, since=NIGHT, until=NIGHT + DAY)
    assert (first.duty, first.deputy) == (("Eve Example",), ())
    assert (second.duty, second.deputy) == (("Dara Example",), ("Eve Example",))
    assert "straight to the chair" in text_of(sign_in(cast["eve"]).get("/officers/roster/"))


def test_who_has_left_is_skipped_in_the_turns(cast: Cast, dara: Seat) -> None:
    take_turns(dara, cast["dara"], cast["eve"])
    acts.add_officer(email="a@au.example", name="A Example", party="AU", office="administrator")
    admin = seat_of(Officer.objects.get(email="a@au.example"))
    acts.deactivate(by=admin, officer=cast["eve"].pk)
    assert {tuple(on_duty("AU", NIGHT + n * DAY)) for n in range(4)} == {("Dara Example",)}


def test_another_partys_roster_is_nobodys_business(cast: Cast, dara: Seat) -> None:
    turns = take_turns(dara, cast["dara"])
    alice = seat_of(cast["alice"])
    with pytest.raises(Refused, match="not there"):
        acts_roster.end_rotation(by=alice, rotation=turns.pk)
    with pytest.raises(Refused, match="your party"):
        take_turns(alice, cast["dara"])
    span: dict[str, Any] = {"begins_at": NIGHT, "ends_at": NIGHT + HOUR}
    with pytest.raises(Refused, match="your party"):
        acts_roster.be_away(by=alice, officer=cast["dara"].pk, **span)
    with pytest.raises(Refused, match="your party"):
        acts_roster.stand_in(by=alice, step="duty", officer=cast["dara"].pk, **span)
    assert "Dara" not in text_of(sign_in(cast["alice"]).get("/officers/roster/"))
    assert not reads_roster.arrangements(for_=alice, now=NIGHT)


def test_the_node_itself_keeps_no_roster(cast: Cast) -> None:
    with pytest.raises(Refused, match="officer"):
        take_turns(Seat("AU", "member", "node"), cast["dara"])


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"people": []}, "at least one"),
        ({"days": 0}, "from 1 to 28"),
        ({"days": 29}, "from 1 to 28"),
        ({"zone": "Nowhere"}, "time zone"),
    ],
)
def test_turns_nobody_could_take_are_refused(
    cast: Cast, dara: Seat, changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        take_turns(dara, cast["dara"], **changes)
    with pytest.raises(Refused, match="once"):
        take_turns(dara, cast["dara"], cast["dara"])


@pytest.mark.parametrize(
    ("begins", "ends", "why"),
    [
        (HOUR, HOUR, "after it begins"),
        (-2 * HOUR, -HOUR, "over already"),
        (HOUR, 400 * DAY, "At most a year"),
    ],
)
def test_spans_that_make_no_sense_are_refused(
    cast: Cast, dara: Seat, begins: timedelta, ends: timedelta, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        acts_roster.be_away(by=dara, officer=cast["dara"].pk, begins_at=NIGHT + begins, ends_at=NIGHT + ends)


def test_each_change_goes_to_the_record(cast: Cast, dara: Seat) -> None:
    turns = take_turns(dara, cast["dara"])
    acts_roster.end_rotation(by=dara, rotation=turns.pk)
    found = Audited.objects.filter(party="AU", who=cast["dara"].pk).values_list("what", flat=True)
    assert list(found.order_by("pk")) == ["rotation_set", "rotation_ended"]


def test_through_the_pages_any_officer_keeps_it(cast: Cast) -> None:
    eve = sign_in(cast["eve"])  # a desk officer, no administrator
    typed = {
        "step": "duty",
        "days": "7",
        "begins_on": "2026-11-02",
        "hands_over_at": "08:00",
        "zone": "Australia/Sydney",
        "person_1": str(cast["eve"].pk),
        "person_2": str(cast["dara"].pk),
    }
    assert eve.post("/officers/roster/take-turns/", typed)["Location"] == "/officers/roster/"
    page = text_of(eve.get("/officers/roster/"))
    assert "Eve Example → Dara Example" in page
    assert "handed over at 08:00, Sydney" in page
    turns = Rotation.objects.get()
    assert turns.people == [cast["eve"].pk, cast["dara"].pk]
    assert eve.post(f"/officers/roster/turns/{turns.pk}/end/")["Location"] == "/officers/roster/"
    assert not Rotation.objects.exists()


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(cast: Cast) -> None:
    eve = sign_in(cast["eve"])
    typed = {"officer": str(cast["eve"].pk), "begins_at": "2026-12-02T08:00", "ends_at": "2026-12-01T08:00"}
    page = text_of(eve.post("/officers/roster/away/", typed))
    assert "It has to end after it begins." in page
    assert "2026-12-02T08:00" in page
    turns = text_of(eve.post("/officers/roster/take-turns/", {"days": "7", "hands_over_at": "08:30"}))
    assert "Fill this in" in turns
    assert "08:30" in turns


def test_looking_changes_nothing_and_strangers_do_not_look(cast: Cast, client: Any) -> None:
    for path in ("", "take-turns/", "stand-in/", "away/"):
        assert sign_in(cast["eve"]).get(f"/officers/roster/{path}").status_code == 200
        assert "login" in client.get(f"/officers/roster/{path}")["Location"]
    assert sign_in(cast["eve"]).get("/officers/roster/away/1/end/").status_code == 405


# What the secretariat hears of it


def reachable() -> Reachable:
    return Reachable(
        seat="duty_desk",
        number="+61 2 5550 0142",
        opens_at=None,
        closes_at=None,
        weekdays=(),
        zone="Australia/Sydney",
        languages=("en",),
        proven_at=NIGHT,
    )


def hole_told() -> Any:
    told = reads_reach.cover_told_by("AU")
    return told and told.hole_at


def test_the_secretariat_hears_of_a_hole_when_it_opens_and_when_it_closes(cast: Cast, dara: Seat) -> None:
    acts_reach.tell_reach(by=dara, reachable=reachable(), hole_at=None)
    assert hole_told() is None
    said = Entry.objects.filter(kind=CoverTold.kind).count
    gone: dict[str, Any] = {"officer": cast["dara"].pk, "begins_at": NIGHT + DAY, "ends_at": NIGHT + 2 * DAY}
    absence = acts_roster.be_away(by=dara, **gone)
    assert hole_told() == NIGHT + DAY
    acts_roster.be_away(by=dara, **gone | {"begins_at": NIGHT + 3 * DAY, "ends_at": NIGHT + 4 * DAY})
    assert (hole_told(), said()) == (NIGHT + DAY, 2)  # the first hole is still the first
    acts_roster.end_absence(by=dara, absence=absence.pk)
    assert hole_told() == NIGHT + 3 * DAY
    assert not Entry.objects.filter(kind=CoverTold.kind).exclude(to=",SEC,").exists()


def test_the_secretariat_hears_of_a_hole_that_an_officer_leaves_behind_and_once(
    cast: Cast, dara: Seat
) -> None:
    acts_reach.tell_reach(by=dara, reachable=reachable(), hole_at=None)
    administrator = acts.add_officer(
        email="ann@au.example", name="Ann Example", party="AU", office="administrator", duty=""
    )
    by = seat_of(administrator)
    acts.change_officer(by=by, officer=cast["dara"].pk, duty="")
    assert hole_told() == NIGHT
    with clock.standing_at(NIGHT + HOUR):
        acts.change_officer(by=by, officer=cast["eve"].pk, name="Eve Example-Changed")
        assert hole_told() == NIGHT  # it is the same hole
        acts.change_officer(by=by, officer=cast["dara"].pk, duty="duty")
        assert hole_told() is None
        acts.deactivate(by=by, officer=cast["dara"].pk)
        assert hole_told() == NIGHT + HOUR


def test_who_has_told_no_number_tells_of_no_hole(cast: Cast, dara: Seat) -> None:
    acts_roster.be_away(by=dara, officer=cast["dara"].pk, begins_at=NIGHT + DAY, ends_at=NIGHT + 2 * DAY)
    assert not Entry.objects.filter(kind=CoverTold.kind).exists()
