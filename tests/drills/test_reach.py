"""How each member's line is reached: members see it of all, others of themselves, the secretariat of nobody."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.drills import acts, reads
from redphone.log.models import Entry
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.drills.conftest import MORNING, WAIT, Keeper, at, press
from tests.officers.pages import text_of
from tests.people import signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def hold(keeper: Keeper, by: Seat, *, day: float, answered: int | None) -> None:
    """Test a line on a day after the morning; `answered` after so many seconds, or never."""
    begin = day * DAY
    with at(begin):
        acts.test_now(by=by)
    mails = keeper.go(begin)
    if answered is None:
        keeper.go(begin + WAIT)
        keeper.go(begin + 2 * WAIT)
        return
    with at(begin + timedelta(seconds=answered)):
        press(mails[0])


@pytest.fixture
def year(seats: Seats, keeper: Keeper) -> Keeper:
    """Of the United Kingdom's line one old test, three that passed and one that failed; of Germany's one."""
    hold(keeper, seats["alice"], day=0, answered=9)
    for day, answered in ((190, 40), (191, None), (192, 50), (193, 600)):
        hold(keeper, seats["alice"], day=day, answered=answered)
    hold(keeper, seats["heidi"], day=193, answered=70)
    return keeper


def seen(for_: Seat) -> dict[str, Any]:
    rows = reads.reach(for_=for_, now=MORNING + 194 * DAY)
    return {row.party.code: (row.passed, row.held, row.seconds) for row in rows}


def test_members_see_every_member_over_six_months(year: Keeper, seats: Seats) -> None:
    for who in ("alice", "bruno", "eve"):
        found = seen(seats[who])
        assert list(found) == ["AU", "CA", "EC", "IT", "NZ", "ES", "GB", "US"]
        assert found["GB"] == (3, 4, 50)
        assert found["IT"] == (0, 0, None)


def test_others_see_their_own_alone(year: Keeper, seats: Seats) -> None:
    assert seen(seats["heidi"]) == {"DE": (1, 1, 70)}
    assert seen(seats["uma"]) == {"UNHCR": (0, 0, None)}


def test_the_secretariat_and_administrators_see_none(year: Keeper, seats: Seats) -> None:
    assert seen(seats["gil"]) == {"SEC": (0, 0, None)}
    assert seen(seats["agnes"]) == {}
    assert not Entry.objects.filter(kind="drill.link_tested.v1", to__contains=",SEC,").exists()
    assert not Entry.objects.filter(kind="drill.link_tested.v1", to__contains=",DE,").exists()


def everything_shown_to(officer: Officer) -> str:
    browser = signed_in(officer)
    return " ".join(text_of(browser.get(path)) for path in ("/", "/drills/"))


MAY_SEE = {"alice": True, "bruno": True, "eve": True, "heidi": False, "uma": False, "gil": False}
MAY_SEE |= {"agnes": False, "grace": False}


def wrongly_shown(cast: Cast) -> list[str]:
    """Who sees how the United Kingdom's line went and may not, or may and does not: 10 min is its last test's."""
    with at(194 * DAY):
        shown = {who: everything_shown_to(cast[who]) for who in MAY_SEE}
    return [who for who, may in MAY_SEE.items() if ("3 of 4" in shown[who] and "50 s" in shown[who]) != may]


def test_pages_show_it_to_members_alone(year: Keeper, cast: Cast) -> None:
    assert wrongly_shown(cast) == []


def test_a_page_that_shows_it_to_all_is_caught(
    year: Keeper, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: whoever asks is shown every member."""
    reach = reads.reach
    monkeypatch.setattr(
        reads, "reach", lambda *, for_, now: reach(for_=Seat("IT", "member", "duty_desk"), now=now)
    )
    assert "gil" in wrongly_shown(cast)


def test_whom_it_asked_stands_on_the_own_page_alone(year: Keeper, cast: Cast) -> None:
    with at(194 * DAY):
        assert "Alice Example: mail delivered" in text_of(signed_in(cast["agnes"]).get("/drills/"))
        for other in ("bruno", "gil", "heidi"):
            assert "Alice" not in text_of(signed_in(cast[other]).get("/drills/"))


# The own line


def test_the_page_leads_through_a_test(seats: Seats, cast: Cast, keeper: Keeper) -> None:
    own = signed_in(cast["alice"])
    assert "Your line has not been tested from here yet" in text_of(own.get("/drills/"))
    answer = own.post("/drills/test/", follow=True)
    assert "The test has begun" in text_of(answer)
    assert "the duty officer is asked" in text_of(answer)
    assert "running already" in text_of(own.post("/drills/test/", follow=True))
    keeper.go()
    keeper.go(WAIT)
    with at(WAIT):
        page = text_of(own.get("/drills/"))
        assert "the deputy is asked" in page
        assert "no duty number that could be rung" in page
        assert "told no duty number" in text_of(own.post("/drills/answered/", follow=True))


def test_a_failed_test_stands_on_the_desk_until_it_is_repaired(
    seats: Seats, cast: Cast, keeper: Keeper
) -> None:
    hold(keeper, seats["alice"], day=0, answered=None)
    own = signed_in(cast["alice"])
    with at(2 * WAIT):
        assert "Nobody answered the last link test of your line" in text_of(own.get("/"))
        assert "Nobody answered" not in text_of(signed_in(cast["bruno"]).get("/"))
        assert "The repair is yours" in text_of(own.post("/drills/repair/own/", follow=True))
        assert "Owner: Alice Example." in text_of(own.get("/"))
        assert "Fill this in" in text_of(own.post("/drills/repair/close/", {"reason": ""}))
        answer = own.post("/drills/repair/close/", {"reason": "A wrong address."}, follow=True)
        assert "The repair is closed" in text_of(answer)
        assert "Nobody answered" not in text_of(own.get("/"))
        assert "Nothing is to be repaired" in text_of(own.get("/drills/repair/close/"))


def test_the_next_test_is_named_to_members(seats: Seats, cast: Cast, keeper: Keeper) -> None:
    at_ = reads.next_test(for_=seats["alice"], now=MORNING)
    assert at_ is not None
    assert at_ > MORNING
    assert reads.next_test(for_=seats["heidi"], now=MORNING) is None
