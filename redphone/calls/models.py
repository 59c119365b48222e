"""Calls as drawn from the log; and, kept here alone, who of this node's officers is rung, by what, and how it went."""

from django.db import models
from django.db.models import Q

from redphone.calls.models_home import Acknowledgement as Acknowledgement
from redphone.calls.models_home import HeldCall as HeldCall
from redphone.calls.models_home import OwnEscalation as OwnEscalation
from redphone.calls.models_home import Passing as Passing
from redphone.log.models import Drawn, Kept


class Call(Drawn):
    """One call as it stands now. `words` holds the fields of its raise with updates and corrections applied.

    `needed` is how many of the lines that count have to acknowledge; None: everybody is rung on.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CANCELLED = "cancelled"
        STOOD_DOWN = "stood_down"

    number = models.CharField(max_length=40, db_index=True)
    key = models.CharField(max_length=200)
    situation = models.CharField(max_length=36, db_index=True)
    status = models.CharField(max_length=8)
    mark = models.CharField(max_length=12)
    national = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=8)
    seat = models.CharField(max_length=40)
    to_text = models.TextField()
    dispatch = models.CharField(max_length=36)
    hash = models.CharField(max_length=43)
    what_happened = models.CharField(max_length=200)
    urgency = models.CharField(max_length=12)
    answer_by_at = models.DateTimeField(null=True)
    needed = models.PositiveIntegerField(null=True)
    words = models.JSONField()
    happened_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("thing",), name="one_row_a_call"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="a_call_ends_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("by", "status", "key"), name="calls_by_key"),)

    @property
    def to(self) -> tuple[str, ...]:
        return tuple(self.to_text.strip(",").split(","))


class CallLine(Drawn):
    """Where one party stands in one call: what its node said of the ringing, whether it has it, what it answered.

    `counts`: whether its acknowledgement is one of those needed.
    `due_at` is when the call asks for an answer; where it names no time, when it was raised.
    """

    party = models.CharField(max_length=8)
    is_author = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)
    counts = models.BooleanField(default=True)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    step = models.CharField(max_length=8, blank=True)
    rung_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    nobody_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_seat = models.CharField(max_length=40, blank=True)
    acknowledged_way = models.CharField(max_length=8, blank=True)
    acknowledged_hash = models.CharField(max_length=43, blank=True)
    answer_promised_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_seat = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)
    need_until_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=list)
    passed_to = models.CharField(max_length=200, blank=True)
    passed_at = models.DateTimeField(null=True)
    passed_until_at = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)
    doubt = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thing", "party"), name="one_line_a_party"),)
        indexes = (
            # A column of yes and no would keep SQLite from reading on in the order of the next: so two indexes.
            models.Index(fields=("party", "-raised_at"), name="calls_of_a_party"),
            models.Index(
                fields=("party", "-raised_at"), name="open_calls_of_a_party", condition=Q(is_open=True)
            ),
            # Counted on every page: among ten thousand calls that took seven milliseconds. `answered_at` is always
            # empty here, and stands among the columns so that SQLite prefers this index to the one above; whoever
            # asks for an order begins with it, so that PostgreSQL reads on in this one and sorts nothing.
            models.Index(
                fields=("party", "answered_at", "due_at", "thing"),
                name="calls_that_wait",
                condition=Q(is_open=True, is_author=False, answered_at__isnull=True),
            ),
        )


class CallNews(Drawn):
    """What the raiser said after raising: an update, a correction, the end."""

    hash = models.CharField(max_length=43, unique=True)
    kind = models.CharField(max_length=12)
    words = models.JSONField()
    number = models.BigIntegerField()
    said_at = models.DateTimeField()


class CallReport(Drawn):
    """That somebody at a party said by voice that it has the call, as another party heard it at `heard_at`."""

    hash = models.CharField(max_length=43, unique=True)
    dispatch = models.CharField(max_length=36)
    by = models.CharField(max_length=8)
    party = models.CharField(max_length=8)
    way = models.CharField(max_length=12)
    said = models.CharField(max_length=200)
    heard_at = models.DateTimeField()
    contradicted_at = models.DateTimeField(null=True)
    contradicted_note = models.CharField(max_length=200, blank=True)


class RingingStop(Drawn):
    """That a party said, as acting chair, that nobody is to be rung any more in this call."""

    hash = models.CharField(max_length=43, unique=True)
    by = models.CharField(max_length=8)
    why = models.TextField()
    stopped_at = models.DateTimeField()


class ChairAsked(Drawn):
    """That a party was to be rung as chair because another could not be reached, and whether it knows: a row for
    each time it is said."""

    unreached = models.CharField(max_length=8)
    asked_party = models.CharField(max_length=8)
    dispatch = models.CharField(max_length=36)
    hash = models.CharField(max_length=43)
    asked_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thing", "hash"), name="one_row_an_asking"),)
        indexes = (
            models.Index(fields=("thing", "unreached", "asked_party"), name="askings_of_a_call"),
            models.Index(
                fields=("asked_party", "asked_at"),
                name="askings_of_a_chair",
                condition=Q(acknowledged_at__isnull=True),
            ),
        )


class RingerMark(Kept):
    """How far in the log this node's ringer has read, and when it last lived: one row.

    `awaited` are positions before that one of which it could make nothing yet: their cause was not there, or not the
    version that knows them. It looks at them again.
    """

    position = models.BigIntegerField(default=0)
    awaited = models.JSONField(default=list)
    alive_at = models.DateTimeField(null=True)


class Ringing(Kept):
    """The clock of one party in one call: which step it is at and when the next is due. It is a row, so it survives.

    `place` is how many steps of the call's escalation are taken, `step` whom the last one turned to; what these steps
    are stands in the raise, and nobody changes it. Once the party has it, the clock ends; or it goes on at the step
    "promised", until the answer is due.
    """

    call = models.CharField(max_length=36)
    party = models.CharField(max_length=8)
    in_place_of = models.CharField(max_length=8, blank=True)
    step = models.CharField(max_length=8, blank=True)
    step_seconds = models.PositiveIntegerField()
    place = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("call", "party", "in_place_of"), name="one_clock_a_party"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, why_ended="")
                | (Q(ended_at__isnull=False) & ~Q(why_ended="")),
                name="a_clock_ends_for_a_reason",
            ),
        )
        indexes = (models.Index(fields=("next_at",), name="clocks_due", condition=Q(ended_at__isnull=True)),)


class Ring(Kept):
    """One message to one officer by one channel. The unique key is also its Message-ID: a resend is recognisable.

    `cause` is the hash of the dispatch it tells of; `place` the step of the escalation, from 1, that made it;
    `lease_until` belongs to a sending that may have died with its process, after which it is sent again, marked
    `may_be_twice`: so is one that was cut off while it was handed over. `delivered_at`: a mail server, or
    a provider of texts, took it; `received_at`: the handset has it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        DELIVERED = "delivered"
        REFUSED = "refused"
        DROPPED = "dropped"

    call = models.CharField(max_length=36, db_index=True)
    party = models.CharField(max_length=8)
    in_place_of = models.CharField(max_length=8, blank=True)
    notice = models.CharField(max_length=12)
    cause = models.CharField(max_length=43)
    step = models.CharField(max_length=8)
    place = models.PositiveIntegerField(default=0)
    officer = models.BigIntegerField()
    channel = models.CharField(max_length=8, default="mail")
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    may_be_twice = models.BooleanField(default=False)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    wrong_digits = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("call", "party", "in_place_of", "cause", "officer", "channel"),
                name="one_ring_a_cause",
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False), name="delivered_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(state="delivered"),
                name="received_once_delivered",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease_until__isnull=False), name="sending_has_a_lease"
            ),
        )
        indexes = (
            # Of all rings ever made: SQLite does not take a partial index for a state that it is only handed.
            models.Index(fields=("state", "next_try_at"), name="rings_to_try"),
            models.Index(fields=("state", "lease_until"), name="rings_that_lapse"),
        )
