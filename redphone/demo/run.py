"""`python3 rp demo`: a store, a mail server, the server, and a few words on what to do with them.

Nothing of Django is read before the environment says that this is the demonstration.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TextIO

import structlog

from redphone.demo.options import Options, read
from redphone.demo.ports import HERE, can_be_taken, free_port
from redphone.look.terminal import Stop

STORES = ("redphone.sqlite3", "mailbox.sqlite3")
OURS = (
    *(f"{store}{end}" for store in STORES for end in ("", "-wal", "-shm")),
    "demo.log",
    "secret",
    "keys",
    "static",
)

Serve = Callable[[Callable[[], None], int, Callable[[], None]], int]
"""How the front door serves: given what makes the store ready, the port, and whom to tell that it was told to stop.
Ends at Ctrl-C, returns the exit code."""
Alone = Callable[[Path], AbstractContextManager[None]]
"""How the front door keeps a home to one process."""


def main(argv: Sequence[str], *, serve: Serve, alone: Alone) -> int:
    """Run the demonstration until Ctrl-C. Returns the exit code. Raises Stop, with what to do instead."""
    started = time.monotonic()
    options = read(argv)
    check_port(options)
    if options.begins_anew:
        with alone(options.home):
            throw_away(options.home)
    options.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _for_its_user_alone(), (options.home / "demo.log").open("a", encoding="utf-8", buffering=1) as lines:
        return _run(options, serve, lines, started)


@contextmanager
def _for_its_user_alone() -> Iterator[None]:
    """The mailbox and the log are for whoever runs it, also in a home that others may enter."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def check_port(options: Options) -> None:
    """Raise Stop if somebody listens there already: this demonstration, or another program."""
    if not can_be_taken(options.port):
        raise Stop(
            f"port {options.port} of this machine is taken, perhaps by a demonstration that runs already"
            f" ({options.site}). Stop it with Ctrl-C where it runs, or take another port and another home:"
            f" python3 rp demo --port {options.port + 1} --home var/demo{options.port + 1}"
        )


def throw_away(home: Path) -> None:
    """Remove what a demonstration keeps in its home, and nothing else. Raises Stop for another node's home."""
    if (home / "redphone.sqlite3").exists() and not (home / "mailbox.sqlite3").exists():
        raise Stop(f"{home} holds a node that is no demonstration: nothing is thrown away")
    for name in OURS:
        if (home / name).is_dir():
            shutil.rmtree(home / name)
        else:
            (home / name).unlink(missing_ok=True)


def _run(options: Options, serve: Serve, lines: TextIO, started: float) -> int:
    port = free_port()
    set_environment(options, mail=f"smtp://{HERE}:{port}")
    import django

    django.setup()
    _log_to(lines)
    from redphone.demo.founding import make_store
    from redphone.demo.guide import Guide
    from redphone.demo.mailbox import Mailbox
    from redphone.demo.post_office import PostOffice

    mailbox = Mailbox(options.home / "mailbox.sqlite3")
    guide = Guide(options, mailbox, started)

    def make_ready() -> None:
        make_store()
        guide.start()

    with PostOffice(mailbox, port=port):
        try:
            return serve(make_ready, options.port, guide.say_ending)
        finally:
            guide.ended.set()


def set_environment(options: Options, *, mail: str) -> None:
    """What settings.py reads: this demonstration's own, and nothing of another node's."""
    for name in [name for name in os.environ if name.startswith("REDPHONE_")]:
        del os.environ[name]
    os.environ.update(
        DJANGO_SETTINGS_MODULE="redphone.settings",
        REDPHONE_DEMO="1",
        REDPHONE_HOME=str(options.home),
        REDPHONE_URL=options.site,
        REDPHONE_MAIL=mail,
    )


def _log_to(lines: TextIO) -> None:
    """Log lines to a file of their own: the terminal belongs to whoever watches."""
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(lines))
    logging.basicConfig(stream=lines, level=logging.WARNING, force=True)
