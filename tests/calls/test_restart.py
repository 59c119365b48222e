"""The ringer dies, comes back, has company, falls behind, has nothing to do: what was promised is kept all the same."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redphone.calls import acts
from redphone.calls.messages import CallAcknowledged, CallEscalated, CallUpdated
from redphone.calls.models import Call, Ring, RingerMark, Ringing
from redphone.calls.ringer import journal, run
from redphone.calls.ringer import record as ring_record
from redphone.calls.ringer import round as rounds
from redphone.calls.ringer.round import read_and_claim, ring_all
from redphone.calls.ringer.watch import Watch
from redphone.log.models import Entry
from redphone.log.redraw import redraw
from redphone.wire.policy import Seat
from tests.calls.post_office import PostOffice, Ringer, at, in_threads
from tests.calls.strangers import hear, moved_away
from tests.calls.words import MINUTE, NIGHT, STEP, cancel, raise_call, update

Seats = dict[str, Seat]
SECOND = timedelta(seconds=1)
BRUNO = "bruno@it.example"
LEASE = rounds.LEASE


def test_cut_off_while_sending_it_rings_again_marked_and_recognisable(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["IT"])
    (claimed,) = read_and_claim()  # and here the process dies
    ringer.go(LEASE - SECOND)
    assert post_office.taken() == []
    ringer.go(LEASE + SECOND)
    (mail,) = post_office.to(BRUNO)
    (ring,) = ringer.rings()
    assert (ring.state, ring.attempts, ring.may_be_twice) == ("delivered", 2, True)
    assert mail.id == f"<ring-{claimed.pk}-{claimed.call}@localhost>"
    assert "You may have had this mail already" in " ".join(mail.text.split())


def test_cut_off_between_ringing_and_recording_it_rings_again_under_the_same_name(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = ring_record.record

    def die(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(journal, "record", die)
    raise_call(night["alice"], ["IT"])
    with pytest.raises(KeyboardInterrupt):
        ringer.go()
    monkeypatch.setattr(journal, "record", record)
    ringer.go(LEASE + SECOND)
    first, second = post_office.to(BRUNO)
    assert first.id == second.id
    assert ringer.rings()[0].may_be_twice


def test_recorded_before_it_is_rung_would_be_lost_and_is_caught(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: at most once. A process that dies then has rung nobody, and nobody ever will."""
    record = ring_record.record

    def record_then_die(rings: Any, *_rest: Any) -> None:
        from redphone.calls.ringer.send import Outcome

        record(outcomes=[(ring, Outcome("delivered", NIGHT)) for ring in rings], dropped=[])
        raise KeyboardInterrupt

    monkeypatch.setattr(rounds, "ring_all", record_then_die)
    raise_call(night["alice"], ["IT"])
    with pytest.raises(KeyboardInterrupt):
        ringer.go()
    monkeypatch.setattr(rounds, "ring_all", ring_all)
    ringer.go(LEASE + SECOND)
    assert post_office.to(BRUNO) == [], "the fault was not planted well"


def test_whoever_takes_the_watch_need_not_wait_for_the_lease(
    night: Seats, ringer: Ringer, post_office: PostOffice, watch: Watch
) -> None:
    raise_call(night["alice"], ["IT"])
    read_and_claim()
    with at(SECOND):
        assert watch.take()
    ringer.go(2 * SECOND)
    assert post_office.taken() == [BRUNO]
    assert ringer.rings()[0].may_be_twice


@pytest.mark.django_db(transaction=True)
def test_two_ringers_at_once_never_ring_twice(night: Seats, post_office: PostOffice) -> None:
    for number in range(6):
        raise_call(night["alice"], ["IT", "CA", "AU", "DE", "US"], key=str(number))

    def work() -> None:
        with Ringer() as ringer:
            ringer.go()

    done = in_threads(work, work, work)
    assert done == [None, None, None]
    assert len(post_office.mails) == 30
    assert len({mail.id for mail in post_office.mails}) == 30
    assert set(Ring.objects.values_list("state", "attempts", "may_be_twice")) == {("delivered", 1, False)}


def test_a_mark_that_fell_behind_rings_nobody_again(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """As after a restore: it reads everything once more, and finds that it has done it."""
    first = raise_call(night["alice"], ["IT", "AU"], key="a")
    ringer.go()
    acts.acknowledge_call(by=night["bruno"], call=first.thing, way="page")
    acts.update_call(by=night["alice"], call=first.thing, update=update())
    second = raise_call(night["alice"], ["IT"], key="b")
    ringer.go()
    ringer.go(STEP)
    acts.cancel_call(by=night["alice"], call=second.thing, cancel=cancel())
    acts.update_call(by=night["alice"], call=first.thing, update=update(what_changed="Three buses."))
    ringer.go(STEP)
    sent, clocks = len(post_office.mails), list(Ringing.objects.order_by("pk").values())
    RingerMark.objects.update(position=0)
    ringer.go(STEP + SECOND)
    assert len(post_office.mails) == sent
    assert list(Ringing.objects.order_by("pk").values()) == clocks


def test_a_ringer_that_comes_late_rings_for_what_is_still_open(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    taken = raise_call(night["alice"], ["IT"], key="taken")
    acts.acknowledge_call(by=night["bruno"], call=taken.thing, way="page")
    over = raise_call(night["alice"], ["IT"], key="over")
    acts.cancel_call(by=night["alice"], call=over.thing, cancel=cancel())
    raise_call(night["alice"], ["CA"], key="open")
    ringer.go(2 * MINUTE)
    assert post_office.taken() == ["chloe@ca.example"]


def test_a_clock_that_ran_out_while_nobody_looked_is_stepped_at_once(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["AU"])
    ringer.go()
    ringer.go(STEP + 40 * MINUTE)
    assert post_office.taken() == ["dara@au.example", "eve@au.example"]


def test_a_redraw_changes_nothing_that_was_promised(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["AU"])
    ringer.go()
    assert redraw().is_sound
    ringer.go(STEP)
    assert post_office.taken() == ["dara@au.example", "eve@au.example"]


def test_with_nothing_to_do_it_writes_nothing_but_that_it_lives(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["IT"])
    ringer.go()
    with (
        at(SECOND),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        for _ in range(5):
            ringer.go_round()
    said = [query["sql"].split()[0].upper() for query in queries]
    assert set(said) == {"SELECT"}
    assert len(said) <= 5 * 7
    before = RingerMark.objects.get().alive_at
    with at(11 * SECOND), CaptureQueriesContext(connection) as queries:
        ringer.go_round()
        ringer.go_round()
    written = [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert len(written) == 1
    assert "calls_ringermark" in written[0]
    assert before == NIGHT
    assert RingerMark.objects.get().alive_at == NIGHT + 11 * SECOND


def test_it_sleeps_until_the_next_clock(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raise_call(night["alice"], ["IT"])
    ringer.go()
    with at(STEP - timedelta(milliseconds=250)):
        assert ringer.go_round() == pytest.approx(0.25, abs=0.001)
    with at(SECOND):
        assert ringer.go_round() == rounds.POLL


# What was heard before what it presupposes


def test_an_escalation_that_came_before_its_call_rings_once_the_call_is_there(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """It waits for its cause; the ringer has read on meanwhile, and has to come back to it."""
    stranger = moved_away("GB")
    raised = stranger.raises(["US", "CA"])
    asks = moved_away("CA").says(
        CallEscalated(
            number="GB-7",
            unreached="CA",
            asked_party="US",
            urgency="immediate",
            answer_by_at=None,
            step_seconds=60,
        ),
        about=raised,
        to=["GB", "US"],
        rel="answers",
    )
    hear(asks)
    ringer.go()
    assert RingerMark.objects.get().awaited == [Entry.objects.get(hash=asks.hash).position]
    assert post_office.taken() == []
    hear(raised)
    ringer.go(SECOND)
    assert RingerMark.objects.get().awaited == []
    subjects = [mail.subject for mail in post_office.to("felix@us.example")]
    assert sorted("a party is not reached" in subject for subject in subjects) == [False, True]


def test_a_planted_ringer_that_forgets_what_waits_is_caught(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redphone.calls.ringer.hearing.not_drawn_since", lambda *_, **__: [])
    with pytest.raises(AssertionError):
        test_an_escalation_that_came_before_its_call_rings_once_the_call_is_there(night, ringer, post_office)


def test_an_acknowledgement_heard_before_its_call_stills_the_phone(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = moved_away("GB").raises(["IT", "CA"])
    has_it = moved_away("IT").says(CallAcknowledged(way="page"), about=raised, to=["CA", "GB"], rel="answers")
    hear(has_it)
    ringer.go()
    hear(raised)
    ringer.go(SECOND)
    assert post_office.taken() == ["chloe@ca.example"]


def test_what_somebody_else_says_of_a_call_rings_nobody(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    row = Call.objects.get(thing=raised.thing)
    italy = moved_away("IT")
    for message in (CallUpdated(what_changed="It is over."), cancel()):
        hear(italy.says(message, about=row, to=["CA", "GB"], rel="updates"))
    ringer.go(SECOND)
    assert len(post_office.mails) == 2
    assert Ringing.objects.filter(ended_at=None).count() == 2


def test_the_ringer_in_its_thread_rings_when_it_is_nudged_and_ends_when_it_is_told(
    transactional_db: None, night: Seats, post_office: PostOffice
) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,))
    thread.start()
    try:
        until = time.monotonic() + 20
        while not RingerMark.objects.filter(alive_at__isnull=False).exists() and time.monotonic() < until:
            time.sleep(0.05)
        began = time.monotonic()
        raise_call(night["alice"], ["IT"], answer_by_at=None)
        while not post_office.mails and time.monotonic() < until:
            time.sleep(0.005)
        took = time.monotonic() - began
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    assert post_office.taken() == [BRUNO]
    assert took < rounds.POLL, "it was found by polling: nobody was nudged"
