"""A watch in London, taken and handed over: what the tests of handovers do again and again."""

from redphone.desk import acts
from redphone.desk.reads_handover import open_items
from redphone.officers import acts as officers
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.people import PASSWORD


def colleague(party: str = "GB", name: str = "Ned Example", office: str = "duty_desk") -> Officer:
    """Another officer of a party, who comes for the next shift."""
    email = f"{name.partition(' ')[0].lower()}@{party.lower()}.example"
    return officers.add_officer(email=email, password=PASSWORD, party=party, name=name, office=office)


def take(by: Seat, *, but: dict[str, int] | None = None) -> None:
    """Take the watch with all that is open in it, or with these items named to others."""
    assert by.officer is not None
    mine = {item.key: by.officer for item in open_items(for_=by)}
    acts.take_watch(by=by, owners=mine | (but or {}))
