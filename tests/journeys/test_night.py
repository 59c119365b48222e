"""Whole stories, by the same doors as people: pages, mails and their links, with the ringer going round between."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redphone.calls.models import Call, Ringing
from redphone.log.models import Entry
from redphone.network import acts as network_acts
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import FIGURES, Page, fetch, send, typed
from tests.calls.post_office import Mail, PostOffice, Ringer, at, in_threads
from tests.calls.words import MINUTE, STEP
from tests.people import signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
BRUNO, CHLOE, DARA, EVE, FELIX = (
    "bruno@it.example",
    "chloe@ca.example",
    "dara@au.example",
    "eve@au.example",
    "felix@us.example",
)


def raise_on_the_pages(officer: Officer, status: str = "actual", **changes: Any) -> str:
    """From the choice of the status to the confirmation, as a hand would; returns the call's path."""
    where = f"/calls/raise/{status}/"
    assert where in fetch(officer, "/calls/raise/").links
    confirm = send(officer, where, typed(step="check", **changes))
    send(officer, where, {**confirm.fields("what_happened"), "step": "raise"})
    return f"/calls/{Call.objects.latest('pk').thing}/"


def press(mail: Mail) -> Page:
    """Open the mail's link and press its button, with the digits read from its text."""
    browser = Client()
    page = Page(browser.get(mail.link))
    assert "digits" in page.fields("digits")
    return Page(browser.post(mail.link, {"digits": mail.digits}, follow=True))


def states(officer: Officer, call: str) -> dict[str, str]:
    """What the page says of each party."""
    rows = [row for row in fetch(officer, call).html.split("<tr")[2:] if "</th>" in row]
    found = {}
    for row in rows:
        party = row.partition("</th>")[0].rpartition(">")[2]
        found[party] = row.partition('class="state ')[2].partition('"')[0]
    return found


def test_raised_rung_acknowledged_and_answered(
    night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice
) -> None:
    call = raise_on_the_pages(cast["alice"], details="Much more.")
    ringer.go()
    assert states(cast["alice"], call) == {"Canada": "delivered", "Italy": "delivered"}
    with at(3 * MINUTE):
        assert "Italy has it." in press(post_office.to(BRUNO)[0]).text
        assert states(cast["alice"], call) == {"Canada": "delivered", "Italy": "acknowledged"}
        send(cast["chloe"], f"{call}acknowledge/")
    with at(9 * MINUTE):
        words = {"answer": "partly", "words": "Twelve families.", "need_until": "", **FIGURES}
        send(cast["bruno"], f"{call}answer/", words)
    assert states(cast["alice"], call) == {"Canada": "acknowledged", "Italy": "answered"}
    assert "Twelve families." in fetch(cast["chloe"], call).text
    with at(20 * MINUTE):
        ringer.go(20 * MINUTE)
        send(cast["alice"], f"{call}stand-down/", {"note": "All are out."})
        ringer.go(20 * MINUTE)
    assert sorted(mail.to for mail in post_office.mails if "stood down" in mail.subject) == [BRUNO]
    (french,) = (mail for mail in post_office.to(CHLOE)[1:])
    assert "All are out." in french.text
    assert len(post_office.mails) == 4
    assert not Ringing.objects.filter(ended_at=None).exists()


def test_not_acknowledged_the_deputy_then_the_chair(
    night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice
) -> None:
    call = raise_on_the_pages(cast["alice"], to=["AU"], step_minutes="10")
    for minutes in (0, 9, 10, 19):
        ringer.go(minutes * MINUTE)
    assert post_office.taken() == [DARA, EVE]
    assert states(cast["alice"], call) == {"Australia": "delivered"}
    ringer.go(20 * MINUTE)
    assert sorted(post_office.taken()) == ["alice@gb.example", DARA, EVE, FELIX]
    assert states(cast["alice"], call) == {"Australia": "nobody"}
    assert "This call has reached nobody. Ring them another way now." in fetch(cast["alice"], call).text
    with at(22 * MINUTE):
        assert "knows, as chair" in press(post_office.to(FELIX)[0]).text
    with at(25 * MINUTE):
        press(post_office.to(EVE)[0])
    assert states(cast["alice"], call) == {"Australia": "acknowledged"}
    ringer.go(60 * MINUTE)
    assert len(post_office.mails) == 4


def test_with_the_chair_vacant_its_substitute(
    night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice
) -> None:
    network_acts.set_chair(by=night["grace"], chair=None, substitutes=["IT", "GB"], reason="Vacant")
    call = raise_on_the_pages(cast["dara"], to=["CA"], answer_by="", answer_by_unknown="on")
    ringer.go()
    ringer.go(STEP)
    assert sorted(post_office.taken()) == [BRUNO, CHLOE, DARA]
    with at(STEP + MINUTE):
        press(post_office.to(BRUNO)[0])
    assert "Italy rung as chair, knows" in fetch(cast["dara"], call).text


def test_a_wrong_call_is_cancelled_at_once(
    night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice
) -> None:
    call = raise_on_the_pages(cast["alice"], to=["IT", "AU", "CA"])
    ringer.go()
    with at(timedelta(seconds=40)):
        send(cast["alice"], f"{call}cancel/", {"reason": "wrong_status", "note": ""})
        ringer.go(timedelta(seconds=40))
    cancelled = post_office.mails[3:]
    assert sorted(mail.to for mail in cancelled) == [BRUNO, CHLOE, DARA]
    assert "This call is cancelled." in Page(Client().get(post_office.mails[0].link)).text
    ringer.go(5 * STEP)
    assert len(post_office.mails) == 6
    assert fetch(cast["bruno"], "/").text.count("0 open calls") == 1


def test_an_exercise_beside_an_actual_call(
    night: Seats, cast: Cast, ringer: Ringer, post_office: PostOffice
) -> None:
    actual = raise_on_the_pages(cast["alice"], to=["IT"])
    exercise = raise_on_the_pages(cast["gil"], "exercise", to=["IT"], new_title="Practice")
    ringer.go()
    first, second = sorted(post_office.to(BRUNO), key=lambda mail: "EXERCISE" in mail.subject)
    assert first.subject == "ACTUAL: Red Phone call GB-1"
    assert second.subject == "EXERCISE: Red Phone call SEC-E1"
    assert "EXERCISE" not in first.everything
    for call, status, other in ((actual, "actual", "exercise"), (exercise, "exercise", "actual")):
        for part in ("", "answer/"):
            page = fetch(cast["bruno"], call + part)
            assert f'<body class="is-{status}"' in page.html
            assert f"is-{other}" not in page.html
    press(second)
    assert states(cast["alice"], actual) == {"Italy": "delivered"}
    assert states(cast["gil"], exercise) == {"Italy": "acknowledged"}
    desk = fetch(cast["bruno"], "/").html
    assert desk.count('<strong class="status exercise">') > 0
    assert desk.count('<strong class="status actual">') > 0


@pytest.mark.django_db(transaction=True)
def test_eight_officers_of_one_member_press_at_once(night: Seats, cast: Cast) -> None:
    browsers = [signed_in(cast[name]) for name in ("alice", "adam") * 4]
    words = typed(step="raise", answer_by="", answer_by_unknown="on")

    def pressing(browser: Client) -> Callable[[], str]:
        def press() -> str:
            with at(MINUTE):
                return str(browser.post("/calls/raise/actual/", words)["Location"])

        return press

    answers = in_threads(*(pressing(browser) for browser in browsers))
    assert len(set(answers)) == 1
    assert Call.objects.count() == 1
    assert Entry.objects.filter(kind="call.raised.v2").count() == 1


def test_two_capitals_see_that_they_mean_the_same(night: Seats, cast: Cast) -> None:
    raise_on_the_pages(cast["alice"], to=["CA"])
    confirm = send(
        cast["chloe"], "/calls/raise/actual/", typed(step="check", to=["GB"], answer_by="2026-11-21T05:00")
    )
    assert "GB-1" in confirm.text
    send(cast["chloe"], "/calls/raise/actual/", {**confirm.fields("what_happened"), "step": "raise"})
    assert sorted(Call.objects.values_list("number", flat=True)) == ["CA-1", "GB-1"]
