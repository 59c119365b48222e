"""What goes over the line, byte for byte: that a thing of a room changed, and nothing of what was said.

    event: said          <id of the thing> <its room>
    event: again         more was said than the line kept: the page asks for all its parts again
    event: beat          each 15 seconds, so that a page notices a line that is dead

The id of an event is where it stands in the log, sealed: in clear, a party could count what others say to each other.
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from redphone.log.nudge import News

BEAT = b"event: beat\ndata: .\n\n"
_MARK = b"redphone"


def said(news: News) -> bytes:
    """One event. Position 0 stands for news of this node alone, which is in no log and has no id."""
    id_ = f"id: {id_of(news.position)}\n" if news.position else ""
    return f"{id_}event: said\ndata: {news.thing} {news.room}\n\n".encode()


def again(position: int) -> bytes:
    """The one event that stands for all that was said up to a position."""
    return f"id: {id_of(position)}\nevent: again\ndata: .\n\n".encode()


def greeting(position: int) -> bytes:
    """The first bytes of a line: when to come back after a cut, and from where. No event for the page."""
    return f"retry: 2000\nid: {id_of(position)}\n\n".encode()


def id_of(position: int) -> str:
    """A place in the log as a page may know it: 22 letters that only this node reads."""
    block = position.to_bytes(8, "big") + _MARK
    sealed = _cipher(settings.SECRET_KEY).encryptor().update(block)
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def position_of(id_: str) -> int | None:
    """The place in the log behind an id, None for an id that this node did not make."""
    try:
        block = base64.urlsafe_b64decode(id_ + "==")
    except ValueError:
        return None
    if len(id_) != 22 or len(block) != 16:
        return None
    plain = _cipher(settings.SECRET_KEY).decryptor().update(block)
    return int.from_bytes(plain[:8], "big") if plain[8:] == _MARK else None


@lru_cache(maxsize=2)
def _cipher(secret: str) -> "Cipher[modes.ECB]":
    # One block of which no two are alike, sealed under a key of its own: here ECB gives away equality, which is none.
    key = hashlib.sha256(b"redphone.live.id" + secret.encode()).digest()[:16]
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305
