"""What is done with the link in a ring's mail: opening it is noted and counts for nothing; pressing its button counts.

Both in the turn, so that neither many fetches nor many guesses at once are more than one after the other.
"""

from typing import Literal

from django.db.models import F

from redphone.calls.acts import acknowledge_as_chair, acknowledge_call, reply
from redphone.calls.links import DIGITS_ALLOWED, are_digits_of
from redphone.calls.messages import CallRung
from redphone.calls.models import Call, CallLine, Ring
from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.officers.acts_paths import note_mail_proven
from redphone.wire.policy import Seat


@act
def note_opened(turn: Turn, *, ring: int) -> None:
    """Note the first opening of a ring's link; the whole party's line says it once, until it acknowledges."""
    if not Ring.objects.filter(pk=ring, opened_at=None).update(opened_at=turn.now):
        return
    row = Ring.objects.get(pk=ring)
    call = Call.objects.filter(thing=row.call, state=Call.State.OPEN).first()
    quiet = CallLine.objects.filter(thing=row.call, party=row.party, opened_at=None, acknowledged_at=None)
    if call is not None and not row.in_place_of and quiet.exists():
        step: Literal["duty", "deputy"] = "deputy" if row.step == "deputy" else "duty"
        reply(turn, call, CallRung(step=step, state="opened"), by=network.node_seat(row.party))


@act
def press_link(
    turn: Turn, *, ring: int, typed: str, seat: Seat
) -> Literal["acknowledged", "wrong_digits", "too_many_tries"]:
    """Acknowledge by a ring's link, if what was typed are the digits in its mail; a wrong pair is counted.

    Raises Refused.
    """
    row = Ring.objects.get(pk=ring)
    if row.wrong_digits >= DIGITS_ALLOWED:
        return "too_many_tries"
    if not are_digits_of(row, typed):
        Ring.objects.filter(pk=ring).update(wrong_digits=F("wrong_digits") + 1)
        return "wrong_digits"
    if row.in_place_of:
        acknowledge_as_chair(by=seat, call=row.call, unreached=row.in_place_of, way="link")
    else:
        acknowledge_call(by=seat, call=row.call, way="link")
    if row.channel == "mail":
        note_mail_proven(officer=row.officer, address=row.address)
    return "acknowledged"
