"""`python3 rp demo`: a store, a mail server, the server, and a few words on what to do with them.

Nothing of Django is read before the environment says that this is the demonstration.
"""

import argparse
import logging
import os
import shutil
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import structlog

from redphone.demo import cast
from redphone.demo.ports import HERE, can_be_taken, free_port
from redphone.look.terminal import Stop, table

if TYPE_CHECKING:
    from redphone.demo.mailbox import Mailbox

READY_WITHIN = 60.0
SHOWN_AS = ("GB", "CA", "IT", "AU", "NZ", "US")
STORES = ("redphone.sqlite3", "mailbox.sqlite3")
OURS = (
    *(f"{store}{end}" for store in STORES for end in ("", "-wal", "-shm")),
    "demo.log",
    "secret",
    "keys",
    "static",
)

Serve = Callable[[Callable[[], None], int], int]
"""How the front door serves: given what makes the store ready, and the port. Ends at Ctrl-C, returns the exit code."""
Alone = Callable[[Path], AbstractContextManager[None]]
"""How the front door keeps a home to one process."""


@dataclass(frozen=True)
class Options:
    """What was typed after `rp demo`."""

    port: int
    home: Path
    opens_browser: bool
    plays_story: bool
    pace: float
    begins_anew: bool

    @property
    def site(self) -> str:
        return f"http://localhost:{self.port}"


def main(argv: Sequence[str], *, serve: Serve, alone: Alone) -> int:
    """Run the demonstration until Ctrl-C. Returns the exit code. Raises Stop, with what to do instead."""
    started = time.monotonic()
    options = read(argv)
    check_port(options)
    if options.begins_anew:
        with alone(options.home):
            throw_away(options.home)
    options.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (options.home / "demo.log").open("a", encoding="utf-8", buffering=1) as lines:
        return _run(options, serve, lines, started)


def read(argv: Sequence[str]) -> Options:
    """The options. Exits, as argparse does, with a word on what is wrong."""
    parser = argparse.ArgumentParser(
        prog="rp demo", description="The whole network on this machine, with a fictional cast."
    )
    parser.add_argument("--port", type=int, default=8400, help="where the pages are (default 8400)")
    parser.add_argument(
        "--home", type=Path, default=Path("var/demo"), help="where its data lie (default var/demo)"
    )
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    parser.add_argument("--story", action="store_true", help="play the main job by itself, for watching")
    parser.add_argument("--pace", type=float, default=1.0, help="how slowly the story is told; 0: at once")
    parser.add_argument("--fresh", action="store_true", help="throw the demonstration's data away first")
    said = parser.parse_args(argv)
    return Options(
        port=said.port,
        home=said.home.absolute(),
        opens_browser=not said.no_open,
        plays_story=said.story,
        pace=max(0.0, said.pace),
        begins_anew=said.fresh,
    )


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
    from redphone.demo.mailbox import Mailbox
    from redphone.demo.post_office import PostOffice

    mailbox = Mailbox(options.home / "mailbox.sqlite3")
    guide = threading.Thread(target=_show_around, args=(options, mailbox, started), daemon=True)

    def make_ready() -> None:
        make_store()
        guide.start()

    with PostOffice(mailbox, port=port):
        return serve(make_ready, options.port)


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


def _show_around(options: Options, mailbox: "Mailbox", started: float) -> None:
    """Once it answers: say where it is and how to sign in, open a browser, play the story."""
    if not _answers(options.site):
        print(
            f"The server does not answer at {options.site}. See {options.home / 'demo.log'}", file=sys.stderr
        )
        return
    print("\n".join(guide_lines(options, seconds=time.monotonic() - started)), flush=True)
    if options.opens_browser and _has_screen():
        webbrowser.open(options.site)
    if options.plays_story:
        _play(options, mailbox)


def guide_lines(options: Options, *, seconds: float) -> list[str]:
    """What stands on the terminal once it runs."""
    shown = [cast.on_duty(code) for code in SHOWN_AS] + [cast.on_duty("AU", "deputy"), cast.CAST[4]]
    rows = [(part.name, cast.PARTIES[part.party].names["en"], _job_of(part), part.email) for part in shown]
    return [
        f"Red Phone, a demonstration: {options.site}   (ready in {seconds:.1f} s)",
        "",
        f"Everybody in it is invented. Sign in as any of them with the password {cast.PASSWORD}, or by a button:",
        f"{options.site}/mailbox/cast/",
        "",
        *(f"  {line}" for line in table(("name", "party", "", "signs in as"), rows)),
        "",
        f"Everybody's mail:  {options.site}/mailbox/   (a real mail server; nothing leaves this machine)",
        f"Log lines:         {options.home / 'demo.log'}",
        "Ctrl-C stops it. --story plays the main job by itself; --fresh begins anew.",
        "",
    ]


def _job_of(part: cast.Part) -> str:
    jobs = {"duty": "duty officer", "deputy": "deputy"}
    language = ", in French" if part.language == "fr" else ""
    return jobs.get(part.duty, part.office.replace("_", " ")) + language


def _play(options: Options, mailbox: "Mailbox") -> None:
    from django.db import connection

    from redphone.demo.story import Story

    try:
        Story(options.site, mailbox, options.pace, tell=lambda line: print(line, flush=True)).play()
    except Exception as problem:
        print(f"The story got stuck: {problem}", file=sys.stderr, flush=True)
        structlog.get_logger().exception("story_stuck")
    else:
        print("The story is over; the demonstration goes on. Ctrl-C stops it.", flush=True)
    finally:
        connection.close()


def _answers(site: str) -> bool:
    """Wait until it serves and its ringer goes round."""
    end = time.monotonic() + READY_WITHIN
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end:
        try:
            with browser.open(f"{site}/alive/", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False


def _has_screen() -> bool:
    """Whether a browser would open a window of its own, rather than take this terminal."""
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
