"""The desk: what is expected of whom by when, what changed since one looked."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from redphone.calls import acts
from redphone.desk.acts import mark_seen
from redphone.desk.models import Seen
from redphone.live.events import id_of
from redphone.log.models import Entry
from redphone.log.reads import last_position
from redphone.officers.models import Officer
from redphone.situations.acts import open_situation, set_mode
from redphone.situations.messages import ModeSet
from redphone.wire.policy import Seat
from tests.calls.browsing import Page, fetch, send
from tests.calls.post_office import Ringer, at
from tests.calls.words import MINUTE, NIGHT, answer, cancel, opening, raise_call, update
from tests.people import signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
HOUR = timedelta(hours=1)


def calls_on(page: Page) -> list[str]:
    """The links to calls on the desk's sheet, in their order, each once."""
    sheet = page.html.partition("<main")[2].partition("<aside")[0]
    return list(dict.fromkeys(re.findall(r'href="/calls/([0-9a-f-]{36})/"', sheet)))


def test_what_is_expected_stands_first_the_one_due_first(night: Seats, cast: Cast) -> None:
    late = raise_call(night["alice"], ["IT"], key="late", answer_by_at=NIGHT + 5 * HOUR)
    soon = raise_call(night["alice"], ["IT"], key="soon", answer_by_at=NIGHT + HOUR)
    done = raise_call(night["alice"], ["IT"], key="done", answer_by_at=NIGHT + MINUTE)
    ours = raise_call(night["bruno"], ["GB"])
    acts.answer_call(by=night["bruno"], call=done.thing, answer=answer())
    page = fetch(cast["bruno"], "/")
    assert "2 calls wait for your answer" in page.text
    shown = calls_on(page)
    assert shown[:2] == [soon.thing, late.thing]
    assert set(shown[2:]) == {done.thing, ours.thing}
    assert "4 open calls" in page.text


def test_clocks_run(night: Seats, cast: Cast) -> None:
    raise_call(night["alice"], ["IT"], answer_by_at=NIGHT + HOUR)
    with at(20 * MINUTE):
        page = fetch(cast["bruno"], "/")
    assert f'<time class="within" datetime="{NIGHT + HOUR:%Y-%m-%dT%H:%M:%SZ}">in 40 min</time>' in page.html
    assert "20 min ago" in page.text
    with at(2 * HOUR):
        page = fetch(cast["bruno"], "/")
    assert "1 h 00 late" in page.text
    assert 'data-zone="Europe/Rome"' in page.html


def test_with_nothing_to_do_it_says_so(night: Seats, cast: Cast) -> None:
    page = fetch(cast["bruno"], "/")
    assert "Nothing waits for you" in page.text
    assert "/calls/raise/" in page.links


def test_what_was_said_since_one_looked(night: Seats, cast: Cast, ringer: Ringer) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    with at(MINUTE):
        acts.acknowledge_call(by=night["chloe"], call=raised.thing, way="page")
    page = fetch(cast["bruno"], "/")
    changed = page.text.partition("What changed since you looked")[2]
    assert "Canada acknowledged" in changed
    assert "raised call GB-1" in changed
    assert "by mail" not in changed, "that everybody is rung is no news"
    with at(2 * MINUTE):
        page = send(cast["bruno"], "/seen/", {"position": page.value("position")})
    assert "Nothing." in page.text.partition("What changed since you looked")[2]
    assert "Canada acknowledged" in fetch(cast["alice"], "/").text, "each officer looks for themselves"
    with at(3 * MINUTE):
        acts.update_call(by=night["alice"], call=raised.thing, update=update())
        page = fetch(cast["bruno"], "/")
    changed = page.text.partition("What changed since you looked")[2]
    assert "Two buses have left." in changed
    assert "Canada acknowledged" not in changed


def test_many_rings_do_not_push_the_news_out(night: Seats, cast: Cast, ringer: Ringer) -> None:
    raised = raise_call(night["alice"], ["IT", "CA", "AU", "US", "DE", "NZ", "ES", "EC"])
    for step in range(4):
        ringer.go(step * 15 * MINUTE)
    after = Entry.objects.filter(kind__startswith="call.", thing=raised.thing).order_by("-position")
    assert "call.raised.v1" not in list(after.values_list("kind", flat=True)[:15])
    assert f"raised call {raised.number}" in fetch(cast["bruno"], "/").text.partition("What changed")[2]


def test_what_is_said_while_the_page_is_written_has_not_been_seen(
    night: Seats, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redphone.desk import reads

    raised = raise_call(night["alice"], ["IT"])
    changed = reads.changed_since_seen

    def meanwhile(*, for_: Seat) -> object:
        found = changed(for_=for_)
        acts.update_call(by=night["alice"], call=raised.thing, update=update())
        return found

    monkeypatch.setattr(reads, "changed_since_seen", meanwhile)
    page = fetch(cast["bruno"], "/")
    monkeypatch.setattr(reads, "changed_since_seen", changed)
    page = send(cast["bruno"], "/seen/", {"position": page.value("position")})
    assert "Two buses have left." in page.text.partition("What changed")[2]


def test_seen_never_goes_back(night: Seats, cast: Cast) -> None:
    for position in (5, 9, 3):
        mark_seen(officer=cast["bruno"].pk, position=position)
    assert Seen.objects.get().position == 9


@pytest.mark.parametrize("position", ["", "7", "-1", "99999999999999999999", "x" * 500, "ü", "'; DROP TABLE"])
def test_a_position_that_was_made_up_is_none(night: Seats, cast: Cast, position: str) -> None:
    raise_call(night["alice"], ["IT"])
    send(cast["bruno"], "/seen/", {"position": position})
    assert not Seen.objects.exists()


def test_the_page_does_not_tell_how_much_others_say(night: Seats, cast: Cast) -> None:
    raise_call(night["alice"], ["IT"])
    shown = fetch(cast["bruno"], "/").value("position")
    assert shown == id_of(last_position())
    assert str(last_position()) not in shown or len(shown) == 22


def test_the_desk_of_who_reads_nothing_expects_nothing(night: Seats, cast: Cast) -> None:
    raise_call(night["alice"], ["IT", "SEC"], mark="AMBER", what_happened="Zebra", title="Zebra")
    for name in ("bella", "gil"):
        page = fetch(cast[name], "/")
        assert "Nothing waits for you" in page.text
        assert "1 open call" in page.text
        assert "Zebra" not in page.html


def test_reviews_that_are_over_are_shown(night: Seats, cast: Cast) -> None:
    thing = open_situation(by=night["alice"], to=["IT", "US"], opened=opening()).thing
    mode = ModeSet(
        mode="full",
        owner="GB",
        reason="It grows.",
        report_hours=6,
        meeting_times="",
        review_at=NIGHT + HOUR,
    )
    set_mode(by=night["felix"], situation=thing, mode=mode)
    assert "should have been reviewed" not in fetch(cast["bruno"], "/").text
    with at(2 * HOUR):
        page = fetch(cast["bruno"], "/")
    assert "should have been reviewed" in page.text
    assert f"/situations/{thing}/" in page.links


def test_ended_calls_leave_it(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["IT"])
    acts.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel())
    assert calls_on(fetch(cast["bruno"], "/")) == []


def test_exercises_are_marked_as_such(night: Seats, cast: Cast) -> None:
    raise_call(night["alice"], ["IT"], status="exercise")
    page = fetch(cast["bruno"], "/")
    assert page.html.count('<strong class="status exercise">') >= 3
    assert '<body class="is-calm"' in page.html


def test_it_needs_a_seat(night: Seats, cast: Cast) -> None:
    for where in ("/", "/health/"):
        assert Client().get(where).status_code == 302
    assert Client().post("/seen/", {"position": "1"}).status_code == 302
    assert signed_in(cast["alice"]).get("/seen/").status_code == 405


def test_the_first_act_is_the_call_that_waits_and_only_then_to_raise_one(night: Seats, cast: Cast) -> None:
    """One black button: whoever is woken presses what is meant for them."""
    raise_first = '<a class="act first" href="/calls/raise/">'
    assert raise_first in fetch(cast["bruno"], "/").html
    raised = raise_call(night["alice"], ["IT"])
    page = fetch(cast["bruno"], "/").html
    assert (
        f'<a class="act first" href="/calls/{raised.thing}/">Open {raised.number} and acknowledge it</a>'
        in page
    )
    assert raise_first not in page
    acts.acknowledge_call(by=night["bruno"], call=raised.thing, way="page")
    page = fetch(cast["bruno"], "/").html
    assert f'<a class="act first" href="/calls/{raised.thing}/answer/">Answer {raised.number}</a>' in page
    acts.answer_call(by=night["bruno"], call=raised.thing, answer=answer())
    assert raise_first in fetch(cast["bruno"], "/").html
