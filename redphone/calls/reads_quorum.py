"""Whether a quorum can be met at all: who counts, and at whom there is somebody to ring."""

from collections.abc import Collection
from datetime import datetime

from redphone.calls import rules
from redphone.calls.messages import Quorum
from redphone.calls.sights import Envelope, may_acknowledge
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.wire.policy import Seat


def quorum_of(
    wanted: Quorum | None, *, by: Seat, to: Collection[str], mark: str, at: datetime
) -> Quorum | None:
    """The quorum with everybody who counts in it. Raises Refused when it can't be met."""
    if wanted is None:
        return None
    said = Envelope(by.party, tuple(sorted(set(to) - {by.party})), mark)
    return rules.fill_quorum(
        wanted, to=said.to, dormant=dormant(said.to), unreachable=_unreachable(said, at=at)
    )


def dormant(parties: Collection[str]) -> list[str]:
    """Which of these the register calls dormant, in its order: they are rung like the others, and count nowhere."""
    return [code for code, card in network.parties().items() if code in parties and not card.active]


def _unreachable(said: Envelope, *, at: datetime) -> set[str]:
    """At whom there is nobody to ring who could acknowledge; of a party elsewhere its own node alone knows that."""
    hosted = set(network.hosted_parties()).intersection(said.to)
    there = {
        party
        for step in officers.STEPS
        for party, contacts in officers.all_on_duty(step=step, at=at, parties=hosted).items()
        if any(may_acknowledge(said, party=party, contact=contact) for contact in contacts)
    }
    return hosted - there
