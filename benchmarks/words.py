"""What is said in the measured calls, and by whom. Everything here runs in a process that has loaded Django."""

import random
from collections.abc import Sequence

from redphone.calls import acts
from redphone.calls.messages import CallAnswered, CallRaised, CallRung
from redphone.calls.models import Call
from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from redphone.wire.words import Figure, Instant

RAISER = "GB"
RUNG = ("AU", "CA", "DE", "EC", "ES", "IT", "NZ", "US")
"""The parties that a measured call goes to: eight of the twelve others."""


def seat_on_duty(party: str) -> Seat:
    """The seat of a party's duty officer, with the person in it, as a page would have it."""
    officer = Officer.objects.get(party=party, duty="duty")
    return network.seat_of(party_code=party, office="duty_desk", officer=officer.pk)


def first_message(number: int, *, situation: str, at: Instant) -> CallRaised:
    """A call as a duty officer might write it, plainly fictional."""
    figure = Figure(
        what="waiting at the crossing",
        unit="persons",
        quantifier="about",
        value=100 + number % 900,
        source="Field note of the Exampleland office",
        as_of_at=at,
        confidence="likely",
    )
    return CallRaised(
        number=acts.UNNUMBERED,
        key=acts.UNNUMBERED,
        situation=situation,
        what_happened=f"Crossing {number} at Sampletown closed without notice",
        place="North gate, Sampletown",
        country=None,
        asked="Can you take up people who hold a place already, and from when? "
        "Please say what you need from the others to do so.",
        answer_by_at=None,
        urgency="immediate",
        decides="duty_officer",
        details="Families with papers for onward travel were turned back this morning.",
        figures=(figure,),
        step_seconds=15 * 60,
    )


@act
def raise_some(turn: Turn, *, by: Seat, situation: str, numbers: Sequence[int]) -> list[str]:
    """Raise several calls in one turn, which is how a log is filled fast. Returns their things."""
    return [
        acts.raise_call(
            by=by, call=first_message(number, situation=situation, at=turn.now), to=RUNG, status="test"
        ).thing
        for number in numbers
    ]


@act
def say_rung(turn: Turn, *, call: str, parties: Sequence[str]) -> None:
    """What each party's node says when a mail server has taken the mail to its duty officer."""
    row = Call.objects.get(thing=call)
    for party in parties:
        acts.reply(turn, row, CallRung(step="duty", state="delivered"), by=network.node_seat(party))


@act
def reply_to(turn: Turn, *, call: str, seats: Sequence[Seat]) -> None:
    """What is said in a call that goes well: each party acknowledges and answers."""
    for seat in seats:
        acts.acknowledge_call(by=seat, call=call, way="link")
        acts.answer_call(by=seat, call=call, answer=some_answer())


def some_answer() -> CallAnswered:
    return CallAnswered(
        answer=random.choice(("can", "partly")),
        words="We take up forty persons from tomorrow on, if transport to the airport is found.",
    )
