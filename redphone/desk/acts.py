"""What an officer does at the desk for themselves."""

from redphone.desk.models import Seen
from redphone.log import clock


def mark_seen(*, officer: int, position: int) -> None:
    """Remember that an officer has seen what was said up to a position; it never goes back."""
    row, made = Seen.objects.get_or_create(
        officer=officer, defaults={"position": position, "seen_at": clock.now()}
    )
    if not made and position > row.position:
        Seen.objects.filter(pk=row.pk).update(position=position, seen_at=clock.now())
