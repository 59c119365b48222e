"""The machine's clock is set back or forward while calls ring: nobody is rung early, and nobody twice unmarked."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pytest

from redphone.calls.models import Ringing
from redphone.calls.ringer import journal
from redphone.calls.ringer import round as rounds
from redphone.calls.ringer.round import read_and_claim
from redphone.calls.ringer.steps import step_due
from redphone.calls.ringer.watch import Watch
from redphone.log import clock
from redphone.wire.policy import Seat
from tests.calls.conftest import night, post_office, ringer, seats  # noqa: F401
from tests.calls.post_office import PostOffice, Ringer
from tests.calls.words import NIGHT, STEP, raise_call
from tests.faults.history import MARKED

Seats = dict[str, Seat]
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
DUTY, DEPUTY = "dara@au.example", "eve@au.example"


def unmarked_seconds(office: PostOffice) -> list[str]:
    """Who got a second copy of a mail that does not say so, or two mails of one kind about one call."""
    seen: set[str] = set()
    found = []
    for mail in office.mails:
        if mail.id in seen and MARKED not in " ".join(mail.text.split()):
            found.append(mail.to)
        seen.add(mail.id)
    different = Counter((mail.to, mail.subject) for mail in {mail.id: mail for mail in office.mails}.values())
    return found + [to for (to, _), count in different.items() if count > 1]


def go(ringer: Ringer, *moments: timedelta) -> None:  # noqa: F811
    for moment in moments:
        ringer.go(moment)


def to_deputy_by(ringer: Ringer, office: PostOffice, moments: Collection[timedelta]) -> timedelta | None:  # noqa: F811
    """The first of these moments, by the clock as it is then, at which the deputy is rung."""
    for moment in moments:
        ringer.go(moment)
        if office.to(DEPUTY):
            return moment
    return None


def test_set_back_it_rings_nobody_early_and_nobody_twice(
    night: Seats,  # noqa: F811
    ringer: Ringer,  # noqa: F811
    post_office: PostOffice,  # noqa: F811
) -> None:
    raise_call(night["alice"], ["AU"])
    go(ringer, timedelta(0), -HOUR, -SECOND, timedelta(0))
    assert post_office.taken() == [DUTY]
    moments = (STEP - SECOND, STEP - HOUR, SECOND, STEP - SECOND, STEP)
    assert to_deputy_by(ringer, post_office, moments) == STEP
    go(ringer, -HOUR, timedelta(0), STEP, STEP + SECOND)
    assert post_office.taken() == [DUTY, DEPUTY]
    assert unmarked_seconds(post_office) == []


def test_a_call_raised_while_the_clock_is_behind_rings_at_once(
    night: Seats,  # noqa: F811
    ringer: Ringer,  # noqa: F811
    post_office: PostOffice,  # noqa: F811
) -> None:
    raise_call(night["alice"], ["IT"], key="before")
    go(ringer, timedelta(0))
    with clock.standing_at(NIGHT - HOUR):
        raise_call(night["alice"], ["AU"], key="behind")
    go(ringer, -HOUR)
    assert post_office.taken() == ["bruno@it.example", DUTY]


def test_set_forward_each_is_rung_once_and_not_again_when_it_is_put_right(
    night: Seats,  # noqa: F811
    ringer: Ringer,  # noqa: F811
    post_office: PostOffice,  # noqa: F811
) -> None:
    raise_call(night["alice"], ["AU"])
    go(ringer, timedelta(0), DAY, DAY, timedelta(0), STEP, STEP + SECOND, 2 * STEP)
    assert post_office.to(DUTY) == post_office.mails[:1]
    assert len(post_office.to(DEPUTY)) == 1
    assert unmarked_seconds(post_office) == []


def test_what_was_being_sent_when_the_clock_jumped_is_sent_again_once_and_says_so(
    night: Seats,  # noqa: F811
    ringer: Ringer,  # noqa: F811
    post_office: PostOffice,  # noqa: F811
) -> None:
    raise_call(night["alice"], ["AU"])
    read_and_claim()  # and here the process dies
    go(ringer, -HOUR)
    assert post_office.taken() == []
    with clock.standing_at(NIGHT - HOUR):
        assert Watch().take()
    go(ringer, -HOUR, DAY - HOUR, -HOUR)
    (mail,) = post_office.to(DUTY)
    assert MARKED in " ".join(mail.text.split())
    assert unmarked_seconds(post_office) == []


# What these tests say of a ringer with a fault planted in it


def test_a_ringer_that_steps_whatever_the_clock_says_is_found(
    night: Seats,  # noqa: F811
    ringer: Ringer,  # noqa: F811
    post_office: PostOffice,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        rounds, "step_due", lambda plan, due: step_due(plan, Ringing.objects.filter(ended_at=None))
    )
    raise_call(night["alice"], ["AU"])
    with clock.standing_at(NIGHT):
        ringer.go_round()
        ringer.go_round()
    assert post_office.to(DEPUTY)


def test_a_second_copy_without_its_mark_is_found(
    night: Seats,  # noqa: F811
    ringer: Ringer,  # noqa: F811
    post_office: PostOffice,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forgetful(now: datetime) -> Any:
        rings = claim(now)
        for ring in rings:
            ring.may_be_twice = False
        return rings

    claim = rounds._claim
    monkeypatch.setattr(rounds, "_claim", forgetful)
    monkeypatch.setattr(journal, "record", lambda *, outcomes, dropped: None)
    raise_call(night["alice"], ["AU"])
    with clock.standing_at(NIGHT):
        ringer.go_round()
    with clock.standing_at(NIGHT + rounds.LEASE + SECOND):
        ringer.go_round()
    assert unmarked_seconds(post_office) == [DUTY]
