"""Handing over a watch: two officers sign, and nothing that is open is left without an owner."""

from datetime import timedelta

import pytest

from redphone.calls import acts as calls
from redphone.calls import acts_doubt
from redphone.desk import acts, rules
from redphone.desk import reads_handover as reads
from redphone.desk.models import Handover
from redphone.log import clock
from redphone.officers import acts as officers
from redphone.officers.models import Audited, Officer
from redphone.refused import Refused
from redphone.situations.acts import open_situation, set_mode
from redphone.situations.messages import ModeSet
from redphone.wire.policy import Seat
from tests.calls.post_office import Ringer, at
from tests.calls.words import MINUTE, NIGHT, answer, cancel, opening, raise_call
from tests.desk.handing import colleague, take
from tests.people import seat_of

Seats = dict[str, Seat]
Cast = dict[str, Officer]
HOUR = timedelta(hours=1)


@pytest.fixture
def ned(night: Seats) -> Seat:
    """Comes for the next shift in London."""
    return seat_of(colleague())


def kinds(seat: Seat) -> dict[str, str]:
    """What is open for a seat, by name, in its order."""
    return {item.name or item.words: item.kind for item in reads.open_items(for_=seat)}


# What is open


def test_what_is_owed_is_open_the_next_due_first(night: Seats) -> None:
    first = raise_call(night["bruno"], ["GB"], key="a", answer_by_at=NIGHT + 5 * HOUR)
    second = raise_call(night["bruno"], ["GB"], key="b", answer_by_at=NIGHT + 2 * HOUR)
    third = raise_call(night["chloe"], ["GB"], key="c", answer_by_at=NIGHT + 9 * HOUR)
    fourth = raise_call(night["dara"], ["GB"], key="d", answer_by_at=None)
    done = raise_call(night["felix"], ["GB"], key="e")
    ours = raise_call(night["alice"], ["IT"], key="f", answer_by_at=NIGHT + 6 * HOUR)
    promised = NIGHT + HOUR
    calls.acknowledge_call(by=night["alice"], call=first.thing, way="page", answer_promised_at=promised)
    calls.acknowledge_call(by=night["alice"], call=second.thing, way="page")
    later = answer("cannot_say", need_until_at=NIGHT + 7 * HOUR)
    calls.answer_call(by=night["alice"], call=third.thing, answer=later)
    calls.answer_call(by=night["alice"], call=done.thing, answer=answer())
    assert list(kinds(night["alice"]).items()) == [
        (first.number, "promised"),
        (second.number, "not_answered"),
        (ours.number, "raised"),
        (third.number, "needs_until"),
        ("Searches in Exampleland", "owned"),
        (fourth.number, "not_acknowledged"),
    ]
    calls.stand_down_call(by=night["alice"], call=ours.thing, note="")
    assert ours.number not in kinds(night["alice"])


def test_situations_that_are_ours_are_open_and_no_others(night: Seats) -> None:
    ours = open_situation(by=night["alice"], to=["US"], opened=opening(title="Ours")).thing
    open_situation(by=night["felix"], to=["GB"], opened=opening(title="Theirs"))
    assert kinds(night["alice"]) == {"Ours": "owned"}
    review = ModeSet(
        mode="full", owner="US", reason="x", report_hours=6, meeting_times="", review_at=NIGHT + HOUR
    )
    set_mode(by=night["felix"], situation=ours, mode=review)
    assert kinds(night["alice"]) == {}


def test_who_acts_as_chair_has_what_was_asked_of_it(night: Seats, ringer: Ringer) -> None:
    raised = raise_call(night["alice"], ["NZ"])
    for step in range(4):
        ringer.go(step * 15 * MINUTE)
    [item] = reads.open_items(for_=night["felix"])
    assert (item.kind, item.name, item.about, item.words) == ("chair", raised.number, "NZ", "")


def test_a_call_that_a_seat_does_not_read_is_open_all_the_same(night: Seats, ned: Seat) -> None:
    raised = raise_call(night["bruno"], ["GB"], mark="RED", what_happened="Zebra")
    promise = answer("cannot_say", need_until_at=NIGHT + HOUR)
    calls.answer_call(by=night["alice"], call=raised.thing, answer=promise)
    desk = seat_of(colleague(name="Olga Example", office="desk_officer"))
    [item] = reads.open_items(for_=desk)
    assert (item.kind, item.name, item.words) == ("unread", raised.number, "")
    with pytest.raises(Refused, match="nothing is left without an owner"):
        acts.take_watch(by=desk, owners={})


def test_many_are_all_there(night: Seats) -> None:
    for number in range(25):
        raise_call(night["bruno"], ["GB"], key=str(number))
    assert len(reads.open_items(for_=night["alice"])) == 25


# The watch


def test_both_sign_and_the_watch_goes_over(night: Seats, ned: Seat) -> None:
    raised = raise_call(night["bruno"], ["GB"])
    take(night["alice"])
    with at(8 * HOUR):
        acts.offer_watch(by=night["alice"], note="Rome rings back at six.")
        state = reads.watch_of(for_=ned)
        assert (state.holder, state.note) == (night["alice"].officer, "Rome rings back at six.")
    with at(8 * HOUR + 5 * MINUTE):
        take(ned)
        state = reads.watch_of(for_=ned)
    assert (state.holder, state.since, state.offered_at) == (ned.officer, NIGHT + 8 * HOUR + 5 * MINUTE, None)
    past, first = reads.past_watches(for_=ned)
    assert (past.outgoing, past.incoming, past.signed) == ("Alice Example", "Ned Example", True)
    assert past.owners == [(raised.number, "Ned Example")]
    assert (first.outgoing, first.signed) == ("", False)
    said = list(Audited.objects.filter(party="GB", what__startswith="watch").values_list("what", flat=True))
    assert said == ["watch_taken", "watch_offered", "watch_taken"]


def test_nothing_is_left_without_an_owner(night: Seats, ned: Seat) -> None:
    first = raise_call(night["bruno"], ["GB"], key="a")
    take(night["alice"])
    acts.offer_watch(by=night["alice"])
    seen = {item.key: ned.officer or 0 for item in reads.open_items(for_=ned)}
    raise_call(night["bruno"], ["GB"], key="came in while the page was read")
    with pytest.raises(Refused, match="nothing is left without an owner"):
        acts.take_watch(by=ned, owners=seen)
    assert reads.watch_of(for_=ned).holder == night["alice"].officer
    calls.cancel_call(by=night["bruno"], call=first.thing, cancel=cancel())
    take(ned)
    assert reads.watch_of(for_=ned).holder == ned.officer


@pytest.mark.parametrize("who", ["bruno", "agnes", "nobody"])
def test_an_owner_is_an_officer_of_the_party_who_speaks_for_it(night: Seats, who: str) -> None:
    raise_call(night["bruno"], ["GB"])
    [item] = reads.open_items(for_=night["alice"])
    named = night[who].officer if who in night else 10**9
    with pytest.raises(Refused, match="Choose among the officers of your party"):
        acts.take_watch(by=night["alice"], owners={item.key: named or 0})
    assert not Handover.objects.exists()


def test_an_item_named_to_somebody_else_stays_theirs_until_they_leave(
    night: Seats, cast: Cast, ned: Seat
) -> None:
    raise_call(night["bruno"], ["GB"])
    [item] = reads.open_items(for_=night["alice"])
    adam = night["adam"].officer or 0
    take(night["alice"], but={item.key: adam})
    assert [one.owner for one in reads.open_items(for_=ned)] == [adam]
    raise_call(night["bruno"], ["GB"], key="new")
    assert {one.owner for one in reads.open_items(for_=ned)} == {adam, night["alice"].officer}
    officers.deactivate(by=night["agnes"], officer=adam)
    assert {one.owner for one in reads.open_items(for_=ned)} == {None, night["alice"].officer}


def test_nobody_takes_over_from_themselves_and_only_the_holder_offers(night: Seats, ned: Seat) -> None:
    take(night["alice"])
    with pytest.raises(Refused, match="You have the watch already"):
        take(night["alice"])
    with pytest.raises(Refused, match="You do not have the watch"):
        acts.offer_watch(by=ned)
    acts.offer_watch(by=night["alice"])
    with pytest.raises(Refused, match="offered the watch already"):
        acts.offer_watch(by=night["alice"])
    with pytest.raises(Refused, match="offered no watch"):
        acts.take_offer_back(by=ned)
    acts.take_offer_back(by=night["alice"])
    assert reads.watch_of(for_=ned).offered_at is None
    with pytest.raises(Refused, match="offered no watch"):
        acts.take_offer_back(by=night["alice"])


@pytest.mark.parametrize("name", ["agnes", "grace"])
def test_who_reads_no_calls_has_no_watch(night: Seats, name: str) -> None:
    for act in (lambda: acts.offer_watch(by=night[name]), lambda: take(night[name])):
        with pytest.raises(Refused, match="can't have the watch"):
            act()


def test_a_watch_taken_without_a_signature_says_so(night: Seats, ned: Seat) -> None:
    take(night["alice"])
    take(ned)
    past = reads.past_watches(for_=ned)[0]
    assert (past.outgoing, past.incoming, past.signed) == ("Alice Example", "Ned Example", False)


def test_who_has_left_has_the_watch_no_more(night: Seats, ned: Seat) -> None:
    take(ned)
    officers.deactivate(by=night["agnes"], officer=ned.officer or 0)
    assert reads.watch_of(for_=night["alice"]).holder is None
    take(night["alice"])
    assert reads.watch_of(for_=night["alice"]).holder == night["alice"].officer


def test_the_watch_of_one_party_is_nothing_to_another(night: Seats) -> None:
    take(night["alice"])
    acts.offer_watch(by=night["alice"], note="heron")
    for name in ("bruno", "felix", "gil", "heidi"):
        state = reads.watch_of(for_=night[name])
        assert (state.holder, state.offered_at, state.note) == (None, None, "")
        assert reads.past_watches(for_=night[name]) == []
    take(night["bruno"])
    assert reads.watch_of(for_=night["alice"]).holder == night["alice"].officer


# The brief


def test_the_brief_has_what_changed_since_the_watch_began(night: Seats, ringer: Ringer) -> None:
    raise_call(night["bruno"], ["GB"], key="before", what_happened="Before")
    take(night["alice"])
    raise_call(night["bruno"], ["GB"], key="after", what_happened="After")
    ringer.go()
    found = _brief(night["alice"])
    assert [line.words.partition(": ")[2] for line in found.changed if "raised" in line.words] == ["After"]
    assert not any("mail" in line.words for line in found.changed)
    assert not found.has_more


def test_a_brief_is_short_however_long_the_night_was(night: Seats) -> None:
    for number in range(30):
        raise_call(night["bruno"], ["GB"], key=str(number))
    found = _brief(night["alice"])
    assert (len(found.changed), found.has_more) == (reads.NEWS_SHOWN, True)


def test_who_is_rung_and_what_is_doubted(night: Seats) -> None:
    raised = raise_call(night["bruno"], ["GB", "CA", "US"])
    calls.acknowledge_call(by=night["chloe"], call=raised.thing, way="page")
    acts_doubt.doubt_call(by=night["alice"], call=raised.thing, why="It was last year.")
    found = _brief(night["alice"])
    assert [one.waits for one in found.ringing] == [("GB", "US")]
    assert [one.doubts for one in found.doubted] == [("GB",)]
    acts_doubt.stop_ringing(by=night["felix"], call=raised.thing, why="Enough.")
    found = _brief(night["alice"])
    assert not found.ringing
    assert [one.stopped_by for one in found.doubted] == [("US",)]


def test_who_sleeps_where(night: Seats) -> None:
    """At 02:00 UTC it is 13:00 in Sydney, 21:00 in Toronto, 03:00 in Rome, 15:00 in Auckland and 23:00 in Brazil."""
    asleep = {one.card.party.code: one.is_asleep for one in _brief(night["alice"]).capitals}
    assert {code for code in ("AU", "CA", "IT", "NZ", "BR", "GB") if asleep[code]} == {"IT", "BR", "GB"}


@pytest.mark.parametrize(("mark", "seen"), [("AMBER", "AMBER"), ("RED", "")])
def test_the_mark_is_that_of_what_is_read(night: Seats, mark: str, seen: str) -> None:
    raise_call(night["bruno"], ["GB"], mark=mark)  # type: ignore[arg-type]
    desk = seat_of(colleague(name="Olga Example", office="desk_officer"))
    assert _brief(desk).mark == seen
    assert _brief(night["alice"]).mark == mark


def _brief(seat: Seat) -> reads.Brief:
    return reads.brief(for_=seat, watch=reads.watch_of(for_=seat), now=clock.now())


def test_an_offer_waits_fifteen_minutes(night: Seats) -> None:
    take(night["alice"])
    acts.offer_watch(by=night["alice"])
    assert reads.watch_of(for_=night["alice"]).due_at == NIGHT + rules.TAKE_WITHIN == NIGHT + 15 * MINUTE
