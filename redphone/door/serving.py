"""`redphone serve`: one process with web, live line and ringer inside, which ends in good order."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from redphone.calls import held, ringer
from redphone.door import running, schema
from redphone.door.watched import Watched
from redphone.drills import worker as drills
from redphone.live.application import LINES_OF_ALL
from redphone.log.reads import store
from redphone.log.redraw import draw_the_undrawn
from redphone.log.restore import EVIDENCE
from redphone.look.terminal import REFUSED, UNREACHABLE, Stop
from redphone.network import reads as network
from redphone.officers import lookout
from redphone.watch import heartbeat, watchdog

REQUESTS_AT_ONCE = LINES_OF_ALL + 500
HEADERS_WITHIN_MS = 15_000
"""For a whole head of a request, and for the next request on a line that is kept open."""
END_WITHIN = 5.0
"""Seconds for requests under way, and for the ringer's mails under way, once we are told to stop."""
FILES_WANTED = 65_536
log = structlog.get_logger()


class Web(Protocol):
    """The application that is served."""

    @property
    def control(self) -> Any: ...
    async def stop(self) -> None: ...
    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]: ...


keeping: list[Watched] = []
"""What keeps promises in this process, beside the web: the doctor asks how often it died."""


def keepers(*, with_ringer: bool = True) -> list[Watched]:
    """The ringer, who looks ahead, who tests lines; and, wherever anything is served, who watches over promises."""
    ours = [Watched("watchdog", watchdog.run), Watched("heartbeat", heartbeat.run)]
    if with_ringer:
        ours = [
            Watched("ringer", ringer.run),
            Watched("held calls", held.run),
            Watched("lookout", lookout.run),
            Watched("drills", drills.run),
            *ours,
        ]
    return ours


def serve(
    load: Callable[[], Web],
    *,
    host: str,
    port: int,
    with_ringer: bool,
    ending: Callable[[], None] = lambda: None,
) -> int:
    """Serve until SIGTERM or SIGINT. `load` gives the application once the store is ready; `ending` is told at once
    that we were told to stop. Raises Stop."""
    with ExitStack() as held:
        held.enter_context(alone_on_sqlite())
        prepare()
        keeping[:] = [] if is_evidence() else keepers(with_ringer=with_ringer)
        _raise_file_limit()
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        web = load()
        port = _free_port(host, port)
        ended_well = asyncio.run(_serve(web, host, port, ending=ending))
        connection.close()
    if not ended_well:  # a thread that hangs must not keep the process
        sys.stderr.flush()
        os._exit(0)
    return 0


def ring() -> int:
    """The ringer alone, beside servers without one, on PostgreSQL. Until SIGTERM or SIGINT. Raises Stop."""
    with alone_on_sqlite():
        prepare()
        if is_evidence():
            raise Stop("this store was restored as evidence: nobody is rung", code=REFUSED)
        _say("rings for", parties=network.hosted_parties())
        asyncio.run(_until_told(keepers()))
    return 0


@contextlib.contextmanager
def alone_on_sqlite() -> Iterator[None]:
    """On SQLite one process has the store; on PostgreSQL many may. Raises Stop."""
    if connection.vendor != "sqlite":
        yield
        return
    try:
        with running.alone(settings.HOME):
            yield
    except running.Taken as problem:
        card = running.find_card(settings.HOME)
        where = f" as process {card.pid} at {card.url}" if card else ""
        raise Stop(
            f"a server or a command has this home already{where}: {settings.HOME}", code=REFUSED
        ) from problem


def prepare() -> None:
    """Make the store ready: reachable, of this version, everything drawn that can be. Raises Stop."""
    try:
        steps = schema.bring_up_to_date()
        schema.check_is_of_this_network()
        drawn = draw_the_undrawn()
        version = _store_version()
    except DatabaseError as problem:
        raise Stop(f"the store does not answer: {problem}", code=UNREACHABLE) from problem
    _say("store", version=version, migrated=steps, drawn_after_upgrade=drawn)


def is_evidence() -> bool:
    """Whether this store was restored only to be looked at. Raises Stop if somebody could speak all the same."""
    if not (Path(settings.HOME) / EVIDENCE).exists():
        return False
    if keys := network.hosted_parties():
        words = f"this store was restored as evidence, and the keys of {', '.join(keys)} lie here"
        raise Stop(f"{words}: restore it again with --open-new-epoch, or take the keys away", code=REFUSED)
    return True


async def _serve(web: Web, host: str, port: int, *, ending: Callable[[], None]) -> bool:
    """Returns whether everything ended by itself, in time."""
    server = _server(web, host, port)
    told = _told_to_stop()
    serving = asyncio.create_task(server.serve())
    await _wait_until_it_answers(host, port, serving)
    card = running.put_card(settings.HOME, url=f"http://{_reachable(host)}:{port}")
    web.control.token = card.token
    for one in keeping:
        one.start()
    rings = any(one.name == "ringer" for one in keeping)
    _say("serves", url=card.url, ringer=rings, process=card.pid)
    await asyncio.wait({serving, asyncio.create_task(told.wait())}, return_when=asyncio.FIRST_COMPLETED)
    running.take_card_away(settings.HOME, card)
    if serving.done():
        raise Stop(f"the web server ended by itself: {serving.exception()}")
    ending()
    return await _end(web, server, serving)


async def _end(web: Web, server: Server, serving: "asyncio.Task[None]") -> bool:
    _say("stops")
    await web.stop()
    server.stop()  # type: ignore[no-untyped-call]
    rest: set[asyncio.Task[Any]] = {serving}
    rest |= {asyncio.create_task(asyncio.to_thread(one.stop, within=END_WITHIN)) for one in keeping}
    _, late = await asyncio.wait(rest, timeout=END_WITHIN + 1)
    if late:
        _say("stopped_with_requests_under_way")
    return not late


def _server(web: Web, host: str, port: int) -> Server:
    return Server(
        web,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=1024,
        backpressure=REQUESTS_AT_ONCE,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_MS),
        log_level=LogLevels.error,
    )


async def _wait_until_it_answers(host: str, port: int, serving: "asyncio.Task[None]") -> None:
    """Until the port takes connections. Raises Stop if it never will."""
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection(_reachable(host).strip("[]"), port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        return
    problem = serving.exception()
    raise Stop(f"{host}:{port} can't be served: {problem}", code=UNREACHABLE) from problem


def _told_to_stop() -> asyncio.Event:
    """Set by SIGTERM and SIGINT. Not by the loop's own signal handlers: with a thousand lines its pipe may be full in
    that moment, and then a signal is lost."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()

    def stop(*_: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(told.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return told


async def _until_told(ours: Sequence[Watched]) -> None:
    told = _told_to_stop()
    for one in ours:
        one.start()
    await told.wait()
    await asyncio.gather(*(asyncio.to_thread(one.stop, within=END_WITHIN) for one in ours))


def _reachable(host: str) -> str:
    """The host by which a process on this machine reaches what listens on `host`."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104
        return "127.0.0.1" if host != "::" else "[::1]"
    return f"[{host}]" if ":" in host else host


def _free_port(host: str, port: int) -> int:
    """The port, if nobody listens there; for 0 one that is free. Raises Stop."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name != "nt":  # a server that has just ended may still hold it; there it means something else
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as problem:
            raise Stop(f"{host}:{port} can't be served: {problem}", code=UNREACHABLE) from problem
        found: int = probe.getsockname()[1]
    return found


def _raise_file_limit() -> None:
    """Each open page is an open file, and the usual limit is 1,024."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _store_version() -> str:
    version, is_sound = store()
    if not is_sound:
        _say("old_sqlite", version=version, so="no WAL: before 3.51.3 it can be corrupted. Install pysqlite3")
    return version


def _say(what: str, **facts: Any) -> None:
    log.info(what, **facts)
