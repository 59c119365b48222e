"""What the watchdog found: its last look, and the alarms that it raised."""

from django.db import models
from django.db.models import Q

from redphone.log.models import Kept


class Look(Kept):
    """The watchdog's last look at everything that is promised: one row. `open_promises` are those not kept yet, due or
    to come."""

    looked_at = models.DateTimeField()
    open_promises = models.PositiveIntegerField()


class Alarm(Kept):
    """Something promised is late, or this node can't keep its promises. `due_at` is since when.

    `call` and `party` are empty where it is the node that is not well. `told_at` and `end_told_at` are when the
    operator's mail went out; `tell_at` is when that is tried next, and holds off every other process until then.
    """

    class What(models.TextChoices):
        RING = "ring"
        NEXT = "next"
        CHAIR = "chair"
        REMINDER = "reminder"
        RINGER = "ringer"
        UNDRAWN = "undrawn"

    what = models.CharField(max_length=10, choices=What.choices)
    call = models.CharField(max_length=36, blank=True)
    number = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=8)
    party = models.CharField(max_length=8, blank=True)
    in_place_of = models.CharField(max_length=8, blank=True)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    end_told_at = models.DateTimeField(null=True)
    tell_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("what", "call", "party", "in_place_of"),
                condition=Q(ended_at__isnull=True),
                name="one_open_alarm",
            ),
        )
        indexes = (models.Index(fields=("-opened_at",), name="alarms_newest_first"),)
