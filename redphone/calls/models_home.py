"""What a party does with calls at home: who of it has one, where it lies, how its own are rung on. Kept here alone."""

from django.db import models
from django.db.models import Q

from redphone.log.models import Kept


class Passing(Kept):
    """That a call lies with another desk of a party of this node: who passed it to whom, and the clock of that desk.

    `cause` is the hash of what was said to the others. It ends when that desk takes it, when it is passed on,
    or at `next_at`: unless the party has answered, whoever passed it is told that nobody took it.
    """

    call = models.CharField(max_length=36, db_index=True)
    party = models.CharField(max_length=8)
    cause = models.CharField(max_length=43, unique=True)
    passed_by = models.BigIntegerField()
    officer = models.BigIntegerField()
    passed_at = models.DateTimeField()
    until_at = models.DateTimeField()
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("next_at",), name="passings_due", condition=Q(ended_at__isnull=True)),
        )


class OwnEscalation(Kept):
    """How a party's own calls of an urgency are rung on, once it chose otherwise than the house does. Calls that were
    raised keep what stands in them."""

    party = models.CharField(max_length=8)
    urgency = models.CharField(max_length=12)
    steps = models.JSONField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("party", "urgency"), name="one_escalation_an_urgency"),
        )


class Acknowledgement(Kept):
    """That one officer of this node acknowledged or answered a call for their party. Its first is the party's own."""

    call = models.CharField(max_length=36)
    party = models.CharField(max_length=8)
    officer = models.BigIntegerField()
    office = models.CharField(max_length=40)
    way = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("call", "officer"), name="one_acknowledgement_an_officer"),
        )
