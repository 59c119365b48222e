"""An alarm begins once and ends once: on the health page, on the desk, and in a mail to whoever runs the node."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from redphone.calls import acts
from redphone.calls.models import RingerMark
from redphone.log.models import Entry
from redphone.officers.models import Officer
from redphone.watch import mails
from redphone.watch.models import Alarm, Look
from redphone.watch.watchdog import Watchdog
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch
from tests.calls.post_office import Ringer, at
from tests.calls.words import MINUTE, NIGHT, raise_call
from tests.watch.conftest import Late
from tests.watch.test_promises import JUST_LATE

Seats = dict[str, Seat]
Cast = dict[str, Officer]
OPERATOR = "operator@node.example"
SECOND = timedelta(seconds=1)


def tell(after: timedelta) -> list[str]:
    """The subjects of what the operator is told, so long after the beginning of the night."""
    mail.outbox = []
    with at(after):
        mails.tell_operator()
    return [str(one.subject) for one in mail.outbox]


@pytest.fixture
def told(settings: Any, night: Seats, late: Late) -> Any:
    """A call that nobody is rung for; whoever runs the node has an address."""
    settings.REDPHONE_OPERATOR = OPERATOR
    raised = raise_call(night["alice"], ["AU", "CA"], what_happened="heron", title="heron")
    late(JUST_LATE)
    return raised


def test_the_operator_is_told_once_when_it_begins_and_once_when_it_is_over(
    told: Any, ringer: Ringer, late: Late
) -> None:
    assert tell(JUST_LATE) == ["SYSTEM: Red Phone: a promise is late"]
    [sent] = mail.outbox
    assert sent.to == [OPERATOR]
    assert f"Call {told.number}: the first ring is late (Australia)" in sent.body
    assert f"Call {told.number}: the first ring is late (Canada)" in sent.body
    assert "heron" not in f"{sent.subject} {sent.message()}"
    for after in (40 * SECOND, 70 * SECOND, 4 * MINUTE):
        RingerMark.objects.update_or_create(pk=1, defaults={"alive_at": NIGHT + after})
        assert late(after) == [("ring", "AU"), ("ring", "CA")]
        assert tell(after) == []
    ringer.go(5 * MINUTE)
    assert late(5 * MINUTE) == []
    assert tell(5 * MINUTE) == ["SYSTEM: Red Phone: what was late is over"]
    assert "Due Sat 21 Nov 2026 02:00 UTC, over Sat 21 Nov 2026 02:05 UTC" in mail.outbox[0].body
    assert tell(9 * MINUTE) == []


def test_what_no_mail_server_took_is_tried_again(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError("no such host")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        assert tell(JUST_LATE) == []
        assert tell(30 * SECOND) == []
    assert tell(40 * SECOND) == [], "another process may be telling it"
    assert len(tell(JUST_LATE + MINUTE)) == 1


def test_without_an_address_nobody_is_told(told: Any, settings: Any) -> None:
    settings.REDPHONE_OPERATOR = ""
    assert tell(JUST_LATE) == []
    assert Alarm.objects.filter(told_at=None).count() == 2


def test_it_is_told_in_french_to_who_asks_for_it(told: Any, settings: Any) -> None:
    settings.REDPHONE_OPERATOR_LANGUAGE = "fr"
    [subject] = tell(JUST_LATE)
    assert subject.startswith("SYSTÈME")


def test_the_health_page_is_green_and_then_red(night: Seats, cast: Cast, ringer: Ringer, late: Late) -> None:
    ringer.go()
    late(timedelta(0))
    assert "Everything that was promised until now is kept." in fetch(cast["alice"], "/health/").text
    assert Client().get("/alive/").status_code == 200
    raised = raise_call(night["alice"], ["CA"])
    late(JUST_LATE)
    with at(JUST_LATE):
        page = fetch(cast["alice"], "/health/")
        answer = Client().get("/alive/")
    assert "This node needs a hand" in page.text
    assert f"Call {raised.number}: the first ring is late (Canada)" in page.text
    assert "Promises open 1" in page.text
    assert (answer.status_code, answer.json()) == (503, {"well": False})
    ringer.go(MINUTE)
    late(MINUTE)
    with at(MINUTE):
        page = fetch(cast["alice"], "/health/")
        assert Client().get("/alive/").status_code == 200
    assert "Everything that was promised until now is kept." in page.text
    assert "1 alarm that is over" in page.text
    assert "1 min late" in page.text


def test_a_watchdog_that_stands_still_is_no_good_news(
    night: Seats, cast: Cast, ringer: Ringer, late: Late
) -> None:
    late(timedelta(0))
    ringer.go(2 * MINUTE)
    with at(2 * MINUTE):
        page = fetch(cast["alice"], "/health/")
        assert Client().get("/alive/").status_code == 503
    assert "Nobody watches" in page.text
    assert "Everything that was promised" not in page.text


def on_desk(officer: Officer) -> str:
    with at(JUST_LATE):
        return fetch(officer, "/").text.partition("Late, and not kept yet")[2].partition("Raise a call")[0]


def test_the_desk_says_no_more_than_its_seat_may_know(
    night: Seats, cast: Cast, settings: Any, late: Late
) -> None:
    raised = raise_call(night["alice"], ["CA"], what_happened="heron")
    late(JUST_LATE)
    assert f"Call {raised.number}: the first ring is late (Canada)" in on_desk(cast["alice"])
    with at(JUST_LATE):
        assert "première alerte en retard (Canada)" in fetch(cast["chloe"], "/").text
    for stranger in ("bruno", "grace", "heidi"):
        shown = on_desk(cast[stranger])
        assert "A ring is late, in a call that this seat does not know of" in shown, stranger
        with at(JUST_LATE):
            shown += fetch(cast[stranger], "/health/").text
        assert not {"heron", raised.number, "Canada)"} & set(shown.replace(":", " ").split()), stranger
    assert on_desk(cast["uma"]) == "", "a desk officer does not look after it"


def test_a_ringer_that_stands_still_is_an_alarm_without_any_call(night: Seats, ringer: Ringer) -> None:
    ringer.go()
    watchdog = Watchdog(NIGHT)
    for after, alarms in ((29 * SECOND, []), (31 * SECOND, ["ringer"])):
        with at(after):
            watchdog.look()
        assert list(Alarm.objects.values_list("what", flat=True)) == alarms
    ringer.go(MINUTE)
    with at(MINUTE):
        watchdog.look()
    assert not Alarm.objects.filter(ended_at=None).exists()


def test_a_process_that_has_just_begun_gives_its_ringer_time(night: Seats, ringer: Ringer) -> None:
    ringer.go()
    with at(10 * MINUTE):
        Watchdog(NIGHT + 10 * MINUTE).look()
    assert not Alarm.objects.exists()


@pytest.mark.tampers
def test_what_can_not_be_drawn_is_an_alarm(night: Seats, ringer: Ringer, late: Late) -> None:
    raised = raise_call(night["alice"], ["CA"])
    Entry.objects.filter(thing=raised.thing).update(fate="undrawn", why="call.raised.v9: not known here")
    ringer.go()
    assert ("undrawn", "") in late(timedelta(0))


def test_an_alarm_that_is_seen_by_two_processes_is_one(night: Seats, late: Late) -> None:
    raise_call(night["alice"], ["CA"])
    late(JUST_LATE)
    with at(JUST_LATE):
        Watchdog(NIGHT).look()
    assert Alarm.objects.filter(what="ring").count() == 1
    assert Look.objects.count() == 1


def test_it_ends_with_the_call(night: Seats, late: Late) -> None:
    raised = raise_call(night["alice"], ["CA"])
    late(JUST_LATE)
    with at(MINUTE):
        acts.stand_down_call(by=night["alice"], call=raised.thing, note="")
    assert late(MINUTE) == []
