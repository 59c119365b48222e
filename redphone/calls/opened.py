"""That a mail's link was opened: noted once, said to all as one line, and never counted as anything more."""

from redphone.calls.acts import reply
from redphone.calls.messages import CallRung
from redphone.calls.models import Call, CallLine, Ring
from redphone.log.turn import Turn, act
from redphone.network import reads as network


@act
def note_opened(turn: Turn, *, ring: Ring) -> None:
    """Note the first opening of a ring's link; the whole party's line says it once, until it acknowledges."""
    if ring.opened_at is not None:
        return
    Ring.objects.filter(pk=ring.pk, opened_at=None).update(opened_at=turn.now)
    call = Call.objects.filter(thing=ring.call, state=Call.State.OPEN).first()
    quiet = CallLine.objects.filter(thing=ring.call, party=ring.party, opened_at=None, acknowledged_at=None)
    if call is not None and not ring.in_place_of and quiet.exists():
        step = "deputy" if ring.step == "deputy" else "duty"
        reply(turn, call, CallRung(step=step, state="opened"), by=network.node_seat(ring.party))
