"""Drawing the register."""

from redphone.log.dispatch import Dispatch
from redphone.log.picture import draws
from redphone.log.rows import put_row
from redphone.network.keys import keeps_register
from redphone.network.messages import CHAIR, ChairSet, PartyEntered, thing_of_party
from redphone.network.models import Chair, Party
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


def _check_counts(said: Dispatch, *, about: str) -> None:
    """The register has one keeper here, and one thing for each party: what else is said of it is kept, not drawn."""
    if not keeps_register(said.by):
        raise Malformed(f"{said.by} does not keep the register")
    if said.thing != about:
        raise Malformed("is said of another thing than it names")
