"""The register as drawn from the log, and the keys this node has pinned."""

from django.db import models

from redphone.log.models import Drawn, Kept


class Party(Drawn):
    """A party of the network; `names` and `languages` as in `network.party_entered.v1`."""

    code = models.CharField(max_length=8, unique=True)
    names = models.JSONField()
    role = models.CharField(max_length=12)
    zone = models.CharField(max_length=60)
    languages = models.JSONField()
    active = models.BooleanField()
    entered_at = models.DateTimeField()


class Chair(Drawn):
    """Who holds the chair: at most one row; `chair` is empty while it is vacant."""

    chair = models.CharField(max_length=8, blank=True)
    substitutes = models.JSONField()
    reason = models.TextField()
    set_by = models.CharField(max_length=8)
    set_at = models.DateTimeField()


class Told(Drawn):
    """What one party said of itself, once for each: `by`, `to_text` and `mark` are what policy asks for."""

    by = models.CharField(max_length=8, unique=True)
    to_text = models.TextField()
    mark = models.CharField(max_length=12)

    class Meta:
        abstract = True

    @property
    def to(self) -> tuple[str, ...]:
        return tuple(self.to_text.strip(",").split(","))


class Reach(Told):
    """How a party's duty desk is reached, as in `network.reachable.v1`."""

    seat = models.CharField(max_length=20)
    number = models.CharField(max_length=26)
    opens_at = models.CharField(max_length=5, blank=True)
    closes_at = models.CharField(max_length=5, blank=True)
    weekdays = models.JSONField()
    zone = models.CharField(max_length=200)
    languages = models.JSONField()
    proven_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField()


class Cover(Told):
    """Whether a party's duty desk can be reached, as in `network.cover_told.v1`."""

    proven_at = models.DateTimeField(null=True)
    hole_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField()


class PinnedKey(Kept):
    """A party's public signing key, put here by hand or at the founding: never fetched from a sender."""

    kid = models.CharField(max_length=60, unique=True)
    party = models.CharField(max_length=8, db_index=True)
    public = models.JSONField()
    pinned_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class RegisterKeeper(Kept):
    """The party whose word on the register counts here: set by hand or at the founding, never by a dispatch.

    Without it any party could enter itself as a member, or make itself the chair.
    """

    party = models.CharField(max_length=8, unique=True)
