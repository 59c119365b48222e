"""Alarms of every kind, lasting and over, and what whoever runs the node is told of them."""

from datetime import timedelta

from redphone.log import clock
from redphone.watch import mails
from redphone.watch.acts import note_look
from redphone.watch.models import Alarm
from tests.calls.words import NIGHT
from tests.french.story import Story


def raise_alarms(story: Story) -> None:
    """Each kind once, two hours into the night; a minute later half of them are over."""
    for minute, kinds in enumerate((Alarm.What.values, ("ring", "chair", "ringer"))):
        with clock.standing_at(NIGHT + timedelta(hours=2, minutes=minute)):
            note_look(open_promises=7, alarms=[_alarm(story, what) for what in kinds])
            mails.tell_operator()


def _alarm(story: Story, what: str) -> Alarm:
    if what in ("ringer", "undrawn"):
        return Alarm(what=what, status="system", due_at=NIGHT)
    about = {"call": story.calls["theirs actual"], "number": "GB-1", "status": "exercise"}
    unreached = "CA" if what == "chair" else ""
    return Alarm(what=what, party="GB", in_place_of=unreached, due_at=NIGHT, **about)
