"""A mail is shown whole in the mailbox, on a phone as well: its last lines say what to do if the link fails."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from redphone.demo.mailbox import Mailbox
from tests.browser.demonstration import Demonstration
from tests.browser.hands import DESK, PHONE
from tests.browser.night import Night

Come = Callable[..., Page]


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_no_mail_is_cut_by_its_frame(come: Come, site: Demonstration, night: Night, screen: Any) -> None:
    page = come(viewport=screen)
    # One of each subject: the same words to another officer are as long.
    mails = {mail.subject: mail.number for mail in Mailbox(site.home / "mailbox.sqlite3").mails()}
    assert mails
    for number in mails.values():
        page.goto(f"/mailbox/{number}/")
        shown = page.locator("iframe.html-mail").bounding_box()
        inside = page.frames[1]
        inside.wait_for_load_state()
        needs = inside.evaluate("document.body.getBoundingClientRect().bottom")
        assert shown is not None
        assert needs <= shown["height"], f"mail {number} needs {needs} of {shown['height']} px"
