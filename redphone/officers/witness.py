"""Who sat there: kept for each dispatch that an officer of this node posts, in the act's own transaction."""

from redphone.log.dispatch import Dispatch
from redphone.log.post import witness
from redphone.log.rows import add_row
from redphone.officers.models import SatAt
from redphone.wire.policy import Seat


@witness
def keep_who_sat(dispatch: Dispatch, seat: Seat) -> None:
    """The wire names the seat; this row, which stays here, names the person. What the node itself says has none."""
    if seat.officer is not None:
        add_row(SatAt(hash=dispatch.hash, party=seat.party, officer=seat.officer, at=dispatch.said_at))
