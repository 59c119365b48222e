"""Enough have it: until then it is rung on as ever, and from then on nobody further is woken."""

from typing import Any

import pytest

from redphone.calls import acts, acts_doubt, acts_voice
from redphone.calls.messages import CallRaised, CallRaisedV1, CallReported, Quorum
from redphone.calls.models import Acknowledgement, Call, Ringing
from redphone.log.models import Entry
from redphone.log.post import new_thing, post
from redphone.log.turn import Turn, act
from redphone.network import acts as network_acts
from redphone.network.reads import seat_of
from redphone.wire.policy import Seat
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.seeing import line, refused, seen
from tests.calls.words import MINUTE, NIGHT, STEP, answer, first_message, raise_call
from tests.people import ENTRIES

Seats = dict[str, Seat]
THREE = ("AU", "CA", "IT")
BRUNO, CHLOE, DARA, EVE = "bruno@it.example", "chloe@ca.example", "dara@au.example", "eve@au.example"


def raise_for(by: Seat, needed: int, *of: str, to: tuple[str, ...] = THREE, **words: Any) -> str:
    return raise_call(by, to, quorum=Quorum(needed=needed, of=of), **words).thing


def take(call: str, *seats: Seat) -> None:
    for seat in seats:
        acts.acknowledge_call(by=seat, call=call, way="page")


def sleep_of(party: str, *, active: bool = False) -> None:
    """A party is entered as dormant, or as active again."""
    entry = next(one for one in ENTRIES if one.code == party).model_copy(update={"active": active})
    network_acts.enter_party(by=seat_of(party_code="SEC", office="administrator"), entry=entry)


def test_until_enough_have_it_the_deputy_is_rung(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    call = raise_for(night["alice"], 2)
    ringer.go()
    take(call, night["bruno"])
    ringer.go(STEP)
    rung_for_want_of_canada = [
        "alice@gb.example",
        "felix@us.example",
    ]  # its raiser and the chair: it has no deputy
    assert sorted(post_office.taken()) == sorted([BRUNO, CHLOE, DARA, EVE, *rung_for_want_of_canada])


def nobody_further_is_woken(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    """Two of three have it after a minute: neither Australia's deputy nor the chair is rung, however late it gets."""
    call = raise_for(night["alice"], 2)
    ringer.go()
    with at(MINUTE):
        take(call, night["bruno"], night["chloe"])
    for steps in range(1, 5):
        ringer.go(steps * STEP)
    assert sorted(post_office.taken()) == [BRUNO, CHLOE, DARA]
    assert Ringing.objects.get(party="AU").why_ended == "quorum"
    assert not Entry.objects.filter(kind="call.escalated.v1").exists()


def test_once_enough_have_it_nobody_further_is_woken(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    nobody_further_is_woken(night, ringer, post_office)


def test_a_ringer_that_does_not_ask_for_it_is_caught(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redphone.calls.ringer.notices.enough_among", lambda calls: set())
    with pytest.raises(AssertionError):
        nobody_further_is_woken(night, ringer, post_office)


def test_each_party_gets_its_first_mail_in_any_case(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    post_office.close()
    call = raise_for(night["alice"], 2)
    ringer.go()
    take(call, night["bruno"], night["chloe"])
    post_office.open()
    ringer.go(MINUTE)
    ringer.go(4 * STEP)
    assert post_office.taken() == [DARA]


def test_where_the_first_mail_is_refused_the_deputy_gets_it(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    post_office.close()
    call = raise_for(night["alice"], 2)
    ringer.go()
    take(call, night["bruno"], night["chloe"])
    post_office.at_rcpt[DARA] = ["550 no such box"]
    post_office.open()
    ringer.go(MINUTE)
    assert post_office.taken() == [EVE]


def test_where_nobody_can_be_told_the_raiser_is_and_no_chair_is_woken(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    post_office.close()
    call = raise_for(night["alice"], 2)
    ringer.go()
    take(call, night["bruno"], night["chloe"])
    post_office.at_rcpt |= {DARA: ["550 no such box"], EVE: ["550 no such box"]}
    post_office.open()
    ringer.go(MINUTE)
    assert line(call, "AU", night["alice"]).state == "nobody"
    assert post_office.taken() == ["alice@gb.example"]
    assert not Entry.objects.filter(kind="call.escalated.v1").exists()


def test_a_chair_that_is_rung_already_is_rung_no_further(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    call = raise_for(night["alice"], 1, to=("NZ", "AU"))
    post_office.at_rcpt["felix@us.example"] = ["450 later"] * 20
    ringer.go()
    assert Ringing.objects.get(in_place_of="NZ").ended_at is None
    take(call, night["dara"])
    post_office.at_rcpt.clear()
    ringer.go(STEP)
    assert "felix@us.example" not in post_office.taken()
    assert Ringing.objects.get(in_place_of="NZ").why_ended == "quorum"


def test_without_a_quorum_everybody_is_rung_on(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    call = raise_call(night["alice"], THREE).thing
    ringer.go()
    take(call, night["bruno"], night["chloe"])
    ringer.go(STEP)
    assert sorted(post_office.taken()) == [BRUNO, CHLOE, DARA, EVE]
    assert seen(call, night["alice"]).quorum is None


def test_certain_ones_are_waited_for_whoever_else_has_it(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    call = raise_for(night["alice"], 1, "AU")
    ringer.go()
    take(call, night["bruno"], night["chloe"])
    ringer.go(STEP)
    assert EVE in post_office.taken()
    quorum = seen(call, night["alice"]).quorum
    assert quorum
    assert (quorum.of, quorum.have, quorum.met_at, quorum.still_rung) == (("AU",), 0, None, ("AU",))


def test_it_is_met_at_the_last_acknowledgement_that_was_needed(night: Seats) -> None:
    call = raise_for(night["alice"], 2)
    for minutes, name in ((1, "bruno"), (3, "chloe"), (7, "dara")):
        with at(minutes * MINUTE):
            take(call, night[name])
    quorum = seen(call, night["alice"]).quorum
    assert quorum
    assert (quorum.have, quorum.met_at) == (3, NIGHT + 3 * MINUTE)


def test_neither_a_voice_nor_a_doubt_counts(night: Seats) -> None:
    call = raise_for(night["alice"], 2)
    heard = CallReported(party="AU", way="telephone", said="The duty desk has it.")
    acts_voice.report_call(by=night["bruno"], call=call, report=heard)
    acts_doubt.doubt_call(by=night["chloe"], call=call, why="The place does not exist.")
    quorum = seen(call, night["alice"]).quorum
    assert quorum
    assert (quorum.have, quorum.still_rung, quorum.is_lost) == (0, ("AU", "IT"), False)
    acts_doubt.doubt_call(by=night["bruno"], call=call, why="It does not.")
    assert seen(call, night["alice"]).quorum.is_lost  # type: ignore[union-attr]


def test_an_answer_is_an_acknowledgement(night: Seats) -> None:
    call = raise_for(night["alice"], 1)
    acts.answer_call(by=night["bruno"], call=call, answer=answer())
    assert seen(call, night["alice"]).quorum.met_at == NIGHT  # type: ignore[union-attr]


def test_a_dormant_party_is_rung_and_does_not_count(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    sleep_of("AU")
    call = raise_for(night["alice"], 2)
    ringer.go()
    assert sorted(post_office.taken()) == [BRUNO, CHLOE, DARA]
    take(call, night["dara"], night["bruno"])
    quorum = seen(call, night["alice"]).quorum
    assert quorum
    assert (quorum.of, quorum.have, quorum.met_at) == (("CA", "IT"), 1, None)
    assert seen(call, night["alice"]).have_it == 2


def test_what_the_register_says_later_changes_nothing(night: Seats) -> None:
    call = raise_for(night["alice"], 2)
    sleep_of("AU")
    take(call, night["dara"], night["bruno"])
    assert seen(call, night["alice"]).quorum.met_at == NIGHT  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("needed", "of", "to", "field", "words"),
    [
        (4, (), THREE, "needed", "Of the parties that are rung 3 count. Ask for no more than that."),
        (
            2,
            (),
            ("IT", "NZ"),
            "needed",
            "At this hour there is nobody to ring at: NZ. Ask for no more than 1.",
        ),
        (
            1,
            ("NZ",),
            ("IT", "NZ"),
            "named",
            "At this hour there is nobody to ring at: NZ. Ask for no more than 0.",
        ),
        (1, ("DE",), THREE, "named", "DE is not rung in this call, so it can't be one of those needed."),
    ],
)
def test_one_that_can_not_be_met_is_an_error_where_it_was_typed(
    night: Seats, needed: int, of: tuple[str, ...], to: tuple[str, ...], field: str, words: str
) -> None:
    said = refused(lambda: raise_for(night["alice"], needed, *of, to=to))
    assert (said.field, str(said)) == (field, words)
    assert not Call.objects.exists()


def test_a_dormant_party_can_not_be_named(night: Seats) -> None:
    sleep_of("AU")
    said = refused(lambda: raise_for(night["alice"], 1, "AU"))
    assert said.field == "named"
    sleep_of("AU", active=True)
    raise_for(night["alice"], 1, "AU")


def test_whoever_may_not_read_it_can_not_be_counted_on(night: Seats) -> None:
    """Australia's deputy is a desk officer, who does not read TLP:RED; its duty desk does. Of UNHCR nobody does."""
    raise_for(night["alice"], 1, "AU", to=("AU",), mark="RED")
    said = refused(lambda: raise_for(night["adam"], 1, to=("NZ",), mark="RED"))
    assert said.field == "needed"


def test_the_same_words_for_more_are_another_call(night: Seats) -> None:
    numbers = {
        raise_call(night["alice"], THREE, quorum=quorum).number
        for quorum in (None, Quorum(needed=2), Quorum(needed=2), Quorum(needed=3))
    }
    assert len(numbers) == 3


def test_who_counts_is_written_into_the_call(night: Seats) -> None:
    call = raise_for(night["alice"], 2, to=(*THREE, "GB"))
    assert Call.objects.get(thing=call).words["quorum"] == {"needed": 2, "of": ["AU", "CA", "IT"]}


def test_each_officers_acknowledgement_is_kept_and_the_partys_is_the_first(night: Seats) -> None:
    call = raise_call(night["alice"], ["AU"]).thing
    assert acts.acknowledge_call(by=night["dara"], call=call, way="link") is not None
    with at(MINUTE):
        for _ in range(2):
            assert acts.acknowledge_call(by=night["eve"], call=call, way="page") is None
    kept = Acknowledgement.objects.filter(call=call, party="AU").order_by("at")
    assert [(one.officer, one.office, one.way, one.at) for one in kept] == [
        (night["dara"].officer, "duty_desk", "link", NIGHT),
        (night["eve"].officer, "desk_officer", "page", NIGHT + MINUTE),
    ]
    its = line(call, "AU", night["alice"])
    assert (its.acknowledged_at, its.acknowledged_way) == (NIGHT, "link")
    assert Entry.objects.filter(kind="call.acknowledged.v1").count() == 1


@act
def _raise_as_before(turn: Turn, *, by: Seat) -> str:
    """A call as it was raised before there was a quorum."""
    words = first_message().model_dump(exclude={"quorum"}) | {"number": "GB-1", "key": "as before"}
    said = post(turn, CallRaisedV1(**words), by=by, to=("AU", "IT"), thing=new_thing(), status="actual")
    return said.thing


def test_a_call_of_the_version_before_is_shown_and_rung(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    call = _raise_as_before(by=night["alice"])
    ringer.go()
    take(call, night["bruno"])
    ringer.go(STEP)
    assert sorted(post_office.taken()) == [BRUNO, DARA, EVE]
    assert seen(call, night["alice"]).quorum is None
    assert CallRaised.kind == "call.raised.v2"
