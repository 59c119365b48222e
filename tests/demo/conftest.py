"""The demonstration within a test: its store, its cast, its doors, and a mailbox of the test's own."""

from pathlib import Path
from typing import Any

import pytest

from redphone.demo import founding
from redphone.demo.apps import show_doors
from redphone.demo.mailbox import Mailbox
from redphone.look import menu, page
from tests.people import small_world  # noqa: F401


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> Mailbox:
    settings.HOME = tmp_path
    return Mailbox(tmp_path / "mailbox.sqlite3")


@pytest.fixture
def demo(
    db: None,
    small_world: None,  # noqa: F811
    settings: Any,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What `rp demo` makes of a store, and the pages it adds."""
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.demo.doors"
    monkeypatch.setattr(menu, "_entries", dict(menu._entries))
    monkeypatch.setattr(page, "_additions", dict(page._additions))
    show_doors()
    founding.make_store()
