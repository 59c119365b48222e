"""Whether the store's tables are those that this version knows."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from redphone.door.home import SO
from redphone.log.reads import network_of_store
from redphone.log.turn import nobody_acts
from redphone.log.version import strange_steps
from redphone.look.terminal import REFUSED, UNREACHABLE, USAGE, Stop


def bring_up_to_date() -> int:
    """Migrate the store if it is older than this version. Returns how many steps; raises Stop for a newer one."""
    waiting = _waiting_steps()
    if waiting:
        with nobody_acts():
            call_command("migrate", verbosity=0, interactive=False)
    return len(waiting)


def check_is_begun() -> None:
    """Raise Stop for a store without a single table: nobody has begun anything in it."""
    if not MigrationRecorder(connection).applied_migrations():
        raise Stop(f"there is nothing in this store. {SO}", code=UNREACHABLE)


def check_is_current() -> None:
    """Raise Stop unless the store is exactly of this version."""
    if waiting := _waiting_steps():
        words = f"the store is {len(waiting)} steps behind this version"
        raise Stop(f"{words}: run “redphone serve”, or “redphone manage migrate”", code=UNREACHABLE)


def check_is_of_this_network() -> None:
    """Raise Stop if what is kept was said in another network: nothing may be said among it under the wrong name."""
    kept = network_of_store()
    if kept not in ("", settings.REDPHONE_NETWORK):
        words = (
            f"this store is of the network {kept}, and this node is set up for {settings.REDPHONE_NETWORK}"
        )
        raise Stop(f"{words}: set REDPHONE_NETWORK={kept}", code=USAGE)


def _waiting_steps() -> list[str]:
    executor = MigrationExecutor(connection)
    strange = strange_steps(executor.loader)
    if strange:
        app, name = strange[0]
        words = f"the store belongs to a newer version: it knows {app} {name}, and this version does not"
        raise Stop(f"{words}. Install that version, or restore a backup made before it", code=REFUSED)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _ in plan]
