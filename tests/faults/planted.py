"""The server with a fault planted in it, to show that the checker finds it. For tests alone.

python -m tests.faults.planted FAULT[,FAULT] serve --port N
"""

import smtplib
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from email.message import Message
from typing import Any

from tests.founding import set_up

LATER_SECONDS = 1.5


def record_first() -> None:
    """A ring counts as delivered before it is sent: killed in between, nobody is rung."""
    from django.conf import settings

    from redphone.calls.ringer import send
    from redphone.log import clock

    def send_later(mails: Sequence[Message]) -> None:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
            for mail in mails:
                server.send_message(mail)

    async def send_all(self: Any, mails: Iterable[Message]) -> list[send.Outcome]:
        written = list(mails)
        threading.Timer(LATER_SECONDS, send_later, [written]).start()
        return [send.Outcome("delivered", clock.now()) for _ in written]

    send.Mailer.send_all = send_all  # type: ignore[method-assign]


def lose_clocks() -> None:
    """The clock of a party's next step is lost: nobody rings the deputy."""
    from redphone.calls.ringer import round as rounds

    rounds.step_due = lambda plan, clocks: _step_once(rounds, plan, clocks)  # type: ignore[attr-defined]


def _step_once(rounds: Any, plan: Any, clocks: Any) -> None:
    from redphone.calls.ringer.steps import step_due

    due = list(clocks)
    step_due(plan, [clock for clock in due if clock.step == ""])
    for clock in due:
        if clock.step:
            clock.ended_at, clock.why_ended = plan.now, "lost"
            clock.save()


def forget_mark() -> None:
    """A mail or a text that is sent again does not say that it is."""
    from redphone.calls.models import Ring
    from redphone.calls.ringer import mails, texts
    from redphone.calls.ringer import round as rounds

    compose, compose_text = mails.compose, texts.compose_text

    def unmarked(ring: Ring, *rest: Any) -> Message:
        ring.may_be_twice = False
        return compose(ring, *rest)

    def unmarked_text(ring: Ring, *rest: Any) -> texts.Text:
        ring.may_be_twice = False
        return compose_text(ring, *rest)

    rounds.compose_text = unmarked_text  # type: ignore[attr-defined,assignment]
    rounds.compose = unmarked  # type: ignore[attr-defined,assignment]


FAULTS: dict[str, Callable[[], None]] = {
    "record_first": record_first,
    "lose_clocks": lose_clocks,
    "forget_mark": forget_mark,
}


if __name__ == "__main__":
    set_up()
    for fault in sys.argv[1].split(","):
        FAULTS[fault]()
    from redphone.__main__ import main

    sys.exit(main(sys.argv[2:]))
