"""The pages of rosters and of duty numbers, as the walk in French sees them."""

from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile

from redphone.desk.reads_handover import open_items
from tests.french.story import TYPED, Story
from tests.french.walk import Page

LEAVE = b"""BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
DTSTART:20361224T080000Z
DTEND:20361226T080000Z
RRULE:FREQ=YEARLY
SUMMARY:2036
END:VEVENT
END:VCALENDAR
"""


def rosters(story: Story) -> Iterator[Page]:
    """All of them."""
    yield from _roster(story)
    yield from _leave(story)
    yield from _reach()
    yield from _paths(story)
    yield from _departures(story)
    yield from _handover(story)


def _paths(story: Story) -> Iterator[Page]:
    """No telephone, typed wrong, entered, answered, not answered, rung by its owner, removed, removed again."""
    chloe = story.cast["chloe"].pk
    yield Page("officers:paths", "chloe")
    yield Page("officers:enter_telephone", "chloe", (chloe,))
    for way, number in (("?", "613 555 0142"), ("mobile", "+1 613 555 0143"), ("mobile", "+1 613 555 0143")):
        yield Page("officers:enter_telephone", "chloe", (chloe,), typed={"way": way, "number": number})
    for door in ("say_answered", "say_not_answered"):
        yield Page(f"officers:{door}", "chloe", (story.telephone,), typed={})
    for typed in (None, {"texted": "?"}, {"texted": "at_once", "is_watched": "on"}):
        yield Page("officers:set_texting", "elise", (story.mobile,), typed=typed)
    yield Page("officers:paths", "elise")
    for door in ("say_answered", "say_not_answered"):
        yield Page(f"officers:{door}", "elise", (story.telephone,), typed={})
        yield Page("officers:roster", "elise")
    for _ in range(2):
        yield Page("officers:remove_telephone", "elise", (story.telephone,), typed={})


def _departures(story: Story) -> Iterator[Page]:
    """Nobody, a day that is over, years away, tomorrow; what has no successor; they stay."""
    chloe = str(story.cast["chloe"].pk)
    yield Page("officers:leave_post", "chloe")
    for day in ("", "2006-01-01", "2099-01-01", "2026-12-01"):
        yield Page("officers:leave_post", "chloe", typed={"officer": chloe, "leaves_on": day})
    yield Page("officers:roster", "chloe")
    yield Page("officers:stay_in_post", "chloe", (int(chloe),), typed={})


def _handover(story: Story) -> Iterator[Page]:
    """Nobody has the watch; taken with items that have nobody, and well; offered, seen by the others; taken; past."""
    for who in ("elise", "alice"):
        for door in ("handover", "offer_watch", "take_watch", "past_watches"):
            yield Page(f"desk:{door}", who)
    yield Page("desk:take_watch", "elise", typed={})
    yield Page("desk:offer_watch", "alice", typed={"note": TYPED["note"]})
    for typed in ({}, dict.fromkeys(_all_to(story, "alice"), "0"), _all_to(story, "alice")):
        yield Page("desk:take_watch", "alice", typed=typed)
    for note in ("\x07", TYPED["note"], ""):
        yield Page("desk:offer_watch", "alice", typed={"note": note})
    for who in ("alice", "adam", "agnes"):
        for door in ("handover", "take_watch", "offer_watch", "home"):
            yield Page(f"desk:{door}", who)
    for who in ("adam", "alice"):
        yield Page("desk:take_offer_back", who, typed={})
    yield Page("desk:take_watch", "adam")
    yield Page("desk:offer_watch", "alice", typed={"note": TYPED["note"]})
    yield Page("desk:take_watch", "adam", typed=_all_to(story, "adam"))
    yield Page("desk:past_watches", "adam")
    for who in ("felix", "gil", "chloe"):
        yield Page("desk:handover", who)


def _all_to(story: Story, name: str) -> dict[str, str]:
    """What is typed to have all that is open in one's party."""
    return {item.key: str(story.cast[name].pk) for item in open_items(for_=story.seat(name))}


def _reach() -> Iterator[Page]:
    """Nothing told, told wrong, told, and what the secretariat sees of it."""
    yield Page("officers:reach", "bruno")
    yield Page("officers:tell_reach", "chloe")
    wrong = {"number": "613 555 0142", "seat": "?", "zone": "?", "opens_at": "8", "closes_at": "25:00"}
    yield Page("officers:tell_reach", "chloe", typed=wrong)
    ours = {"number": "+1 613 555 0142", "seat": "duty_desk", "zone": "America/Toronto", "languages": ["fr"]}
    yield Page("officers:tell_reach", "chloe", typed=ours | {"opens_at": "20:00"})
    yield Page("officers:tell_reach", "chloe", typed=ours | {"opens_at": "20:00", "closes_at": "08:00"})
    for who in ("chloe", "bruno", "gil"):
        yield Page("officers:reach", who)
    for typed in ("cana", "xyz"):
        yield Page("officers:reach", "bruno", ask={"find": typed})
    yield Page("officers:tell_proven", "chloe", typed={})
    yield Page("officers:reach", "chloe")


def _leave(story: Story) -> Iterator[Page]:
    """Out of a calendar: no file, none that is one, nothing chosen, chosen, chosen again."""
    chloe = {"officer": str(story.cast["chloe"].pk)}
    yield Page("officers:bring_leave", "chloe")
    yield Page("officers:bring_leave", "chloe", typed={})
    for raw in (b"none", LEAVE, b"x" * 1_000_001, LEAVE.replace(b"2036", b"2006")):
        yield Page("officers:bring_leave", "chloe", typed=chloe | {"file": SimpleUploadedFile("a.ics", raw)})
    span = "2036-12-24T08:00:00+00:00/2036-12-26T08:00:00+00:00"
    offered = chloe | {"offered": f"{span}/repeats/2036"}
    yield Page("officers:bring_leave", "chloe", typed=offered)
    for _ in range(2):
        yield Page("officers:bring_leave", "chloe", typed=offered | {"spans": span})


def _roster(story: Story) -> Iterator[Page]:
    """Empty, full, and with what can be typed wrong."""
    yield Page("officers:roster", "bella")
    for who in ("chloe", "elise"):
        yield Page("officers:roster", who)
    for door in ("set_rotation", "stand_in", "be_away"):
        yield Page(f"officers:{door}", "chloe")
        yield Page(f"officers:{door}", "chloe", typed={})
    chloe = str(story.cast["chloe"].pk)
    over = {"officer": chloe, "begins_at": "2026-01-02T08:00", "ends_at": "2026-01-01T08:00", "step": "duty"}
    for changes in ({}, {"ends_at": "2026-01-03T08:00"}, {"ends_at": "2036-01-01T08:00"}):
        yield Page("officers:be_away", "chloe", typed=over | changes)
        yield Page("officers:stand_in", "chloe", typed=over | changes)
    turns = {"step": "duty", "days": "7", "begins_on": "2026-11-02", "hands_over_at": "08:00", "zone": "UTC"}
    yield Page("officers:set_rotation", "chloe", typed=turns | {"person_1": chloe, "person_2": chloe})
