"""Accounts that nobody uses: told two weeks before, asleep after ninety days, never whom a roster needs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from redphone.log import clock
from redphone.officers import acts_roster, acts_sleep, lookout, rules
from redphone.officers.models import Audited, Officer
from redphone.officers.seating import seat_for_session
from redphone.refused import Refused
from tests.calls.words import NIGHT
from tests.officers.pages import text_of
from tests.people import PASSWORD, seat_of, sign_in

Cast = dict[str, Officer]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def night(cast: Cast) -> Iterator[None]:
    """All joined tonight; of Adam's seat nobody needs anything, as he is rung by no roster."""
    Officer.objects.update(joined_at=NIGHT, last_login=None)
    Officer.objects.filter(pk=cast["adam"].pk).update(duty="", last_login=NIGHT)
    with clock.standing_at(NIGHT):
        yield


def look(days: float) -> list[tuple[str, str]]:
    """Whom the lookout tells what, so many days after tonight."""
    with clock.standing_at(NIGHT + days * DAY):
        return [(officer.name, what) for officer, what in acts_sleep.look_for_unused(party="GB")]


def sleepers() -> set[str]:
    return set(Officer.objects.filter(asleep_at__isnull=False).values_list("name", flat=True))


def test_told_two_weeks_before_then_asleep(cast: Cast) -> None:
    assert look(75.9) == []
    assert look(76) == [("Adam Example", "about_to_sleep")]
    assert look(80) == []
    assert look(89.9) == []
    assert sleepers() == set()
    assert look(90) == [("Adam Example", "asleep")]
    assert sleepers() == {"Adam Example"}
    assert look(91) == []
    assert Audited.objects.get(what="officer_asleep").whom == cast["adam"].pk


def test_nobody_sleeps_without_two_weeks_notice(cast: Cast) -> None:
    """A lookout that did not run for months begins with telling."""
    assert look(300) == [("Adam Example", "about_to_sleep")]
    assert look(313.9) == []
    assert look(314) == [("Adam Example", "asleep")]


def test_a_sign_in_begins_the_time_anew(cast: Cast) -> None:
    look(76)
    Officer.objects.filter(pk=cast["adam"].pk).update(last_login=NIGHT + 85 * DAY)
    assert look(90) == []
    assert look(85 + 76) == [("Adam Example", "about_to_sleep")]
    assert look(85 + 80) == []


def test_whom_a_roster_rings_and_the_only_administrator_stay_awake(cast: Cast) -> None:
    for day in (76, 90, 400, 420):
        assert {name for name, _what in look(day)} <= {"Adam Example"}
    assert sleepers() == {"Adam Example"}


def test_without_the_roster_the_duty_officer_would_sleep(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault."""
    monkeypatch.setattr(acts_sleep, "needed", lambda *_: set())
    with pytest.raises(AssertionError):
        test_whom_a_roster_rings_and_the_only_administrator_stay_awake(cast)


def test_who_stands_in_or_takes_turns_stays_awake(cast: Cast) -> None:
    begins, ends = NIGHT + 60 * DAY, NIGHT + 120 * DAY
    acts_roster.stand_in(
        by=seat_of(cast["alice"]), step="duty", officer=cast["adam"].pk, begins_at=begins, ends_at=ends
    )
    assert look(90) == []
    assert look(121) == [("Adam Example", "about_to_sleep")]


def test_asleep_is_out_everywhere_and_woken_is_as_before(cast: Cast) -> None:
    browser = sign_in(cast["adam"])
    key = browser.session.session_key or ""
    Officer.objects.filter(pk=cast["adam"].pk).update(last_login=NIGHT)
    look(76)
    look(90)
    assert seat_for_session(key) is None
    door = {"login": cast["adam"].email, "password": PASSWORD}
    assert "/inactive/" in Client().post("/accounts/login/", door)["Location"]
    agnes = sign_in(cast["agnes"])
    path = f"/officers/{cast['adam'].pk}/wake/"
    assert path in text_of(agnes.get("/officers/"))
    assert agnes.get(path).status_code == 405
    assert sign_in(cast["bella"]).post(path).status_code == 404
    with clock.standing_at(NIGHT + 200 * DAY):
        acts_sleep.wake(by=seat_of(cast["agnes"]), officer=cast["adam"].pk)
    assert Client().post("/accounts/login/", door)["Location"] == "/"
    Officer.objects.filter(pk=cast["adam"].pk).update(last_login=NIGHT)
    assert look(201) == []
    with pytest.raises(Refused, match="not asleep"):
        acts_sleep.wake(by=seat_of(cast["agnes"]), officer=cast["adam"].pk)


def test_only_their_own_administrator_wakes(cast: Cast) -> None:
    look(76)
    look(90)
    for who in ("alice", "bella"):
        with pytest.raises(Refused):
            acts_sleep.wake(by=seat_of(cast[who]), officer=cast["adam"].pk)


def test_the_lookout_tells_by_mail(cast: Cast, monkeypatch: Any) -> None:
    for days in (76, 90):
        with clock.standing_at(NIGHT + days * DAY):
            lookout.look_ahead()
    ours = [sent for sent in mail.outbox if sent.to == ["adam@gb.example"]]
    assert [sent.subject for sent in ours] == [
        "Your way in to the Red Phone closes in 14 days",
        "Your way in to the Red Phone sleeps",
    ]


@pytest.mark.parametrize(
    ("unused", "warned", "use"),
    [
        (0, None, "in_use"),
        (75, None, "in_use"),
        (76, None, "tell"),
        (500, None, "tell"),
        (76, 0, "told"),
        (89, 13, "told"),
        (90, 14, "sleep"),
        (76, 77, "tell"),
    ],
)
def test_the_rule(unused: int, warned: int | None, use: str) -> None:
    warned_at = None if warned is None else NIGHT - warned * DAY
    assert rules.use_of(used_at=NIGHT - unused * DAY, warned_at=warned_at, now=NIGHT) == use
