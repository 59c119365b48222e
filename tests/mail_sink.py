"""A real mail server in a process of its own, which notes the instant at which it accepts each mail.

    python -m tests.mail_sink PORT FILE

Every accepted mail is one line of FILE: `at` (seconds since 1970), `to`, and the mail itself. It accepts the mail
only after the line is written, so what a client was told was taken is there. While FILE.hold is there it has the mail
and does not say so yet.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Mail:
    """One accepted mail. `at` is when: seconds since 1970, by this machine's clock."""

    at: float
    to: str
    text: str

    @cached_property
    def parsed(self) -> EmailMessage:
        found = message_from_bytes(self.text.encode("latin-1"), EmailMessage, policy=SMTP_POLICY)
        assert isinstance(found, EmailMessage)
        return found

    @cached_property
    def id(self) -> str:
        return str(self.parsed["Message-ID"])

    @cached_property
    def words(self) -> str:
        """The plain text, as a person reads it, its lines joined."""
        body = self.parsed.get_body(("plain",))
        return " ".join(body.get_content().split()) if body else ""


class Sink:
    """The server's process and what it has accepted so far. It can be stopped and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.file = folder / "mails"
        self.file.touch()
        self._process: subprocess.Popen[bytes] | None = None
        self._read, self._mails = 0, list[Mail]()

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "tests.mail_sink", str(self.port), str(self.file)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def hold(self) -> Path:
        """While this file is there, mails are taken and the sender is not told."""
        return self.file.with_suffix(".hold")

    def mails(self) -> list[Mail]:
        """All mails accepted so far, the oldest first."""
        with self.file.open("rb") as lines:
            lines.seek(self._read)
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                self._mails.append(Mail(**json.loads(line)))
        return list(self._mails)

    def wait_for(self, count: int, *, seconds: float) -> list[Mail]:
        """All mails, once there are so many or the time is over."""
        until = time.monotonic() + seconds
        while len(found := self.mails()) < count and time.monotonic() < until:
            time.sleep(0.005)
        return found


@contextmanager
def running(folder: Path) -> Iterator[Sink]:
    """A sink that runs for the length of a block."""
    sink = Sink(folder)
    sink.start()
    try:
        yield sink
    finally:
        sink.stop()


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int, *, seconds: float = 30) -> None:
    """Wait until somebody listens. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise TimeoutError(f"nobody listens on port {port} after {seconds} s")


class _Noting:
    """What aiosmtpd does with a mail: note it, then accept it."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._hold = file.with_suffix(".hold")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        text = envelope.content.decode("latin-1")
        at = time.time()
        lines = (json.dumps({"at": at, "to": to, "text": text}) + "\n" for to in envelope.rcpt_tos)
        os.write(self._file, "".join(lines).encode())
        while self._hold.exists():
            await asyncio.sleep(0.02)
        return "250 taken"


def _serve(port: int, file: Path) -> None:
    from aiosmtpd.smtp import SMTP

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        over = asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, over.set)
        noting = _Noting(file)
        server = await loop.create_server(lambda: SMTP(noting, enable_SMTPUTF8=True), "127.0.0.1", port)
        async with server:
            await over.wait()

    asyncio.run(serve())


if __name__ == "__main__":
    _serve(int(sys.argv[1]), Path(sys.argv[2]))
