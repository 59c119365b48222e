"""Situations as drawn from the log."""

from django.db import models

from redphone.log.models import Drawn


class Situation(Drawn):
    """One situation, in the mode last set. `to` is its audience without its author, as codes between commas.

    `mode_dispatch` and `mode_hash` are what was last said of its mode, or of its end: the next one says so after it.
    """

    title = models.CharField(max_length=200)
    nature = models.CharField(max_length=20)
    countries = models.JSONField()
    summary = models.TextField()
    status = models.CharField(max_length=8)
    mark = models.CharField(max_length=12)
    national = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=8)
    to_text = models.TextField()
    opened_at = models.DateTimeField()
    mode = models.CharField(max_length=20)
    owner = models.CharField(max_length=8)
    reason = models.TextField(blank=True)
    report_hours = models.PositiveIntegerField(null=True)
    meeting_times = models.CharField(max_length=200, blank=True)
    review_at = models.DateTimeField(null=True)
    mode_set_by = models.CharField(max_length=8)
    mode_set_at = models.DateTimeField()
    mode_hash = models.CharField(max_length=43)
    mode_dispatch = models.CharField(max_length=36)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thing",), name="one_row_a_situation"),)

    @property
    def to(self) -> tuple[str, ...]:
        return tuple(self.to_text.strip(",").split(","))
