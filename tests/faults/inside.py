"""What stands in a node's store, seen from inside a process beside it.

    python -m tests.faults.inside       with REDPHONE_HOME and REDPHONE_STORE set

Prints one JSON object: `calls` by their id, `rings` by their Message-ID, and what is wrong with the log.
"""

import json
from typing import Any

from tests.founding import set_up


def look() -> dict[str, Any]:
    from redphone.calls.models import Call, CallLine, Ring
    from redphone.calls.ringer.mails import message_id
    from redphone.log.redraw import check

    acknowledged: dict[str, list[str]] = {}
    for thing, party in CallLine.objects.filter(acknowledged_at__isnull=False).values_list("thing", "party"):
        acknowledged.setdefault(thing, []).append(party)
    found = check()
    return {
        "calls": {
            call.thing: {
                "raised_at": call.raised_at.timestamp(),
                "to": call.to,
                "step_seconds": call.words["step_seconds"],
                "acknowledged": acknowledged.get(call.thing, []),
            }
            for call in Call.objects.all()
        },
        "rings": {message_id(ring): _ring(ring) for ring in Ring.objects.all()},
        "faults": [*found.faults, *found.differences, *(["something is not drawn"] if found.undrawn else [])],
    }


def _ring(ring: Any) -> dict[str, Any]:
    columns = ("call", "party", "notice", "step", "address", "state", "attempts", "in_place_of")
    return {name: getattr(ring, name) for name in columns}


if __name__ == "__main__":
    set_up()
    print(json.dumps(look()))
