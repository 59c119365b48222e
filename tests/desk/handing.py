"""A watch in London, taken and handed over: what the tests of handovers do again and again."""

from typing import Any

from redphone.desk import acts
from redphone.desk.reads_handover import open_items
from redphone.officers import acts as officers
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.people import PASSWORD


def colleague(party: str = "GB", name: str = "Ned", **changes: Any) -> Officer:
    """Another officer of a duty desk, who comes for the next shift."""
    whole = {"office": "duty_desk", "name": f"{name} Example", "party": party, **changes}
    return officers.add_officer(email=f"{name.lower()}@{party.lower()}.example", password=PASSWORD, **whole)


def take(by: Seat, *, but: dict[str, int] | None = None) -> None:
    """Take the watch with all that is open in it, or with these items named to others."""
    assert by.officer is not None
    mine = {item.key: by.officer for item in open_items(for_=by)}
    acts.take_watch(by=by, owners=mine | (but or {}))
