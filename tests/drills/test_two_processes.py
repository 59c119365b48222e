"""Two processes on one store: a test is begun once, and each letter is claimed by one of them."""

from typing import Any

import pytest

from redphone.drills import acts, steps, worker
from redphone.drills.models import KeeperMark, Letter, LinkTest
from redphone.log import clock
from redphone.officers.models import Officer
from tests.calls.post_office import in_threads
from tests.drills.conftest import MORNING
from tests.people import seat_of

HANDS = 4


def at_once(do: Any) -> list[Any]:
    """The same done by several threads, each with a connection of its own, at the same instant."""

    def hand() -> Any:
        with clock.standing_at(MORNING.replace(hour=12)):
            return do()

    return in_threads(*[hand] * HANDS)


@pytest.mark.django_db(transaction=True)
def test_a_month_s_test_is_begun_once_and_each_letter_claimed_once(cast: dict[str, Officer]) -> None:
    KeeperMark.objects.create(begun_at=MORNING)
    assert at_once(steps.begin_due) == [None] * HANDS
    assert list(LinkTest.objects.values_list("party", flat=True)) == ["GB"]
    with clock.standing_at(MORNING.replace(hour=12)):
        acts.test_now(by=seat_of(cast["bruno"]))
    claimed = [letter.pk for letters in at_once(worker.claim) for letter in letters]
    assert sorted(claimed) == sorted(Letter.objects.values_list("pk", flat=True))
    assert len(claimed) == 2


@pytest.mark.django_db(transaction=True)
def test_a_claim_outside_the_turn_is_caught(
    cast: dict[str, Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: who looks first and marks later finds what the others find."""

    def careless() -> list[Letter]:
        return list(Letter.objects.filter(state="waiting"))

    monkeypatch.setattr(worker, "claim", careless)
    with pytest.raises(AssertionError):
        test_a_month_s_test_is_begun_once_and_each_letter_claimed_once(cast)
