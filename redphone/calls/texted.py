"""What comes back of a text: that the handset has it or never will, and the digits that its officer replies with."""

import re
from typing import Literal

from redphone.calls.acts import reply
from redphone.calls.links import DIGITS_ALLOWED, are_digits_of
from redphone.calls.messages import CallRung
from redphone.calls.models import Call, CallLine, Ring
from redphone.calls.opened import press_link
from redphone.calls.ringer.fallback import TEXT
from redphone.calls.ringer.notices import FIRST
from redphone.calls.ringer.steps import hurry
from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.officers import reads as officers

DIGITS = re.compile(r"[1-9][0-9]")


@act
def note_received(turn: Turn, *, ring: int) -> None:
    """The handset has it. The first final word stands: after a failure this changes nothing."""
    rows = Ring.objects.filter(pk=ring, channel=TEXT, received_at=None).exclude(state=Ring.State.REFUSED)
    row = rows.first()
    if row is not None:
        taken_at = row.delivered_at or turn.now  # the receipt may come before the answer to the sending
        rows.update(
            state=Ring.State.DELIVERED,
            received_at=turn.now,
            delivered_at=taken_at,
            lease_until=None,
            refusal="",
        )


@act
def note_failed(turn: Turn, *, ring: int, why: str) -> None:
    """The handset will not get it: whoever is next is rung at once. What was received stays received."""
    rows = Ring.objects.filter(pk=ring, channel=TEXT, received_at=None).exclude(state=Ring.State.REFUSED)
    row = rows.first()
    if row is None:
        return
    rows.update(state=Ring.State.REFUSED, lease_until=None, refusal=why[:200])
    hurry(row, now=turn.now)
    _say_refused(turn, row)


def _say_refused(turn: Turn, row: Ring) -> None:
    """The others are told, unless this party was reached by another ring or has the call."""
    call = Call.objects.filter(thing=row.call, state=Call.State.OPEN).first()
    others = Ring.objects.filter(call=row.call, party=row.party, notice="raised", state=Ring.State.DELIVERED)
    waits = CallLine.objects.filter(thing=row.call, party=row.party, acknowledged_at=None).exists()
    if call is not None and row.notice == "raised" and waits and not others.exists():
        step: Literal["duty", "deputy"] = "deputy" if row.step == "deputy" else "duty"
        reply(turn, call, CallRung(step=step, state="refused"), by=network.node_seat(row.party))


@act
def take_text_reply(
    turn: Turn, *, sender: str, words: str
) -> tuple[Literal["acknowledged", "wrong_digits", "too_many_tries", "no_digits", "unknown"], Ring | None]:
    """Acknowledge by a reply from the number that was texted, if all it holds are the digits of one of its texts.

    A wrong pair is counted against every text it might have meant; five close a text. Raises Refused.
    """
    rings = list(_open_texts(sender))
    if not rings:
        return "unknown", None
    typed = words.strip()
    if not DIGITS.fullmatch(typed):
        return "no_digits", rings[0]
    tried = [ring for ring in rings if ring.wrong_digits < DIGITS_ALLOWED]
    meant = [ring for ring in tried if are_digits_of(ring, typed)]
    if len(meant) == 1:
        found = officers.addressee(meant[0].officer)
        if found is not None:
            return press_link(ring=meant[0].pk, typed=typed, seat=found[1]), meant[0]
    for ring in tried:
        Ring.objects.filter(pk=ring.pk).update(wrong_digits=ring.wrong_digits + 1)
    return ("wrong_digits" if tried else "too_many_tries"), rings[0]


def _open_texts(sender: str) -> list[Ring]:
    """The texts to a number by which an open call can be acknowledged, the newest first."""
    if not sender.isprintable():
        return []
    open_calls = Call.objects.filter(state=Call.State.OPEN).values("thing")
    went = (Ring.State.DELIVERED, Ring.State.SENDING, Ring.State.WAITING)
    rings = Ring.objects.filter(channel=TEXT, address=sender, notice__in=FIRST, call__in=open_calls)
    return list(rings.filter(state__in=went).order_by("-pk"))
