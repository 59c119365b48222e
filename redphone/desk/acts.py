"""What an officer does at the desk for themselves."""

from redphone.desk.models import Seen
from redphone.log.turn import Turn, act


@act
def mark_seen(turn: Turn, *, officer: int, position: int) -> None:
    """Remember that an officer has seen what was said up to a position; it never goes back."""
    Seen.objects.get_or_create(officer=officer, defaults={"position": position, "seen_at": turn.now})
    Seen.objects.filter(officer=officer, position__lt=position).update(position=position, seen_at=turn.now)
