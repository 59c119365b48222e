"""Link tests that end in each way, and a reminder of each matter there is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, get_args

from redphone.drills import acts, worker
from redphone.drills.messages import About, Chased
from redphone.log import clock
from tests.calls.words import MINUTE, NIGHT

if TYPE_CHECKING:
    from tests.calls.post_office import PostOffice, Ringer
    from tests.french.story import Story

TOKEN = re.compile(r"/t/([^/\s]+)/")
WAIT = 30 * MINUTE


def tell_of_lines(story: Story, ringer: Ringer, office: PostOffice) -> None:
    """Of Spain nobody is on duty; Italy has no deputy; Australia's deputy is asked while people look at the pages."""

    def go(after: timedelta) -> None:
        with clock.standing_at(NIGHT + after):
            for _ in range(3):
                worker.go_round(ringer.runner, ringer.mailer, looks_ahead=False)

    for name in ("alice", "bruno"):
        acts.test_now(by=story.seat(name))
    go(0 * MINUTE)
    go(WAIT)
    for mail in (office.to("alice@gb.example")[-1], office.to("bruno@it.example")[-1]):
        story.tests.append(token_in(mail.text))
    with clock.standing_at(NIGHT + WAIT):
        mail = office.to("adam@gb.example")[-1]
        acts.press_link(letter=int(token_in(mail.text).partition(".")[0]), typed=mail_digits(mail.text))
    for about in get_args(About):
        number = "GB-14" if about == "answer" else None
        chased = Chased(party="GB", about=about, at=NIGHT, number=number)
        acts.chase(by=story.seat("gil"), chased=chased, status="test" if about == "test_due" else "system")
    go(WAIT)
    with clock.standing_at(NIGHT + 140 * MINUTE):
        acts.test_now(by=story.seat("dara"))
    go(140 * MINUTE)
    go(140 * MINUTE + WAIT)
    story.tests.append(token_in(office.to("dara@au.example")[-1].text))


def token_in(text: str) -> str:
    """The token of the link in a test's mail."""
    found = TOKEN.search(text)
    assert found, text
    return found[1]


def mail_digits(text: str) -> str:
    """The two digits above the line that speaks of it: they end theirs."""
    found = re.search(r"\b([1-9][0-9])\r?\n[^\n]+\n[^\n]*/t/", text)
    assert found, text
    return found[1]
