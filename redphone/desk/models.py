"""What the desk remembers: up to where each officer has seen what was said, and who had the watch of a party."""

from django.db import models

from redphone.log.models import Kept


class Seen(Kept):
    """The position in the log up to which an officer said "seen"."""

    officer = models.BigIntegerField(unique=True)
    position = models.BigIntegerField()
    seen_at = models.DateTimeField()


class Handover(Kept):
    """How the watch of a party goes from one officer to another: offered by the one, taken by the other, both signed.

    Without `offered_at` it was taken from nobody's hand: nobody had it, or whoever had it had left without a word.
    `position` is where the log stood when it was taken. `owners` names who has each open item from then on: its key,
    what it is called in any company, and the officer's number.
    """

    party = models.CharField(max_length=8, db_index=True)
    outgoing = models.BigIntegerField(null=True)
    offered_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    incoming = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    position = models.BigIntegerField(default=0)
    owners = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("party",),
                condition=models.Q(taken_at__isnull=True, withdrawn_at__isnull=True),
                name="one_offer_a_party",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_at__isnull=True) | models.Q(incoming__isnull=False),
                name="somebody_takes_the_watch",
            ),
        )

    @property
    def by(self) -> str:
        """What policy looks at: a party says it to itself, and who reads no calls does not read it."""
        return self.party

    to: tuple[str, ...] = ()
    mark = "AMBER+STRICT"
