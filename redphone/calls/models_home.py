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


class HeldCall(Kept):
    """An actual call to every member, as typed, that waits for a second person of its party: nothing of it is said yet.

    `what` is all that will be said, `digest` its SHA-256, `typed` the form as it was filled in ([[name, value]]).
    `why` is why it was sent back. Else it lapses at `until_at`; `lapse_told` says whether both were told.
    """

    party = models.CharField(max_length=8, db_index=True)
    officer = models.BigIntegerField()
    key = models.CharField(max_length=200)
    what = models.JSONField()
    typed = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    held_at = models.DateTimeField()
    until_at = models.DateTimeField()
    lapse_told = models.BooleanField(default=False)
    sent_back_at = models.DateTimeField(null=True)
    sent_back_by = models.BigIntegerField(null=True)
    why = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    how_ended = models.CharField(max_length=12, blank=True)
    call = models.CharField(max_length=36, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("until_at",), name="held_calls_open", condition=Q(ended_at__isnull=True)),
        )
