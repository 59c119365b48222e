"""Whether a server runs on this home, and where: a lock that dies with its process; a card with address and token."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from redphone.log import clock

LOCK, CARD = "serve.lock", "serve.json"


class Taken(Exception):
    """Another process has this home."""


@dataclass(frozen=True)
class Card:
    """What a running server says of itself, readable by its user alone: the token opens its control door."""

    pid: int
    url: str
    started_at: str
    token: str


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Be the one process that writes in this home's store. Raises Taken. A killed process leaves nothing locked."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def put_card(home: Path, *, url: str) -> Card:
    """Say where the server of this home is to be found."""
    card = Card(os.getpid(), url, clock.now().isoformat(timespec="seconds"), secrets.token_urlsafe(32))
    draft = home / f"{CARD}.{card.pid}"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(card), file)
    draft.replace(home / CARD)
    return card


def find_card(home: Path) -> Card | None:
    """The card of this home's server. It may be left over from one that was killed: the lock tells."""
    try:
        return Card(**json.loads((home / CARD).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def take_card_away(home: Path, card: Card) -> None:
    """At the end, unless another server has put its own there."""
    if find_card(home) == card:
        (home / CARD).unlink(missing_ok=True)


def _lock(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError as problem:
            raise Taken from problem
        return
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        raise Taken from problem
