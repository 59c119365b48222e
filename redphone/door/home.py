"""Where this node's data lie, by the environment alone: asked before anything is read, so that a look makes nothing."""

import os
from pathlib import Path

from redphone.look.terminal import UNREACHABLE, Stop

SO = (
    "Set REDPHONE_HOME to the home of a node (of the demonstration: REDPHONE_HOME=var/demo"
    " REDPHONE_NETWORK=rdn-demo), or found a network: redphone found network.toml"
)
"""What to do where nothing is kept."""


def home() -> Path:
    """REDPHONE_HOME, by default ./var."""
    return Path(os.environ.get("REDPHONE_HOME", "var")).absolute()


def store() -> str:
    """The store's address: REDPHONE_STORE, by default SQLite in the home."""
    return os.environ.get("REDPHONE_STORE", f"sqlite:///{home() / 'redphone.sqlite3'}")


def check_there_is_a_store() -> None:
    """Raise Stop where nothing is kept: a command that only asks must not make an empty store, nor a home."""
    if not store().startswith("sqlite:///") or Path(store().removeprefix("sqlite:///")).exists():
        return  # PostgreSQL answers for itself
    raise Stop(f"there is no store here: {store().removeprefix('sqlite:///')}. {SO}", code=UNREACHABLE)
