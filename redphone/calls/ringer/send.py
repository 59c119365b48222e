"""Sending mails to a real server, a few connections at a time, each kept open for the next ring."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Literal
from urllib.parse import unquote, urlsplit

import aiosmtplib
from django.conf import settings

from redphone.log import clock

CONNECTIONS = 8
TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Outcome:
    """How one sending went. "ringing" means not yet: it is tried again. `at` is when the server took the mail."""

    state: Literal["delivered", "refused", "ringing"]
    at: datetime
    why: str = ""


class Mailer:
    """A small pool of connections to the mail server in settings.REDPHONE_MAIL."""

    def __init__(self) -> None:
        self._idle: list[aiosmtplib.SMTP] = []

    async def send_all(self, mails: Sequence[EmailMessage]) -> list[Outcome]:
        """Send every mail, as many at once as there are connections. Never raises: each has its outcome."""
        gate = asyncio.Semaphore(CONNECTIONS)

        async def send(mail: EmailMessage) -> Outcome:
            async with gate:
                return await self._send(mail)

        return list(await asyncio.gather(*(send(mail) for mail in mails)))

    async def close(self) -> None:
        """Say goodbye to the server."""
        while self._idle:
            self._idle.pop().close()

    async def _send(self, mail: EmailMessage) -> Outcome:
        connection = None
        try:
            connection = await self._connection()
            await connection.send_message(mail)
        except aiosmtplib.SMTPRecipientsRefused as problem:
            codes = [refusal.code for refusal in problem.recipients]
            return self._failed(connection, str(problem), for_good=all(500 <= code < 600 for code in codes))
        except aiosmtplib.SMTPResponseException as problem:
            return self._failed(
                connection, f"{problem.code} {problem.message}", for_good=500 <= problem.code < 600
            )
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as problem:
            if connection is not None:
                connection.close()
            return Outcome("ringing", clock.now(), f"{type(problem).__name__}: {problem}")
        self._idle.append(connection)
        return Outcome("delivered", clock.now())

    def _failed(self, connection: aiosmtplib.SMTP | None, why: str, *, for_good: bool) -> Outcome:
        if connection is not None:
            connection.close()
        return Outcome("refused" if for_good else "ringing", clock.now(), why)

    async def _connection(self) -> aiosmtplib.SMTP:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_connected:
                return connection
        address = urlsplit(settings.REDPHONE_MAIL)
        connection = aiosmtplib.SMTP(
            hostname=address.hostname,
            port=address.port,
            username=unquote(address.username) if address.username else None,
            password=unquote(address.password) if address.password else None,
            use_tls=address.scheme == "smtps",
            start_tls=address.scheme == "smtp+starttls",
            timeout=TIMEOUT_SECONDS,
        )
        await connection.connect()
        return connection
