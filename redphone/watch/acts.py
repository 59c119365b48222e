"""What the watchdog writes down: how its look went, which alarms begin and end, and whom it told."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db.models import Q

from redphone.log.turn import Turn, act
from redphone.watch.models import Alarm, Look

TELL_AGAIN_AFTER = timedelta(seconds=60)
"""A mail to the operator that no server took, or whose process died, is tried again after this."""
WORTH_TELLING = timedelta(days=1)
"""What is over for longer is told to nobody any more."""


@act
def note_look(turn: Turn, *, open_promises: int, alarms: Collection[Alarm]) -> None:
    """Write down what is late now: an alarm begins once and ends once, however often it is seen between."""
    Look.objects.update_or_create(pk=1, defaults={"looked_at": turn.now, "open_promises": open_promises})
    still = {_key(alarm): alarm for alarm in alarms}
    for known in Alarm.objects.filter(ended_at=None):
        if still.pop(_key(known), None) is None:
            Alarm.objects.filter(pk=known.pk).update(ended_at=turn.now, tell_at=turn.now)
    for alarm in still.values():
        alarm.opened_at = alarm.tell_at = turn.now
        alarm.save()


def _key(alarm: Alarm) -> tuple[str, str, str, str]:
    return alarm.what, alarm.call, alarm.party, alarm.in_place_of


@act
def claim_news(turn: Turn) -> list[Alarm]:
    """The alarms of which the operator is to be told now, begun or over: this process tells them, and no other."""
    begun = Q(ended_at=None, told_at=None)
    over = Q(ended_at__gte=turn.now - WORTH_TELLING, end_told_at=None)
    news = list(Alarm.objects.filter(begun | over, tell_at__lte=turn.now).order_by("opened_at", "pk"))
    claimed = Alarm.objects.filter(pk__in=[alarm.pk for alarm in news])
    claimed.update(tell_at=turn.now + TELL_AGAIN_AFTER)
    return news


@act
def note_told(turn: Turn, *, alarms: Sequence[Alarm]) -> None:
    """A mail server took the mail about these, as they were then: one that ended since is told to have ended."""
    begun = [alarm.pk for alarm in alarms if alarm.ended_at is None]
    over = [alarm.pk for alarm in alarms if alarm.ended_at is not None]
    Alarm.objects.filter(pk__in=begun).update(told_at=turn.now, tell_at=turn.now)
    Alarm.objects.filter(pk__in=over).update(end_told_at=turn.now)
