"""Opening situations, setting their mode, closing them: what is said, what is then seen, and by whom."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from redphone.log.redraw import redraw
from redphone.network import acts as network_acts
from redphone.refused import Refused
from redphone.situations import acts, reads
from redphone.situations.messages import Mode, ModeSet
from redphone.wire.policy import Seat, Sight
from redphone.wire.words import Mark, Status
from tests.calls.words import NIGHT, opening

Seats = dict[str, Seat]
DAY = timedelta(days=1)


def open_one(by: Seat, to: tuple[str, ...] = ("IT", "US", "CA"), **how: Any) -> str:
    return acts.open_situation(by=by, to=to, opened=opening(), **how).thing


def mode(kind: Mode, *, owner: str = "GB", review_at: datetime = NIGHT + DAY, **words: Any) -> ModeSet:
    given = {"reason": "Because.", "report_hours": 12, "meeting_times": "07:00 and 19:00 UTC", **words}
    return ModeSet(mode=kind, owner=owner, review_at=review_at, **given)


def card(thing: str, for_: Seat) -> reads.SituationCard:
    found = reads.situation(thing, for_=for_)
    assert found
    return found


def test_it_begins_in_monitoring_owned_by_who_opened_it(night: Seats) -> None:
    thing = open_one(night["alice"], national="UK OFFICIAL")
    for name in ("alice", "bruno", "felix"):
        seen = card(thing, night[name])
        assert (seen.title, seen.mode, seen.owner, seen.by) == (
            "Searches in Exampleland",
            "monitoring",
            "GB",
            "GB",
        )
        assert (seen.review_at, seen.closed_at, seen.national) == (None, None, "UK OFFICIAL")
    assert reads.situation(thing, for_=night["dara"]) is None


def test_the_secretariat_opens_exercises_and_actual_ones(night: Seats) -> None:
    for status in ("actual", "exercise"):
        assert card(open_one(night["gil"], status=status), night["gil"]).status == status


@pytest.mark.parametrize("name", ["heidi", "uma", "agnes"])
def test_who_may_not_opens_none(night: Seats, name: str) -> None:
    with pytest.raises(Refused):
        open_one(night[name])
    assert reads.situations(for_=night["bruno"]) == []


@pytest.mark.parametrize("kind", ["monitoring", "information_sharing", "full"])
def test_the_chair_sets_each_mode(night: Seats, kind: Mode) -> None:
    thing = open_one(night["alice"])
    acts.set_mode(by=night["felix"], situation=thing, mode=mode(kind, owner="IT"))
    seen = card(thing, night["bruno"])
    assert (seen.mode, seen.owner, seen.reason, seen.report_hours, seen.meeting_times) == (
        kind,
        "IT",
        "Because.",
        12,
        "07:00 and 19:00 UTC",
    )
    assert (seen.mode_set_by, seen.mode_set_at, seen.review_at) == ("US", NIGHT, NIGHT + DAY)


def test_the_owner_goes_up_to_information_sharing_and_steps_down(night: Seats) -> None:
    thing = open_one(night["alice"])
    acts.set_mode(by=night["alice"], situation=thing, mode=mode("information_sharing"))
    with pytest.raises(Refused, match="Full activation is set by the chair"):
        acts.set_mode(by=night["alice"], situation=thing, mode=mode("full"))
    acts.set_mode(by=night["felix"], situation=thing, mode=mode("full"))
    acts.set_mode(by=night["alice"], situation=thing, mode=mode("monitoring"))
    assert card(thing, night["alice"]).mode == "monitoring"


@pytest.mark.parametrize("name", ["bruno", "chloe", "agnes"])
def test_nobody_else_sets_a_mode(night: Seats, name: str) -> None:
    thing = open_one(night["alice"])
    with pytest.raises(Refused):
        acts.set_mode(by=night[name], situation=thing, mode=mode("monitoring"))
    assert card(thing, night["alice"]).mode_set_by == "GB"


def test_while_the_chair_is_vacant_its_substitute_activates(night: Seats) -> None:
    thing = open_one(night["alice"])
    network_acts.set_chair(by=night["grace"], chair=None, substitutes=["IT", "CA"], reason="Vacant")
    with pytest.raises(Refused):
        acts.set_mode(by=night["felix"], situation=thing, mode=mode("full"))
    with pytest.raises(Refused):
        acts.set_mode(by=night["chloe"], situation=thing, mode=mode("full"))
    acts.set_mode(by=night["bruno"], situation=thing, mode=mode("full"))
    assert card(thing, night["alice"]).mode == "full"


def test_the_owner_of_later_is_the_owner(night: Seats) -> None:
    thing = open_one(night["alice"])
    acts.set_mode(by=night["felix"], situation=thing, mode=mode("information_sharing", owner="CA"))
    acts.set_mode(by=night["chloe"], situation=thing, mode=mode("monitoring", owner="CA"))
    with pytest.raises(Refused):
        acts.set_mode(by=night["alice"], situation=thing, mode=mode("monitoring"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"owner": "AU"}, "owner"),
        ({"review_at": NIGHT}, "review_at"),
        ({"review_at": NIGHT - DAY}, "review_at"),
        ({"review_at": NIGHT + 9999 * DAY}, "review_at"),
    ],
)
def test_what_is_wrong_with_a_mode_is_said_beside_its_field(
    night: Seats, given: dict[str, Any], field: str
) -> None:
    thing = open_one(night["alice"])
    with pytest.raises(Refused) as caught:
        acts.set_mode(by=night["felix"], situation=thing, mode=mode("full", **given))
    assert caught.value.field == field


def test_a_situation_one_is_not_in_is_none(night: Seats) -> None:
    thing = open_one(night["alice"], ("IT", "US"))
    for do in (
        lambda: acts.set_mode(by=night["dara"], situation=thing, mode=mode("monitoring")),
        lambda: acts.close_situation(by=night["dara"], situation=thing, reason="Over."),
        lambda: acts.set_mode(by=night["alice"], situation="nothing", mode=mode("monitoring")),
    ):
        with pytest.raises(Refused, match="no such situation"):
            do()


def test_whoever_does_not_read_it_does_not_speak_of_it(night: Seats) -> None:
    """A desk officer does not read RED, even as the owner's."""
    thing = open_one(night["alice"], ("AU", "US"), mark="RED")
    acts.set_mode(by=night["felix"], situation=thing, mode=mode("monitoring", owner="AU"))
    with pytest.raises(Refused, match="does not read this situation"):
        acts.set_mode(by=night["eve"], situation=thing, mode=mode("information_sharing", owner="AU"))
    acts.set_mode(by=night["dara"], situation=thing, mode=mode("information_sharing", owner="AU"))


@pytest.mark.parametrize("name", ["alice", "felix"])
def test_owner_and_chair_close_it_after_it_has_stepped_down(night: Seats, name: str) -> None:
    thing = open_one(night["alice"])
    acts.set_mode(by=night["felix"], situation=thing, mode=mode("full"))
    with pytest.raises(Refused, match="Step down to monitoring first"):
        acts.close_situation(by=night[name], situation=thing, reason="Over.")
    acts.set_mode(by=night["felix"], situation=thing, mode=mode("monitoring"))
    acts.close_situation(by=night[name], situation=thing, reason="All are out.")
    seen = card(thing, night["bruno"])
    assert (seen.closed_at, seen.closed_reason) == (NIGHT, "All are out.")
    assert reads.situations(for_=night["bruno"]) == []
    assert [shut.thing for shut in reads.situations(for_=night["bruno"], closed=True)] == [thing]
    with pytest.raises(Refused, match="closed already"):
        acts.close_situation(by=night[name], situation=thing, reason="Again.")


def test_nobody_else_closes_it(night: Seats) -> None:
    thing = open_one(night["alice"])
    with pytest.raises(Refused, match="Only the chair and the owner"):
        acts.close_situation(by=night["bruno"], situation=thing, reason="Over.")


@pytest.mark.parametrize(("closes", "opens"), [("felix", "alice"), ("alice", "felix")])
def test_a_mode_opens_it_again_whoever_closed_it(night: Seats, closes: str, opens: str) -> None:
    """What was said last counts, not whose code comes first in the alphabet."""
    thing = open_one(night["alice"])
    acts.close_situation(by=night[closes], situation=thing, reason="Over.")
    acts.set_mode(by=night[opens], situation=thing, mode=mode("information_sharing"))
    seen = card(thing, night["bruno"])
    assert (seen.mode, seen.closed_at, seen.closed_reason) == ("information_sharing", None, "")
    acts.set_mode(by=night[opens], situation=thing, mode=mode("monitoring"))
    acts.close_situation(by=night[closes], situation=thing, reason="Over again.")
    assert card(thing, night["bruno"]).closed_reason == "Over again."
    assert redraw().is_sound
    assert card(thing, night["bruno"]).closed_reason == "Over again."


def test_several_stand_side_by_side_the_highest_mode_first(night: Seats) -> None:
    calm, worst = open_one(night["alice"]), open_one(night["alice"])
    acts.set_mode(by=night["felix"], situation=worst, mode=mode("full"))
    exercise = open_one(night["gil"], status="exercise")
    found = reads.situations(for_=night["bruno"])
    assert (found[0].thing, {one.thing for one in found}) == (worst, {calm, worst, exercise})
    assert [one.thing for one in reads.situations(for_=night["bruno"], status="exercise")] == [exercise]


def test_a_review_that_is_over_is_seen(night: Seats) -> None:
    thing = open_one(night["alice"])
    acts.set_mode(by=night["felix"], situation=thing, mode=mode("full"))
    assert reads.overdue_reviews(for_=night["bruno"], now=NIGHT + DAY) == []
    late = reads.overdue_reviews(for_=night["bruno"], now=NIGHT + DAY + timedelta(seconds=1))
    assert [one.thing for one in late] == [thing]
    assert reads.overdue_reviews(for_=night["dara"], now=NIGHT + 2 * DAY) == []


STATUSES: tuple[Status, ...] = ("actual", "exercise", "test")


@pytest.mark.parametrize(
    ("mark", "barred"), [("GREEN", None), ("AMBER", "DE"), ("AMBER+STRICT", "DE"), ("RED", "DE")]
)
@pytest.mark.parametrize("status", STATUSES)
def test_above_green_participants_are_refused(
    night: Seats, mark: Mark, barred: str | None, status: Status
) -> None:
    if barred is None:
        open_one(night["alice"], ("IT", "DE"), mark=mark, status=status)
        return
    with pytest.raises(Refused, match=f"Leave out {barred}"):
        open_one(night["alice"], ("IT", "DE"), mark=mark, status=status)


def test_with_the_envelope_alone_nothing_that_was_typed_is_seen(night: Seats) -> None:
    thing = open_one(night["alice"], ("US", "SEC", "IT"), mark="AMBER", national="Zebra national")
    acts.set_mode(
        by=night["felix"],
        situation=thing,
        mode=mode("full", reason="Zebra reason", meeting_times="Zebra times"),
    )
    acts.set_mode(by=night["felix"], situation=thing, mode=mode("monitoring", meeting_times="Zebra"))
    acts.close_situation(by=night["alice"], situation=thing, reason="Zebra end")
    for name in ("gil", "agnes", "bella"):
        seen = card(thing, night[name])
        assert seen.sight is Sight.ENVELOPE
        assert "Zebra" not in repr(seen)
        assert "Searches" not in repr(seen)
        assert seen.countries == ()
    assert card(thing, night["bruno"]).closed_reason == "Zebra end"
