"""Whose phone rings, and when: the duty officer, the deputy, who acts as chair; until someone answers."""

from redphone.calls import acts, reads
from redphone.wire.policy import Seat
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.words import MINUTE, STEP, answer, raise_call

Seats = dict[str, Seat]


def test_every_duty_officer_is_rung_at_once(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raised = raise_call(night["alice"], ["IT", "CA", "AU", "DE"])
    ringer.go()
    assert sorted(post_office.taken()) == [
        "bruno@it.example",
        "chloe@ca.example",
        "dara@au.example",
        "heidi@de.example",
    ]
    found = reads.who_has_it(raised.thing, for_=night["alice"])
    assert found
    assert {line.party: (line.state, line.step) for line in found.addressed} == dict.fromkeys(
        ("IT", "CA", "AU", "DE"), ("delivered", "duty")
    )
