"""The desk's window: what changed since an officer looked."""

from datetime import datetime

from redphone.calls.messages import CallRung
from redphone.desk.models import Seen
from redphone.log.reads import Told, said_since
from redphone.wire.policy import Seat


def changed_since_seen(*, for_: Seat) -> tuple[list[Told], datetime | None]:
    """What was said since this officer said "seen", newest first, and when that was."""
    row = Seen.objects.filter(officer=for_.officer).first() if for_.officer is not None else None
    since = row.position if row else 0
    told = said_since(since, for_=for_, rooms=("call", "situation"), besides=(CallRung.kind,), limit=15)
    return told, row.seen_at if row else None
