"""Makes a node's store ready for a server in a process of its own, and signs its officers in.

    python -m tests.founding [HOW MANY MORE OFFICERS A PARTY]   with REDPHONE_HOME and REDPHONE_STORE set

Prints one JSON object: `sessions`, the session cookie of each officer by address, and `situation`, an open one.
Every party has a duty officer, duty@it.example, and a deputy, deputy@it.example; the others are not rung.
"""

import json
import os
import sys
from typing import Any


def set_up() -> None:
    """Load Django as the server would. Everything of the house is imported after this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redphone.settings")
    import django

    django.setup()


def found(*, more: int = 0) -> dict[str, Any]:
    """Make the tables, the network and its officers. Returns what is printed."""
    from django.core.management import call_command

    from redphone.network import acts
    from tests.people import ENTRIES

    call_command("migrate", verbosity=0)
    acts.found_network(entries=ENTRIES, chair="US", substitutes=("IT", "GB"), reason="As agreed in 2024")
    sessions: dict[str, str] = {}
    for entry in ENTRIES:
        sessions |= _sign_in_all(entry.code, more=more)
    return {"sessions": sessions, "situation": _open_situation()}


def _sign_in_all(party: str, *, more: int) -> dict[str, str]:
    from redphone.officers import acts
    from tests.people import signed_in

    seats = [("duty", "duty_desk", "duty"), ("deputy", "senior_official", "deputy")]
    seats += [(f"desk{number}", "duty_desk", "") for number in range(more)]
    sessions = {}
    for name, office, duty in seats:
        address = f"{name}@{party.lower()}.example"
        officer = acts.add_officer(
            email=address, name=f"Officer {name.title()} Example", party=party, office=office, duty=duty
        )
        sessions[address] = signed_in(officer).session.session_key or ""
    return sessions


def _open_situation() -> str:
    from redphone.network.reads import seat_of
    from redphone.situations.acts import open_situation
    from redphone.situations.messages import SituationOpened
    from tests.people import MEMBERS

    opened = SituationOpened(title="Situation in Exampleland", nature="emergency", countries=(), summary="")
    by = seat_of(party_code="GB", office="duty_desk")
    return open_situation(by=by, to=MEMBERS, opened=opened, status="test").thing


if __name__ == "__main__":
    set_up()
    print(json.dumps(found(more=int(sys.argv[1]) if sys.argv[1:] else 0)))
