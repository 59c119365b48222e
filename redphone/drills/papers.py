"""How link tests are told: in timelines, and in the closed words of a reminder."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.drills.messages import Chased, LineTold, LinkTested, ScheduleSet
from redphone.log.reads import sentence
from redphone.look.times import clock_text
from redphone.network import reads as network
from redphone.wire.manifest import Manifest

OWED = {
    "test_due": gettext_lazy("No link test of your line has been held when it was due. Test it now."),
    "test_failed": gettext_lazy(
        "Nobody answered the last link test of your line, and it is not repaired. Repair it, and test it again."
    ),
    "hole": gettext_lazy("Your roster has a hole: a call would find nobody on duty."),
    "number": gettext_lazy(
        "Your duty number was never told, or nobody has rung it within 30 days. Ring it, and say so."
    ),
    "answer": gettext_lazy("Your party owes an answer to a call."),
    "review": gettext_lazy("The mode of a situation that your party leads is to be reviewed."),
}
"""What a party is reminded of, in words from this list alone."""


def owed_in_words(*, about: str, at: datetime | None, number: str, zone: str, now: datetime) -> list[str]:
    """A reminder: the matter, the number of the call if it is one, and the time that it is about."""
    words = [str(OWED[about])]
    if number:
        words.append(_("Call %(number)s.") % {"number": number})
    if at is not None:
        words.append(_("The time: %(time)s.") % {"time": clock_text(at, now=now, zones=[(zone, "")])})
    return words


@sentence(ScheduleSet)
def _schedule_set(message: ScheduleSet, manifest: Manifest) -> str:
    return _("set the schedule of link tests")


@sentence(LinkTested)
def _link_tested(message: LinkTested, manifest: Manifest) -> str:
    if message.result == "failed":
        return _("held a link test: nobody answered")
    return _("held a link test: it was answered")


@sentence(LineTold)
def _line_told(message: LineTold, manifest: Manifest) -> str:
    return _("told how its line stands")


@sentence(Chased)
def _chased(message: Chased, manifest: Manifest) -> str:
    card = network.parties().get(message.party)
    return _("reminded a duty desk: %(party)s") % {"party": card.name if card else message.party}
