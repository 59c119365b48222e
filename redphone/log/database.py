"""How Django reaches the store that the log is kept in."""

from urllib.parse import urlsplit


def database(store: str, *, journal: str) -> dict[str, object]:
    """The store by its address: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`. Raises SystemExit."""
    address = urlsplit(store)
    if address.scheme == "sqlite":
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            " PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA cache_size=-8000;",
        }
        path = store.removeprefix("sqlite:///")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": options,
            "CONN_MAX_AGE": None,
        }
    if address.scheme not in ("postgresql", "postgres"):
        raise SystemExit(f"REDPHONE_STORE: {address.scheme}:// is neither sqlite:/// nor postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.path.lstrip("/"),
        "USER": address.username or "",
        "PASSWORD": address.password or "",
        "HOST": address.hostname or "",
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Bound and prepared by the server, which then plans a statement once and not each time: a third of its work.
        # So no pooler that gives a connection away between transactions, and after an upgrade every process anew.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2},
    }
