"""The log's tables: entries and their parts are never changed; the rest says what became of them here."""

from django.db import models


class Drawn(models.Model):
    """A row of the picture: written only by the pictures, wiped and redrawn at will, belonging to one thing."""

    thing = models.CharField(max_length=36, db_index=True)

    class Meta:
        abstract = True


class Kept(models.Model):
    """A row of this node alone: never sent, never redrawn."""

    class Meta:
        abstract = True


class Entry(models.Model):
    """One dispatch, in the order in which this node said or heard it.

    `raw` is what was signed; the other columns say the same again, for finding. `to` holds the codes of the parties
    named, each between commas: ",CA,IT,".
    """

    class Fate(models.TextChoices):
        DRAWN = "drawn"
        WAITING = "waiting"
        UNDRAWN = "undrawn"

    position = models.BigAutoField(primary_key=True)
    hash = models.CharField(max_length=43, unique=True)
    raw = models.BinaryField()
    dispatch = models.CharField(max_length=36, db_index=True)
    kind = models.CharField(max_length=60)
    thing = models.CharField(max_length=36)
    by = models.CharField(max_length=8)
    seat = models.CharField(max_length=40)
    epoch = models.BigIntegerField()
    number = models.BigIntegerField()
    previous = models.CharField(max_length=43, blank=True)
    to = models.TextField()
    mark = models.CharField(max_length=12)
    status = models.CharField(max_length=8)
    said_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    fate = models.CharField(max_length=8, choices=Fate.choices, default=Fate.DRAWN)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("by", "epoch", "number"), name="one_entry_a_number"),
            models.CheckConstraint(condition=~models.Q(to=""), name="somebody_is_addressed"),
        )
        indexes = (
            models.Index(fields=("thing", "position"), name="entries_of_a_thing"),
            # `to` is at most 200 codes of 8 letters: with the rest that stays below PostgreSQL's 2,704 bytes a row.
            models.Index(fields=("position", "by", "to", "kind"), name="who_said_to_whom"),
            models.Index(fields=("fate",), name="entries_by_fate"),
        )


class Part(models.Model):
    """The content a manifest commits to. Erasing sets `content` and `salt` to nothing; the signature still holds."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    salt = models.BinaryField(null=True)
    content = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("entry", "number"), name="one_part_a_number"),)


class Epoch(Kept):
    """An author's numbering begins again after a restore: by its operator's word, with a reason."""

    by = models.CharField(max_length=8)
    epoch = models.BigIntegerField()
    opened_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("by", "epoch"), name="one_opening_an_epoch"),)


class Quarantined(Kept):
    """Bytes that came in and were not let in, and why: a bad form, a bad seal, or a second story under one number."""

    raw = models.BinaryField()
    why = models.CharField(max_length=300)
    heard_at = models.DateTimeField()
