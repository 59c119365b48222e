"""In the night of the walk: calls to every member that wait for a second person."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from redphone.calls import acts_release, held
from redphone.calls.acts import UNNUMBERED
from redphone.calls.messages import CallRaised, Quorum
from redphone.calls.reads_release import Wanted
from redphone.log import clock
from redphone.wire.policy import Seat
from tests.calls.words import NIGHT

WALKED_AT = NIGHT + timedelta(hours=3)
"""When the walk begins; what was held at the beginning of the night has lapsed by then."""
OTHERS = ("AU", "EC", "ES", "GB", "IT", "NZ", "US")


def tell_of_releases(situation: str, typed: dict[str, str], *, by: Seat) -> dict[str, int]:
    """The numbers of held calls by what becomes of them; one has lapsed when the walk begins, the others not."""
    words = {
        "number": UNNUMBERED,
        "key": UNNUMBERED,
        "situation": situation,
        "what_happened": typed["what"],
        "place": None,
        "country": None,
        "asked": typed["asked"],
        "answer_by_at": WALKED_AT + timedelta(hours=3),
        "urgency": "immediate",
        "decides": "minister",
        "step_seconds": 900,
        "quorum": Quorum(needed=2),
    }
    wanted = Wanted(call=CallRaised.model_validate(words), to=OTHERS)
    found = {"lapsed": _hold(by, wanted, key="lapsed")}
    with clock.standing_at(WALKED_AT):
        held.look_for_lapsed()
        for name in ("waits", "released", "alone", "put away"):
            found[name] = _hold(by, replace(wanted, happened_at=NIGHT), key=name)
        found["sent back"] = _hold(by, wanted, key="sent back", typed=[("what_happened", typed["what"])])
    return found


def _hold(by: Seat, wanted: Wanted, **more: Any) -> int:
    number = acts_release.hold_call(by=by, wanted=wanted, **more)
    assert isinstance(number, tuple)
    return number[0]
