"""A real Chromium and the gallery's own server, for the tests of the look."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launched

ROOT = Path(__file__).parents[2]
Walk = Callable[..., Any]


class Gallery:
    """The running gallery: where it is, and how to change its little world."""

    def __init__(self, address: str) -> None:
        self.address = address

    def change(self, **world: str) -> None:
        """Set parts of the gallery's world and tell its open pages."""
        body = json.dumps(world).encode()
        urllib.request.urlopen(f"{self.address}change/", data=body, timeout=10).close()


@pytest.fixture(scope="session")
def gallery() -> Iterator[Gallery]:
    """The gallery in a process of its own, because it has settings of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "tests.look.gallery"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield Gallery(server.stdout.readline().strip())
        server.terminate()


@pytest.fixture(scope="session")
def walk() -> Iterator[Walk]:
    """`walk(function, **context)` gives `function` a fresh page of a real Chromium, and returns its result.

    Playwright's loop lives in a thread of its own: in this one it would forbid the database to later tests.
    """
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        browser = thread.submit(launched, playwright).result()
        yield lambda function, **context: thread.submit(_in_page, browser, function, context).result(60)
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


def _in_page(browser: Browser, function: Callable[[Page], Any], context: dict[str, Any]) -> Any:
    opened = browser.new_context(**context)
    try:
        return function(opened.new_page())
    finally:
        opened.close()
