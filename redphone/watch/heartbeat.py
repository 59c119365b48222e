"""The heartbeat: a sign of life to a monitor elsewhere, only while every promise is kept.

Whoever watches from outside hears nothing when this machine is gone, and nothing when it is there and does not do what
it promised. A thread of its own: when the watchdog dies, its last look grows old, and the heartbeat stops too.
"""

import threading
import urllib.request

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from redphone.log import clock
from redphone.watch.reads import node_health

EVERY_SECONDS = 60.0
AGAIN_AFTER_SECONDS = 5.0
"""When it was not well, or the monitor did not take it."""
TIMEOUT_SECONDS = 10
log = structlog.get_logger()


def run(stop: threading.Event) -> None:
    """Beat until told to stop; without an address never."""
    try:
        while not stop.is_set():
            has_beaten = not settings.REDPHONE_HEARTBEAT or _beat_or_log()
            stop.wait(EVERY_SECONDS if has_beaten else AGAIN_AFTER_SECONDS)
    finally:
        connection.close()


def _beat_or_log() -> bool:
    try:
        return beat()
    except Exception as problem:  # the monitor, the way to it, or the store
        log.warning("heartbeat_not_sent", why=f"{type(problem).__name__}: {problem}")
        close_old_connections()
        return False


def beat() -> bool:
    """Tell the monitor that all is well, if it is. Returns whether it was; raises OSError if it was not taken."""
    if not node_health(now=clock.now()).is_well:
        return False
    request = urllib.request.Request(settings.REDPHONE_HEARTBEAT)  # noqa: S310 - the settings let in http and https alone
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
        return True
