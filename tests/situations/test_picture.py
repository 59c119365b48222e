"""The picture of situations: the same in every order of arrival, and no stranger draws in it."""

import itertools
from datetime import timedelta

import pytest

from redphone.log.redraw import rows_of_the_picture
from redphone.situations import acts, reads
from redphone.situations.messages import ModeSet, SituationClosed
from redphone.situations.models import Situation
from redphone.wire.policy import Seat
from tests.calls.strangers import Said, hear, moved_away
from tests.calls.words import NIGHT, opening

Seats = dict[str, Seat]


def mode(kind: str, owner: str = "GB") -> ModeSet:
    return ModeSet.model_validate(
        {
            "mode": kind,
            "owner": owner,
            "reason": f"To {kind}.",
            "report_hours": None,
            "meeting_times": "",
            "review_at": NIGHT + timedelta(days=1),
        }
    )


def a_life(reopened: bool = True) -> list[Said]:
    """Opened by one, taken up by the chair, closed, and opened again: each after what was said before it."""
    britain, states = moved_away("GB"), moved_away("US")
    opened = britain.says(opening(), to=["IT", "US"])
    full = states.says(mode("full", "IT"), about=opened, to=["GB", "IT"], rel="updates")
    down = states.says(mode("monitoring", "GB"), about=full, to=["GB", "IT"], rel="updates")
    closed = states.says(SituationClosed(reason="Over."), about=down, to=["GB", "IT"], rel="updates")
    again = britain.says(mode("information_sharing"), about=closed, to=["US", "IT"], rel="updates")
    return [opened, full, down, closed, again] if reopened else [opened, full, down, closed]


def test_every_order_of_arrival_gives_the_same_picture(night: Seats) -> None:
    from django.db import transaction

    life, pictures = a_life(), set()
    for order in itertools.permutations(life):
        with transaction.atomic():
            for said in order:
                assert hear(said) == "kept"
            picture = rows_of_the_picture()
            pictures.add(repr(picture[Situation._meta.label]))
            transaction.set_rollback(True)
    assert len(pictures) == 1
    assert "information_sharing" in pictures.pop()


def test_without_its_beginning_it_waits(night: Seats) -> None:
    opened, *rest = a_life()
    for said in rest:
        hear(said)
    assert not Situation.objects.exists()
    hear(opened)
    assert Situation.objects.get().mode == "information_sharing"


@pytest.mark.parametrize("message", [mode("full", "AU"), SituationClosed(reason="I say so.")])
def test_who_is_not_in_it_changes_nothing_of_it(night: Seats, message: ModeSet | SituationClosed) -> None:
    thing = acts.open_situation(by=night["alice"], to=["IT", "US"], opened=opening()).thing
    before = reads.situation(thing, for_=night["alice"])
    row = Situation.objects.get(thing=thing)
    stranger = moved_away("AU")
    said = stranger.says(message, to=["GB", "IT"], thing=thing, cause=(row.mode_dispatch, row.mode_hash))
    assert hear(said) == "kept"
    assert reads.situation(thing, for_=night["alice"]) == before
