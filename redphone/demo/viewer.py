"""Whether somebody is watching: the story waits for its viewer."""

import threading
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.http import parse_cookie


def is_opened(path: str, *, within: float) -> bool:
    """Wait until somebody who has signed in opens the page at this path; False after `within` seconds."""
    opened = threading.Event()

    def note(environ: dict[str, Any] | None = None, **_: object) -> None:
        asked = environ or {}
        has_signed_in = settings.SESSION_COOKIE_NAME in parse_cookie(asked.get("HTTP_COOKIE", ""))
        if has_signed_in and asked.get("PATH_INFO") == path:
            opened.set()

    request_started.connect(note)
    try:
        return opened.wait(within)
    finally:
        request_started.disconnect(note)
