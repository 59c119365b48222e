"""The pages of link tests and the Monday sheet, as the walk in French sees them."""

from collections.abc import Iterator

from redphone.drills.messages import thing_of_chase
from tests.french.story import TYPED, Story
from tests.french.walk import Page


def drills(story: Story) -> Iterator[Page]:
    """All of them."""
    yield from _own()
    yield from _network()
    passed, failed, running = story.tests
    for token in (passed, failed, running):
        yield Page("link_test", "", (token,))
    for digits in ("", *["ab"] * 6):
        yield Page("link_test", "", (running,), typed={"digits": digits}, status=409)
    yield Page("link_test", "", ("12.faux",), status=404)


def _own() -> Iterator[Page]:
    """A line that stands, one to be repaired, one that is being tested; whoever is no member."""
    for who in ("alice", "bruno", "dara", "heidi", "elise", "gil", "ivan"):
        yield Page("drills:tests", who)
    yield Page("desk:home", "bruno")
    yield Page("drills:say_answered", "dara", typed={})
    ours = {"number": "+61 2 5550 0142", "seat": "duty_desk", "zone": "Australia/Sydney", "languages": ["en"]}
    yield Page("officers:tell_reach", "dara", typed=ours)
    yield Page("drills:tests", "dara")
    yield Page("drills:say_answered", "dara", typed={})
    for _ in range(2):
        yield Page("drills:test_now", "chloe", typed={})
    for _ in range(2):
        yield Page("drills:say_answered", "chloe", typed={})
    yield Page("drills:own_repair", "chloe", typed={})
    yield Page("drills:close_repair", "chloe")
    yield Page("drills:own_repair", "bruno", typed={})
    yield Page("desk:home", "bruno")
    yield Page("drills:close_repair", "bruno")
    for reason in ("", "1 " * 300, TYPED["note"]):
        yield Page("drills:close_repair", "bruno", typed={"reason": reason})


def _network() -> Iterator[Page]:
    """The secretariat's own: the schedule, the sheet, its reminders."""
    yield Page("drills:set_schedule", "chloe", status=403)
    yield Page("drills:set_schedule", "grace")
    for months, minutes in (("", ""), ("3", "1"), ("3", "45")):
        yield Page("drills:set_schedule", "grace", typed={"every_months": months, "wait_minutes": minutes})
    yield Page("drills:tests", "grace")
    yield Page("drills:monday", "chloe", status=403)
    yield Page("drills:monday", "gil")
    for line in ("?", *[thing_of_chase("IT", "number")] * 2):
        yield Page("drills:chase", "gil", typed={"line": line})
