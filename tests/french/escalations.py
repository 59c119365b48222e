"""How one's own calls are rung on, chosen in every way that is said to be wrong, and put back."""

from collections.abc import Iterator

from tests.french.walk import Page


def escalations() -> Iterator[Page]:
    right = {"to_1": ["duty", "deputy"], "minutes_1": "5", "to_2": ["telephone"], "minutes_2": "10"}
    yield Page("calls:escalations", "chloe")
    yield Page("calls:set_escalation", "chloe", ("immediate",))
    for wrong in (
        {"to_1": ["deputy"]},
        {"minutes_1": ""},
        {"minutes_1": "0"},
        {"minutes_4": "5"},
        {"to_2": ["duty"]},
        {"to_3": ["chair"], "to_4": ["deputy"], "minutes_4": "1"},
        {},
        {"step": "reset"},
        {},
    ):
        yield Page("calls:set_escalation", "chloe", ("immediate",), typed=right | wrong)
        yield Page("calls:escalations", "chloe")
