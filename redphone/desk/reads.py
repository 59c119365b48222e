"""The desk's window: what is expected, what is open, what changed, how this node is."""

from dataclasses import dataclass
from datetime import datetime

from redphone.calls import reads as calls
from redphone.calls.messages import CallRung
from redphone.desk.models import Seen
from redphone.log.reads import Health, Told, health, said_since, store
from redphone.network import reads as network
from redphone.wire.policy import Seat


def changed_since_seen(*, for_: Seat) -> tuple[list[Told], datetime | None]:
    """What was said since this officer said "seen", newest first, and when that was."""
    row = Seen.objects.filter(officer=for_.officer).first() if for_.officer is not None else None
    since = row.position if row else 0
    told = said_since(since, for_=for_, rooms=("call", "situation"), besides=(CallRung.kind,), limit=15)
    return told, row.seen_at if row else None


@dataclass(frozen=True)
class NodeHealth:
    """How this node is; says nothing of any content."""

    log: Health
    store: str
    store_is_sound: bool
    ringer_alive_at: datetime | None
    hosted: tuple[str, ...]


def node_health() -> NodeHealth:
    """The store and its version, the log, the ringer, and whose keys are here."""
    version, sound = store()
    return NodeHealth(
        log=health(),
        store=version,
        store_is_sound=sound,
        ringer_alive_at=calls.ringer_alive_at(),
        hosted=network.hosted_parties(),
    )
