"""Officers, their invitations, who sat in a seat when it spoke, the record. Kept: none of it leaves this node."""

from typing import Any, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from redphone.log import clock
from redphone.log.models import Kept


class Office(models.TextChoices):
    DUTY_DESK = "duty_desk", _("Duty desk")
    DESK_OFFICER = "desk_officer", _("Desk officer")
    SENIOR_OFFICIAL = "senior_official", _("Senior official")
    ADMINISTRATOR = "administrator", _("Administrator")


class Duty(models.TextChoices):
    """Whom a call rings first, and whom second."""

    NONE = "", _("Is not rung")
    DUTY = "duty", _("Duty officer: is rung first")
    DEPUTY = "deputy", _("Deputy: is rung if the duty officer does not answer")


class OfficerManager(BaseUserManager["Officer"]):
    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> "Officer":
        """Keep a new officer. Without a password nobody can sign in as them.

        The address counts as theirs: who is entered here was invited at it, or entered by the node's operator.
        Raises IntegrityError for a known address.
        """
        officer = self.model(email=email.strip().lower(), **fields)
        officer.set_password(password)
        officer.save(force_insert=True, using=self._db)
        from allauth.account.models import EmailAddress  # it needs the user model to be there first

        EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
        return officer

    def get_by_natural_key(self, username: str | None) -> "Officer":
        return self.get(email=(username or "").lower())


class Officer(AbstractBaseUser, Kept):
    """A person who sits in an office of a party. `email` is in lower case, `zone` an IANA name, `party` a code.

    `sign_ins_ended` counts how often all their sessions were ended: every older session is void. `leaves_on` is the
    last day, by the clock of `zone`, on which they hold this post; None while nobody has said so.
    Who is frozen, since `frozen_at`, is not active either, and keeps office and duty for when they are thawed.
    So is who is asleep, since `asleep_at`: unused too long, told of it at `warned_at`; `woken_at` begins the time anew.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    party = models.CharField(_("party"), max_length=8, db_index=True)
    office = models.CharField(_("office"), max_length=20, choices=Office.choices)
    language = models.CharField(_("language"), max_length=10, default="en")
    zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    duty = models.CharField(_("duty"), max_length=6, choices=Duty.choices, blank=True)
    is_active = models.BooleanField(default=True)
    frozen_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    asleep_at = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(default=clock.now)
    leaves_on = models.DateField(null=True)
    sign_ins_ended = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "party", "office"]

    objects = OfficerManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="an_address_is_in_lower_case"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every session of theirs carries, and is void without: Django's own, and how often all were ended."""
        word = f"{self.password} {self.sign_ins_ended}"
        return salted_hmac("redphone.officers.session", word, secret=secret, algorithm="sha256").hexdigest()


class Invitation(Kept):
    """A seat offered to an e-mail address. Of its token only the hash is kept; it opens once, till `expires_at`.

    `officer` is who it was accepted as. `anew` lets somebody back in whose second factor is lost as well.
    `recovers` is whose seat it opens again: then it opens nothing until `confirmed_by`, a second officer, has agreed.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    party = models.CharField(max_length=8, db_index=True)
    office = models.CharField(max_length=20, choices=Office.choices)
    duty = models.CharField(max_length=6, choices=Duty.choices, blank=True)
    language = models.CharField(max_length=10)
    anew = models.BooleanField(default=False)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    officer = models.BigIntegerField(null=True)
    recovers = models.BigIntegerField(null=True)
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)


class SatAt(Kept):
    """Who sat there when one of our dispatches was posted: the wire names the seat, this row the person."""

    hash = models.CharField(max_length=43, unique=True)
    party = models.CharField(max_length=8)
    officer = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()


class AddedOnly(models.QuerySet["Audited"]):
    """Rows that are added and read."""

    def update(self, **_changes: Any) -> NoReturn:
        raise TypeError("a line of the record is never changed")

    def delete(self) -> NoReturn:
        raise TypeError("a line of the record is never removed")


class Audited(Kept):
    """One line of the record: who did what to whom, when and from where, how it ended. Never changed.

    `party` is whose administrator reads it; `seal` the hash over this line and the seal of the line before.
    """

    at = models.DateTimeField()
    party = models.CharField(max_length=8, blank=True, db_index=True)
    who = models.BigIntegerField(null=True)
    what = models.CharField(max_length=30)
    outcome = models.CharField(max_length=8)
    whom = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    seal = models.CharField(max_length=64, unique=True)

    objects = AddedOnly.as_manager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a line of the record is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a line of the record is never removed")


class Rotation(Kept):
    """Officers who take turns at a step of a party's roster: see `turns.Rotation`. `people` are their numbers.

    `weekdays` holds days of the week, Monday being 0; empty means every day.
    """

    party = models.CharField(max_length=8, db_index=True)
    step = models.CharField(max_length=6, choices=Duty.choices)
    zone = models.CharField(max_length=60)
    begins_on = models.DateField()
    hands_over_at = models.TimeField()
    days = models.PositiveSmallIntegerField()
    people = models.JSONField()
    weekdays = models.JSONField(default=list)


class StandIn(Kept):
    """For a while this officer is rung at a step of their party's roster, instead of whoever has the turn."""

    party = models.CharField(max_length=8, db_index=True)
    step = models.CharField(max_length=6, choices=Duty.choices)
    officer = models.BigIntegerField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)


class Absence(Kept):
    """An officer who can't be rung for a while: on leave, travelling, gone to another post."""

    party = models.CharField(max_length=8, db_index=True)
    officer = models.BigIntegerField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)


class Way(models.TextChoices):
    """By what an officer is reached. Mail is how a call rings them; the others stand in the phone tree."""

    MAIL = "mail", _("Mail")
    TELEPHONE = "telephone", _("Office telephone")
    MOBILE = "mobile", _("Mobile")
    HOME = "home", _("At home")
    SATELLITE = "satellite", _("Satellite telephone")


class Texted(models.TextChoices):
    """When a call texts a mobile; empty is never."""

    NEVER = "", _("Never")
    LATE = "late", _("When no server took the mail within a minute")
    AT_ONCE = "at_once", _("At once, beside the mail")


class ContactPath(Kept):
    """A way to reach an officer, and when it last did. `proven_at` and `failed_at`: somebody tried it then.

    A mail path is there once a mail has proven it, and counts for as long as it is still their address.
    `texted`: when a call texts this mobile; `is_watched`: in a hostile network, where it gets a neutral line only.
    """

    party = models.CharField(max_length=8, db_index=True)
    officer = models.BigIntegerField()
    way = models.CharField(max_length=10, choices=Way.choices)
    address = models.CharField(max_length=254)
    texted = models.CharField(max_length=8, choices=Texted.choices, blank=True)
    is_watched = models.BooleanField(default=False)
    proven_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("officer", "way", "address"), name="one_row_a_contact_path"),
            models.CheckConstraint(
                condition=models.Q(texted="") | models.Q(way="mobile"), name="only_mobiles_are_texted"
            ),
        )
