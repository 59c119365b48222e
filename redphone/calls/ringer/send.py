"""Sending mails to a real server, a few connections at a time, each kept open for the next ring."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import aiosmtplib
from django.conf import settings

from redphone.log import clock

CONNECTIONS = 8
TIMEOUT_SECONDS = 20
CONNECT_SECONDS = 10
TRUSTED_SECONDS = 5.0
"""A connection that took a mail so lately is not asked first whether it still stands: that cost each mail a reply.
Where it does not, the mail goes by another."""
HEAD_START_SECONDS = 0.003
"""How long a mail has the line for itself before the next is written: a mail server nearby needs no more."""
_TROUBLE = (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError)


@dataclass(frozen=True)
class Outcome:
    """How one sending went. "ringing" means not yet: it is tried again. `at` is when the server took the mail.

    `may_have_gone`: the line broke while the mail was handed over, so the server may have taken it all the same.
    """

    state: Literal["delivered", "refused", "ringing"]
    at: datetime
    why: str = ""
    may_have_gone: bool = False


class Unreachable(Exception):
    """The mail server does not take connections: nothing was handed over."""


class Line(aiosmtplib.SMTP):
    """A connection that knows whether it has begun to hand over a mail, and when it last did; `is_trusted` is whether
    it was taken again without asking whether it still stands."""

    is_handing_over = is_trusted = False
    used_at = 0.0

    async def data(self, *args: Any, **kwargs: Any) -> Any:
        self.is_handing_over = True
        response = await super().data(*args, **kwargs)
        self.is_handing_over = False
        return response


class Mailer:
    """A small pool of connections to the mail server in settings.REDPHONE_MAIL."""

    def __init__(self) -> None:
        self._idle: list[Line] = []

    async def send_all(self, mails: Iterable[Message]) -> list[Outcome]:
        """Send every mail, as many at once as there are connections, each as soon as it is there: `mails` may be
        written as they are taken. Never raises by itself: each has its outcome.

        Once the server can't be reached, the rest is not tried: it would only keep the ringer from its clocks.
        """
        gate = asyncio.Semaphore(CONNECTIONS)
        unreachable: list[str] = []

        async def send(mail: Message) -> Outcome:
            async with gate:
                if unreachable:
                    return Outcome("ringing", clock.now(), unreachable[0])
                try:
                    return await self._send(mail)
                except Unreachable as problem:
                    unreachable.append(str(problem))
                    return Outcome("ringing", clock.now(), str(problem))

        sent: list[asyncio.Task[Outcome]] = []
        for mail in mails:
            sent.append(asyncio.create_task(send(mail)))
            await asyncio.wait(sent[-1:], timeout=HEAD_START_SECONDS)
        return list(await asyncio.gather(*sent))

    async def close(self) -> None:
        """Say goodbye to the server."""
        while self._idle:
            self._idle.pop().close()

    async def _send(self, mail: Message) -> Outcome:
        line = await self._line()
        try:
            await line.send_message(mail)
        except _TROUBLE as problem:
            line.close()
            if _had_died(problem, line):
                return await self._send(mail)
            return _what_went_wrong(problem, line)
        line.used_at = time.monotonic()
        self._idle.append(line)
        return Outcome("delivered", clock.now())

    async def _line(self) -> Line:
        """An idle connection that still answers, else a new one. Raises Unreachable."""
        while self._idle:
            line = self._idle.pop()
            line.is_trusted = time.monotonic() - line.used_at < TRUSTED_SECONDS
            if line.is_trusted:
                return line
            try:
                await line.noop(timeout=CONNECT_SECONDS)
            except _TROUBLE:
                line.close()
            else:
                return line
        line = _new_line()
        try:
            await line.connect()
        except _TROUBLE as problem:
            line.close()
            raise Unreachable(_plain(f"{type(problem).__name__}: {problem}")) from problem
        line.timeout = TIMEOUT_SECONDS
        return line


def _new_line() -> Line:
    address = urlsplit(settings.REDPHONE_MAIL)
    return Line(
        hostname=address.hostname,
        port=address.port,
        username=unquote(address.username) if address.username else None,
        password=unquote(address.password) if address.password else None,
        use_tls=address.scheme == "smtps",
        start_tls=address.scheme == "smtp+starttls",
        timeout=CONNECT_SECONDS,
    )


def _had_died(problem: BaseException, line: Line) -> bool:
    """Whether a line that was trusted to stand did not, so that nothing was handed over: another may."""
    says_goodbye = isinstance(problem, OSError) or getattr(problem, "code", 0) == 421
    return line.is_trusted and not line.is_handing_over and says_goodbye


def _what_went_wrong(problem: BaseException, line: Line) -> Outcome:
    """Refused for good is what the server says of this officer or of this mail; its other troubles pass."""
    if isinstance(problem, aiosmtplib.SMTPRecipientsRefused):
        why = _plain("; ".join(f"{refusal.code} {refusal.message}" for refusal in problem.recipients))
        for_good = all(_is_for_good(refusal.code) for refusal in problem.recipients)
        return Outcome("refused" if for_good else "ringing", clock.now(), why)
    if isinstance(problem, aiosmtplib.SMTPResponseException):
        why = _plain(f"{problem.code} {problem.message}")
        for_good = isinstance(problem, aiosmtplib.SMTPDataError) and _is_for_good(problem.code)
        return Outcome("refused" if for_good else "ringing", clock.now(), why)
    why = _plain(f"{type(problem).__name__}: {problem}")
    return Outcome("ringing", clock.now(), why, may_have_gone=line.is_handing_over)


def _plain(said: str) -> str:
    """What a server said, as any store takes it: a reply in another encoding comes with letters that are none."""
    return said.encode("utf-8", "replace").decode().replace("\0", "")


def _is_for_good(code: int) -> bool:
    return 500 <= code < 600
