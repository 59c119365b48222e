"""What the desk remembers of each officer: up to where they have seen what was said."""

from django.db import models

from redphone.log.models import Kept


class Seen(Kept):
    """The position in the log up to which an officer said "seen"."""

    officer = models.BigIntegerField(unique=True)
    position = models.BigIntegerField()
    seen_at = models.DateTimeField()
