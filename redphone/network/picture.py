"""Drawing the register, and how each party is reached."""

from redphone.log.dispatch import Dispatch
from redphone.log.picture import draws
from redphone.log.rows import put_row
from redphone.network.keys import keeps_register
from redphone.network.messages import (
    CHAIR,
    ChairSet,
    CoverTold,
    PartyEntered,
    Reachable,
    thing_of_cover,
    thing_of_party,
    thing_of_reach,
)
from redphone.network.models import Chair, Cover, Party, Reach
from redphone.network.reads import look_again
from redphone.wire.strict import Malformed


@draws(PartyEntered)
def draw_party_entered(message: PartyEntered, said: Dispatch) -> None:
    _check_counts(said, about=thing_of_party(message.code))
    put_row(
        Party,
        {"code": message.code},
        thing=said.thing,
        names=message.names,
        role=message.role,
        zone=message.zone,
        languages=list(message.languages),
        active=message.active,
        entered_at=said.said_at,
    )
    look_again()


@draws(ChairSet)
def draw_chair_set(message: ChairSet, said: Dispatch) -> None:
    _check_counts(said, about=CHAIR)
    put_row(
        Chair,
        {"thing": said.thing},
        chair=message.chair or "",
        substitutes=list(message.substitutes),
        reason=message.reason,
        set_by=said.by,
        set_at=said.said_at,
    )


@draws(Reachable)
def draw_reachable(message: Reachable, said: Dispatch) -> None:
    _check_is_own(said, about=thing_of_reach(said.by))
    put_row(
        Reach,
        {"thing": said.thing},
        **_addressed(said),
        seat=message.seat,
        number=message.number,
        opens_at=message.opens_at or "",
        closes_at=message.closes_at or "",
        weekdays=list(message.weekdays),
        zone=message.zone,
        languages=list(message.languages),
        proven_at=message.proven_at,
        told_at=said.said_at,
    )


@draws(CoverTold)
def draw_cover_told(message: CoverTold, said: Dispatch) -> None:
    _check_is_own(said, about=thing_of_cover(said.by))
    put_row(
        Cover,
        {"thing": said.thing},
        **_addressed(said),
        proven_at=message.proven_at,
        hole_at=message.hole_at,
        told_at=said.said_at,
    )


def _addressed(said: Dispatch) -> dict[str, str]:
    """Who said it, to whom, under which mark: what policy asks for."""
    manifest = said.manifest
    return {"by": said.by, "to_text": f",{','.join(manifest.to)},", "mark": manifest.mark}


def _check_is_own(said: Dispatch, *, about: str) -> None:
    """Each party says for itself how it is reached: what it says of others is kept, not drawn."""
    if said.thing != about:
        raise Malformed(f"{said.by} says of another how it is reached")


def _check_counts(said: Dispatch, *, about: str) -> None:
    """The register has one keeper here, and one thing for each party: what else is said of it is kept, not drawn."""
    if not keeps_register(said.by):
        raise Malformed(f"{said.by} does not keep the register")
    if said.thing != about:
        raise Malformed("is said of another thing than it names")
