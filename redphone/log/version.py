"""Whether this process still knows its store. One that runs on while a newer version migrates it must say nothing more:
it would write rows as they were, beside rules and pictures that it has never heard of.
"""

from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from redphone.refused import Refused

Step = tuple[str, str]
Seen = tuple[int, int]
_known: dict[Any, tuple[Seen, frozenset[Step]]] = {}
"""By the name of a store its schema when it was last found to be ours: how many steps, the last; and them all."""


def check_is_ours() -> None:
    """Raise Refused if the store's tables are not those that this process knows. Asked in every turn."""
    if not is_ours():
        raise Refused(
            "This server is of another version than its store, so it can't say anything. Nothing was done. Ask"
            " whoever runs this node to restart it in the newest version."
        )


def is_ours() -> bool:
    """Whether the store's schema is exactly the one that this process was started with."""
    with connection.cursor() as cursor:
        cursor.execute(_STEPS)
        seen = cursor.fetchone()
    store = connection.settings_dict["NAME"]
    last, before = _known.get(store, (None, None))
    if last == seen:
        return True
    loader = MigrationLoader(connection)
    steps = frozenset(loader.applied_migrations)
    # A store may come with steps of a room that is no more; what appears while we run is somebody else's work.
    strange = strange_steps(loader) if before is None else steps - before - loader.disk_migrations.keys()
    if strange or loader.graph.nodes.keys() - steps:
        return False
    _known[store] = (seen, steps)
    return True


# Looked at in every act: a table of some fifty rows. Steps are only ever added, or taken away and added anew.
_STEPS = "SELECT COUNT(*), MAX(id) FROM django_migrations"


def strange_steps(loader: MigrationLoader) -> list[Step]:
    """The steps that the store has taken and this version does not know, of the rooms that it knows."""
    known: Any = loader.disk_migrations
    rooms = {room for room, _ in known}
    return sorted(step for step in loader.applied_migrations if step not in known and step[0] in rooms)
