"""Opening situations, setting their mode, closing them."""

from collections.abc import Collection

from redphone.log.dispatch import Dispatch
from redphone.log.post import new_thing, post
from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.refused import Refused
from redphone.situations import reads, rules
from redphone.situations.messages import ModeSet, SituationClosed, SituationOpened
from redphone.situations.models import Situation
from redphone.wire.manifest import Ref
from redphone.wire.policy import Seat, Sight
from redphone.wire.words import Mark, Status


@act
def open_situation(
    turn: Turn,
    *,
    by: Seat,
    to: Collection[str],
    opened: SituationOpened,
    status: Status = "actual",
    mark: Mark = "GREEN",
    national: str = "",
) -> Dispatch:
    """Open a situation, in monitoring. Raises Refused."""
    roles = {code: card.role for code, card in network.parties().items()}
    rules.may_open(by=by, to=to, roles=roles, mark=mark)
    return post(turn, opened, by=by, to=to, thing=new_thing(), status=status, mark=mark, national=national)


@act
def set_mode(turn: Turn, *, by: Seat, situation: str, mode: ModeSet) -> Dispatch:
    """Set the mode a situation is in, also down. Raises Refused."""
    row = _situation(situation, by)
    rules.may_set_mode(
        by=by,
        mode=mode.mode,
        owner=row.owner,
        new_owner=mode.owner,
        audience={row.by, *row.to},
        chair=network.acting_chair(),
        now=turn.now,
        review_at=mode.review_at,
    )
    return _say_of(turn, row, mode, by=by)


@act
def close_situation(turn: Turn, *, by: Seat, situation: str, reason: str) -> Dispatch:
    """Close a situation that has stepped down. Raises Refused."""
    row = _situation(situation, by)
    chair = network.acting_chair()
    rules.may_close(by=by, mode=row.mode, owner=row.owner, chair=chair, is_closed=row.closed_at is not None)
    return _say_of(turn, row, SituationClosed(reason=reason), by=by)


def _situation(thing: str, by: Seat) -> Situation:
    card = reads.situation(thing, for_=by)
    if card is None:
        raise Refused("There is no such situation.")
    if card.sight is not Sight.CONTENT:
        raise Refused("This seat does not read this situation, so it can't speak of it.")
    return Situation.objects.get(thing=thing)


def _say_of(turn: Turn, row: Situation, message: ModeSet | SituationClosed, *, by: Seat) -> Dispatch:
    """Say something of a situation to all its parties, after what was last said of its mode or its end."""
    return post(
        turn,
        message,
        by=by,
        to={row.by, *row.to},
        thing=row.thing,
        status=row.status,  # type: ignore[arg-type]
        mark=row.mark,  # type: ignore[arg-type]
        national=row.national,
        refs=(Ref(id=row.mode_dispatch, hash=row.mode_hash, rel="updates"),),
    )
