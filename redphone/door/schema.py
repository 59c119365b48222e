"""Whether the store's tables are those that this version knows."""

import os

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from redphone.log.turn import nobody_acts
from redphone.log.version import strange_steps
from redphone.look.terminal import REFUSED, UNREACHABLE, Stop


def bring_up_to_date() -> int:
    """Migrate the store if it is older than this version. Returns how many steps; raises Stop for a newer one."""
    os.umask(0o077)  # whoever makes the store's files makes them for this user alone
    waiting = _waiting_steps()
    if waiting:
        with nobody_acts():
            call_command("migrate", verbosity=0, interactive=False)
    return len(waiting)


def check_is_current() -> None:
    """Raise Stop unless the store is exactly of this version."""
    if waiting := _waiting_steps():
        words = f"the store is {len(waiting)} steps behind this version"
        raise Stop(f"{words}: run “redphone serve”, or “redphone manage migrate”", code=UNREACHABLE)


def _waiting_steps() -> list[str]:
    executor = MigrationExecutor(connection)
    strange = strange_steps(executor.loader)
    if strange:
        app, name = strange[0]
        words = f"the store belongs to a newer version: it knows {app} {name}, and this version does not"
        raise Stop(f"{words}. Install that version, or restore a backup made before it", code=REFUSED)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _ in plan]
