"""The link in a test's mail, and the two digits beside it."""

from redphone.drills.models import Letter
from redphone.officers.links import Link


def link_of(letter: Letter) -> Link:
    """The link of a letter."""
    return Link(salt="redphone.drills.letter", row=letter.pk, what=f"{letter.cause} {letter.officer}")
