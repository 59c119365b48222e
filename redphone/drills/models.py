"""Link tests: how they went and how lines stand, drawn from the log; who was asked by which mail, kept here alone."""

from django.db import models
from django.db.models import Q

from redphone.log.models import Drawn, Kept


class Schedule(Drawn):
    """The network's schedule, as in `drill.schedule_set.v1`: at most one row."""

    every_months = models.PositiveSmallIntegerField()
    wait_minutes = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField()


class Said(Drawn):
    """What one party said to some: `by`, `to_text` and `mark` are what policy asks for."""

    by = models.CharField(max_length=8)
    to_text = models.TextField()
    mark = models.CharField(max_length=12)

    class Meta:
        abstract = True

    @property
    def to(self) -> tuple[str, ...]:
        return tuple(self.to_text.strip(",").split(","))


class LinkResult(Said):
    """How one test of a party's line went, as in `drill.link_tested.v1`."""

    month = models.CharField(max_length=7)
    result = models.CharField(max_length=8)
    step = models.CharField(max_length=8)
    way = models.CharField(max_length=10)
    seconds = models.PositiveIntegerField(null=True)
    tested_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thing", "by"), name="one_result_a_test"),)
        indexes = (models.Index(fields=("tested_at",), name="results_by_time"),)


class LineState(Said):
    """How a party's line stands, as in `drill.line_told.v1`: one row a party."""

    month = models.CharField(max_length=7)
    result = models.CharField(max_length=8)
    tested_at = models.DateTimeField()
    repair_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("by",), name="one_state_a_line"),)


class Chase(Drawn):
    """That a party was last reminded of a matter, as in `drill.chased.v1`: one row a matter."""

    by = models.CharField(max_length=8)
    party = models.CharField(max_length=8)
    about = models.CharField(max_length=12)
    about_at = models.DateTimeField(null=True)
    number = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=8)
    hash = models.CharField(max_length=43)
    chased_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thing",), name="one_chase_a_matter"),)
        indexes = (models.Index(fields=("chased_at",), name="chases_by_time"),)


class KeeperMark(Kept):
    """When this node began to test lines: what was due before is not made up for. One row."""

    begun_at = models.DateTimeField()


class LinkTest(Kept):
    """One test of the line of a party hosted here. `key` is the thing of what is said of it.

    `cause` is "schedule" or "now"; `step` who is asked; `next_at` when the next is, or it has failed.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        PASSED = "passed"
        FAILED = "failed"

    key = models.CharField(max_length=36, unique=True)
    party = models.CharField(max_length=8)
    month = models.CharField(max_length=7)
    cause = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    step = models.CharField(max_length=8, blank=True)
    wait_minutes = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    officer = models.BigIntegerField(null=True)
    """Who asked for it, or acknowledged it."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("party", "month"), condition=Q(cause="schedule"), name="one_test_a_month"
            ),
            models.UniqueConstraint(
                fields=("party",), condition=Q(state="running"), name="one_running_test_a_party"
            ),
        )
        indexes = (models.Index(fields=("next_at",), name="tests_due", condition=Q(state="running")),)


class Repair(Kept):
    """What a failed test leaves to be done: until a test passes, or somebody writes why it need not."""

    party = models.CharField(max_length=8)
    test = models.CharField(max_length=36)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("party",), condition=Q(closed_at__isnull=True), name="one_open_repair_a_party"
            ),
        )


class Letter(Kept):
    """One mail to one officer: of a test, whose key is its cause, or of a reminder, whose hash is.

    As in calls, `lease_until` belongs to a sending that may have died with its process: it is sent again, marked.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        DELIVERED = "delivered"
        REFUSED = "refused"
        DROPPED = "dropped"

    party = models.CharField(max_length=8)
    about = models.CharField(max_length=8)
    cause = models.CharField(max_length=43)
    step = models.CharField(max_length=8)
    officer = models.BigIntegerField()
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    may_be_twice = models.BooleanField(default=False)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=200, blank=True)
    wrong_digits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cause", "officer"), name="one_letter_an_officer"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease_until__isnull=False), name="letter_has_a_lease"
            ),
        )
        indexes = (models.Index(fields=("state", "next_try_at"), name="letters_to_try"),)
