"""An actual call to every member: held until a second person releases it, or raised alone with a reason."""

from collections.abc import Sequence
from typing import Literal

from redphone.calls import acts, rules_release
from redphone.calls.messages import CallRaisedAlone
from redphone.calls.models import Call, HeldCall
from redphone.calls.raising import Raised, check_raise, key_of, raised_before
from redphone.calls.reads_release import Wanted, digest_of, held_row, state_of
from redphone.log.turn import Turn, act
from redphone.officers import reads as officers
from redphone.refused import Refused
from redphone.situations.rules import may_speak
from redphone.wire.policy import Seat

HowEnded = Literal["released", "alone", "taken_back"]


@act
def hold_call(
    turn: Turn, *, by: Seat, wanted: Wanted, typed: Sequence[tuple[str, str]] = (), key: str = ""
) -> Raised | tuple[int, bool]:
    """Have an actual call to every member wait for a second person; gives its number here, and whether it is new.

    The same words of one party wait once; what is raised already is that call. Raises Refused.
    """
    may_speak(by=by)
    if by.officer is None:
        raise Refused("Only an officer of the party may do this.")
    key = key or key_of(wanted.call, status="actual", opening=wanted.opening)
    there = raised_before(by=by, status="actual", key=key, to=wanted.to)
    if there is not None:
        return there
    _check(turn, by=by, wanted=wanted)
    for row in HeldCall.objects.filter(party=by.party, key=key, ended_at=None).order_by("pk"):
        if state_of(row, now=turn.now) == "waits" and set(wanted.to) <= set(row.what["to"]):
            return row.pk, False
        if (
            row.officer == by.officer
        ):  # the same again, after it lapsed or came back: this one takes its place
            _end(turn, row, by=by, how="taken_back")
    words = wanted.words()
    row = HeldCall.objects.create(
        party=by.party,
        officer=by.officer,
        key=key,
        what=words,
        typed=[list(pair) for pair in typed],
        digest=digest_of(words),
        held_at=turn.now,
        until_at=turn.now + rules_release.WAITS_FOR,
    )
    return row.pk, True


def _check(turn: Turn, *, by: Seat, wanted: Wanted) -> None:
    """What is wrong is said to its raiser, and not to the second person half an hour later."""
    check_raise(
        by=by,
        call=wanted.call,
        to=wanted.to,
        status="actual",
        mark=wanted.mark,
        opening=wanted.opening,
        happened_at=wanted.happened_at,
        now=turn.now,
    )


@act
def release_call(turn: Turn, *, by: Seat, held: int, read: str) -> Raised:
    """Release what a colleague raised: it goes out as they said it. `read` is the digest of what was read.

    Everything is ruled anew in this turn. Raises Refused; then it waits on.
    """
    row = _find(held, by=by)
    found = officers.addressee(row.officer)
    rules_release.may_release(
        by=by,
        raiser=row.officer,
        state=state_of(row, now=turn.now),
        digest=row.digest,
        read=read,
        now_is=digest_of(row.what),
        raiser_is_there=found is not None and found[1].party == row.party,
    )
    assert found is not None  # noqa: S101  may_release has seen that they are there
    return _raise(turn, row, by=found[1], ended_by=by, how="released")


@act
def send_back(turn: Turn, *, by: Seat, held: int, why: str) -> int:
    """Send a held call back to who raised it, with a reason. Returns who that is. Raises Refused."""
    row = _find(held, by=by)
    rules_release.may_judge(by=by, raiser=row.officer, state=state_of(row, now=turn.now))
    row.sent_back_at, row.sent_back_by, row.why = turn.now, by.officer, why
    row.save(update_fields=["sent_back_at", "sent_back_by", "why"])
    return row.officer


@act
def take_back(turn: Turn, *, by: Seat, held: int) -> None:
    """Take back a call that has not gone out; put away one that came back. Raises Refused."""
    row = _find(held, by=by)
    rules_release.may_take_back(by=by, raiser=row.officer, state=state_of(row, now=turn.now))
    _end(turn, row, by=by, how="taken_back")


@act
def ask_again(turn: Turn, *, by: Seat, held: int) -> None:
    """Have a call wait anew that nobody released in time. Raises Refused."""
    row = _find(held, by=by)
    rules_release.may_ask_again(by=by, raiser=row.officer, state=state_of(row, now=turn.now))
    row.until_at, row.lapse_told = turn.now + rules_release.WAITS_FOR, False
    row.save(update_fields=["until_at", "lapse_told"])


@act
def raise_held_alone(turn: Turn, *, by: Seat, held: int, why: str) -> Raised:
    """Raise a held call on one's own word, with the reason why no second person is there. Raises Refused."""
    row = _find(held, by=by)
    rules_release.may_raise_alone(by=by, raiser=row.officer, state=state_of(row, now=turn.now))
    raised = _raise(turn, row, by=by, ended_by=by, how="alone")
    return _say_alone(turn, raised, by=by, why=why)


@act
def raise_alone(turn: Turn, *, by: Seat, wanted: Wanted, why: str) -> Raised:
    """Raise a call to every member at once on one person's word: at the node, where no page can ask. Raises Refused."""
    raised = acts.raise_call(by=by, status="actual", agreed=True, **vars(wanted))
    return _say_alone(turn, raised, by=by, why=why)


def _say_alone(turn: Turn, raised: Raised, *, by: Seat, why: str) -> Raised:
    if raised.is_new:
        acts.reply(turn, Call.objects.get(thing=raised.thing), CallRaisedAlone(why=why), by=by)
    return raised


@act
def note_lapsed(turn: Turn) -> list[HeldCall]:
    """The calls that nobody released in time and of which nobody was told so yet: it is for the caller to tell."""
    rows = HeldCall.objects.filter(ended_at=None, sent_back_at=None, lapse_told=False, until_at__lte=turn.now)
    found = list(rows.order_by("pk"))
    rows.update(lapse_told=True)
    return found


def _raise(turn: Turn, row: HeldCall, *, by: Seat, ended_by: Seat, how: HowEnded) -> Raised:
    raised = acts.raise_call(by=by, status="actual", key=row.key, agreed=True, **vars(Wanted.of(row.what)))
    _end(turn, row, by=ended_by, how=how, call=raised.thing)
    return raised


def _end(turn: Turn, row: HeldCall, *, by: Seat, how: HowEnded, call: str = "") -> None:
    row.ended_at, row.ended_by, row.how_ended, row.call = turn.now, by.officer, how, call
    row.save(update_fields=["ended_at", "ended_by", "how_ended", "call"])


def _find(held: int, *, by: Seat) -> HeldCall:
    """Also who may not release it is told why, if it is theirs to know of. Raises Refused."""
    may_speak(by=by)
    row = held_row(held, for_=by)
    if row is None:
        raise Refused("There is no such call.")
    return row
