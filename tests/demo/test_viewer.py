"""The story waits for its viewer: somebody who has signed in and opens the page of the call."""

import threading
import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from redphone.demo.viewer import is_opened

pytestmark = pytest.mark.usefixtures("demo")
PATH = "/mailbox/"


def waited(browser: Client, path: str, *, within: float) -> tuple[bool, float]:
    """Whether the page was opened, and how long that was waited for, while a browser opens a page."""
    found: list[bool] = []
    began = time.monotonic()
    waiting = threading.Thread(target=lambda: found.append(is_opened(PATH, within=within)))
    waiting.start()
    time.sleep(0.05)
    browser.get(path)
    waiting.join()
    return found[0], time.monotonic() - began


def test_whoever_has_signed_in_and_opens_it_is_seen_at_once(client: Any) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "somebody's"
    was_opened, seconds = waited(client, PATH, within=20)
    assert was_opened
    assert seconds < 10


def test_another_page_or_a_stranger_is_no_viewer(client: Any) -> None:
    assert not waited(client, PATH, within=0.3)[0]
    client.cookies[settings.SESSION_COOKIE_NAME] = "somebody's"
    assert not waited(client, "/mailbox/cast/", within=0.3)[0]
