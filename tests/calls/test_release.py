"""An actual call to every member: it waits for a second person who has read it, or goes out on one's word, loudly."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from redphone.calls import acts, acts_release, commands, held, rules_release
from redphone.calls.models import Call, HeldCall
from redphone.calls.raising import Raised
from redphone.calls.reads_release import Wanted, held_call, held_calls
from redphone.calls.rules_release import WAITS_FOR, is_wide
from redphone.log import clock
from redphone.log.models import Entry
from redphone.log.reads import timeline
from redphone.look.terminal import Stop
from redphone.officers import acts as officer_acts
from redphone.officers.models import Officer
from redphone.refused import Refused
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch
from tests.calls.words import NIGHT, first_message, opening
from tests.people import PASSWORD, seat_of

Seats = dict[str, Seat]
Cast = dict[str, Officer]
OTHERS = ("AU", "CA", "EC", "ES", "IT", "NZ", "US")
WHY = "The embassy’s other line is dead"
SECRET = "Guest houses searched in Exampletown"


def wanted(**changes: Any) -> Wanted:
    said: dict[str, Any] = {"call": first_message(), "to": OTHERS, "opening": opening()}
    return Wanted(**(said | changes))


def hold(by: Seat, **changes: Any) -> int:
    found = acts_release.hold_call(by=by, wanted=wanted(**changes))
    assert not isinstance(found, Raised)
    return found[0]


def digest(number: int) -> str:
    return HeldCall.objects.get(pk=number).digest


@pytest.mark.parametrize(
    ("status", "to", "wide"),
    [
        ("actual", OTHERS, True),
        ("actual", (*OTHERS, "DE"), True),
        ("actual", OTHERS[1:], False),
        ("exercise", OTHERS, False),
        ("test", OTHERS, False),
    ],
)
def test_what_is_network_wide(status: str, to: tuple[str, ...], wide: bool) -> None:
    assert is_wide(status=status, to=to, others=OTHERS) is wide


def test_with_one_other_member_a_call_to_all_is_a_call_to_one() -> None:
    assert not is_wide(status="actual", to=("CA",), others=("CA",))


def test_the_act_itself_lets_no_door_through_that_forgets_to_ask(night: Seats) -> None:
    said = wanted()
    with pytest.raises(Refused, match="second person"):
        acts.raise_call(by=night["alice"], status="actual", **vars(said))
    assert not Call.objects.exists()


def test_it_waits_and_nothing_is_said_until_a_second_person_releases_it(night: Seats) -> None:
    before = Entry.objects.count()
    number = hold(night["alice"])
    assert Entry.objects.count() == before
    raised = acts_release.release_call(by=night["adam"], held=number, read=digest(number))
    call = Call.objects.get()
    assert (raised.thing, call.by, set(call.to), call.what_happened) == (
        call.thing,
        "GB",
        set(OTHERS),
        SECRET,
    )
    assert HeldCall.objects.get().how_ended == "released"


@pytest.mark.parametrize("who", ["alice", "bruno", "agnes", "gil"])
def test_who_may_not_release(night: Seats, who: str) -> None:
    """Its raiser, another party's officer, an administrator, the secretariat."""
    number = hold(night["alice"])
    with pytest.raises(Refused):
        acts_release.release_call(by=night[who], held=number, read=digest(number))
    assert not Call.objects.exists()
    acts_release.release_call(by=night["adam"], held=number, read=digest(number))


def test_it_is_released_once(night: Seats) -> None:
    number = hold(night["alice"])
    acts_release.release_call(by=night["adam"], held=number, read=digest(number))
    with pytest.raises(Refused, match="does not wait any more"):
        acts_release.release_call(by=night["adam"], held=number, read=digest(number))
    assert Call.objects.count() == 1


def test_a_text_that_was_changed_after_it_was_read_is_not_released(night: Seats) -> None:
    number = hold(night["alice"])
    read, row = digest(number), HeldCall.objects.get()
    row.what["call"]["asked"] = "Send everybody"
    row.save()
    with pytest.raises(Refused, match="not the text that you read"):
        acts_release.release_call(by=night["adam"], held=number, read=read)
    with pytest.raises(Refused, match="not the text that you read"):
        acts_release.release_call(by=night["adam"], held=number, read="")
    assert not Call.objects.exists()


def test_rules_are_asked_again_when_it_is_released_and_nothing_is_lost(night: Seats) -> None:
    number = hold(night["alice"], call=first_message(answer_by_at=NIGHT + timedelta(minutes=10)))
    with clock.standing_at(NIGHT + timedelta(minutes=11)), pytest.raises(Refused):
        acts_release.release_call(by=night["adam"], held=number, read=digest(number))
    row = HeldCall.objects.get()
    assert (row.ended_at, row.what["call"]["asked"]) == (None, "Who has people there?")


def test_for_a_raiser_who_was_shut_out_meanwhile_nobody_releases(night: Seats, cast: Cast) -> None:
    number = hold(night["alice"])
    Officer.objects.filter(pk=cast["alice"].pk).update(is_active=False)
    with pytest.raises(Refused, match="no longer speak"):
        acts_release.release_call(by=night["adam"], held=number, read=digest(number))


def test_it_lapses_and_is_told_loudly_once_to_both(night: Seats) -> None:
    number = hold(night["alice"])
    held.look_for_lapsed()
    assert mail.outbox == []
    with clock.standing_at(NIGHT + WAITS_FOR):
        with pytest.raises(Refused, match="in time"):
            acts_release.release_call(by=night["adam"], held=number, read=digest(number))
        held.look_for_lapsed()
        held.look_for_lapsed()
        told = {(one.to[0], "NOT sent" in one.subject) for one in mail.outbox}
        assert told == {("alice@gb.example", True), ("adam@gb.example", True)}
        assert len(mail.outbox) == 2
        assert all(
            one.subject.startswith("ACTUAL: ") and one.body.startswith("ACTUAL") for one in mail.outbox
        )
        assert [one.state for one in held_calls(for_=night["adam"], now=clock.now())] == ["lapsed"]
        acts_release.ask_again(by=night["alice"], held=number)
        acts_release.release_call(by=night["adam"], held=number, read=digest(number))


def test_it_is_sent_back_with_a_reason_and_then_nobody_releases_it(night: Seats) -> None:
    number = hold(night["alice"])
    assert acts_release.send_back(by=night["adam"], held=number, why="Which town?") == night["alice"].officer
    with pytest.raises(Refused, match="sent back"):
        acts_release.release_call(by=night["adam"], held=number, read=digest(number))
    with pytest.raises(Refused, match="sent back"):
        acts_release.raise_held_alone(by=night["alice"], held=number, why=WHY)
    found = held_call(number, for_=night["alice"], now=NIGHT)
    assert found
    assert (found.state, found.why, found.sent_back_by) == ("sent_back", "Which town?", "Adam Example")
    acts_release.take_back(by=night["alice"], held=number)
    assert held_calls(for_=night["alice"], now=NIGHT) == []


@pytest.mark.parametrize("act", ["take_back", "alone"])
def test_only_its_raiser_takes_it_back_or_raises_it_alone(night: Seats, act: str) -> None:
    number = hold(night["alice"])
    do = {
        "take_back": lambda seat: acts_release.take_back(by=seat, held=number),
        "alone": lambda seat: acts_release.raise_held_alone(by=seat, held=number, why=WHY),
    }[act]
    for who in ("adam", "agnes", "bruno"):
        with pytest.raises(Refused):
            do(night[who])
    assert HeldCall.objects.get().ended_at is None


def test_raised_alone_everybody_reads_why(night: Seats) -> None:
    raised = acts_release.raise_held_alone(by=night["alice"], held=hold(night["alice"]), why=WHY)
    for who, reads in (("bruno", True), ("alice", True), ("bella", False)):
        lines = [line.words for line in timeline([raised.thing], for_=night[who])]
        assert any(WHY in line for line in lines) is reads, who


def test_the_same_raised_by_several_waits_once_and_is_one_call(night: Seats) -> None:
    numbers = {hold(night[who]) for who in ("alice", "adam", "alice")}
    (number,) = numbers
    acts_release.release_call(by=night["adam"], held=number, read=digest(number))
    found = acts_release.hold_call(by=night["adam"], wanted=wanted())
    assert isinstance(found, Raised)
    assert not found.is_new


def test_what_waits_is_seen_by_those_who_could_release_it_alone(night: Seats, cast: Cast) -> None:
    dan = officer_acts.add_officer(
        email="dan@gb.example", password=PASSWORD, name="Dan Example", party="GB", office="desk_officer"
    )
    green, red = hold(night["alice"]), hold(night["alice"], mark="RED", call=first_message(asked="Who?"))
    seen = {
        who: [number in {one.number for one in held_calls(for_=seat, now=NIGHT)} for number in (green, red)]
        for who, seat in (night | {"dan": seat_of(dan)}).items()
    }
    assert {who for who, (sees, _) in seen.items() if sees} == {"alice", "adam", "dan"}
    assert {who for who, (_, sees) in seen.items() if sees} == {"alice", "adam"}
    for who, officer in (cast | {"dan": dan}).items():
        for number, sees in zip((green, red), seen[who], strict=True):
            page = fetch(officer, f"/calls/held/{number}/")
            assert (page.status, SECRET in page.text) == ((200, True) if sees else (404, False)), who
        assert (SECRET in fetch(officer, "/").text) is any(seen[who]), who


MESSAGE = """{"what_happened": "Guest houses searched", "asked": "Who has people there?", "urgency": "immediate",
 "decides": "duty_officer"}"""


def test_the_command_refuses_what_only_a_page_can_ask_or_says_why_alone(night: Seats) -> None:
    said: dict[str, Any] = {
        "as_": "GB/duty_desk",
        "status": "actual",
        "message": MESSAGE,
        "new_situation": "Searches",
    }
    with pytest.raises(Stop, match="--alone"):
        commands.raise_call(**said)
    assert not Call.objects.exists()
    answer = commands.raise_call(**said, alone=WHY)
    assert "the chair is told" in answer.lines
    assert [one.to for one in mail.outbox] == [["felix@us.example"]]
    assert commands.raise_call(**{**said, "status": "exercise"}).data["is_new"]


def test_without_the_wall_in_the_act_a_door_that_forgets_would_ring_everybody(
    night: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: so the test of the wall can fail."""
    monkeypatch.setattr(rules_release, "check_agreed", lambda **said: None)
    acts.raise_call(by=night["alice"], status="actual", **vars(wanted()))
    assert Call.objects.exists()


def test_with_a_digest_that_is_not_worked_out_anew_a_changed_text_would_go_out(
    night: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = hold(night["alice"])
    row = HeldCall.objects.get()
    row.what["call"]["asked"] = "Send everybody"
    row.save()
    monkeypatch.setattr(acts_release, "digest_of", lambda words: row.digest)
    acts_release.release_call(by=night["adam"], held=number, read=row.digest)
    assert Call.objects.get().words["asked"] == "Send everybody"
