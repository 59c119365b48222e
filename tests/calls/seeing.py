"""What a seat of the cast sees of a call, and what it is refused."""

from typing import Any

import pytest

from redphone.calls import reads
from redphone.calls.cards import WhoHasIt
from redphone.calls.cards_line import Line
from redphone.refused import Refused
from redphone.wire.policy import Seat


def seen(call: str, for_: Seat) -> WhoHasIt:
    """A call with all its lines, which this seat may know of."""
    found = reads.who_has_it(call, for_=for_)
    assert found
    return found


def line(call: str, party: str, for_: Seat) -> Line:
    """Where a party stands in it."""
    its = seen(call, for_).line_of(party)
    assert its
    return its


def refused(do: Any) -> Refused:
    """What is refused when it is done."""
    with pytest.raises(Refused) as caught:
        do()
    return caught.value
