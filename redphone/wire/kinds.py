"""The register of what can be said: each kind of message by its name on the wire."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from redphone.wire.strict import BODY_LIMIT, Malformed, read_object

KIND = re.compile(r"[a-z]+(?:\.[a-z_]+)+\.v[1-9][0-9]?")


class Message(BaseModel):
    """What one party says: frozen, versioned, without any clock or store. Unknown members are kept out of the way.

    `lasts` is how long it may be relied on after it was said: the default of a dispatch's `expires_at`.
    """

    # What is wrong is said without what was typed: an error may end in a log.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    kind: ClassVar[str] = ""
    lasts: ClassVar[timedelta] = timedelta(days=90)


M = TypeVar("M", bound=type[Message])
KINDS: dict[str, type[Message]] = {}


def kind(name: str) -> Callable[[M], M]:
    """Declare a message class under its name on the wire, such as `call.raised.v1`."""

    def declare(cls: M) -> M:
        if not KIND.fullmatch(name):
            raise ValueError(f"{name} is no name of a kind")
        if name in KINDS:
            raise ValueError(f"{name} is declared twice")
        cls.kind = name
        KINDS[name] = cls
        return cls

    return declare


def write_body(message: Message) -> bytes:
    """The bytes of a message's body part: UTF-8 JSON in the order in which the kind declares its fields.

    Raises Malformed when they are too many.
    """
    words = message.model_dump(mode="json")
    raw = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
    if len(raw) > BODY_LIMIT:
        raise Malformed(f"a message of {len(raw)} bytes is more than {BODY_LIMIT}")
    return raw


def read_body(name: str, raw: bytes) -> Message | None:
    """The message in a body part, or None for a kind unknown here. Raises Malformed.

    Read strictly: "5" is not 5, and 1 is not true, else two versions of a library could read two things.
    """
    cls = KINDS.get(name)
    read_object(raw, limit=BODY_LIMIT)
    if cls is None:
        return None
    try:
        return cls.model_validate_json(raw, strict=True)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise Malformed(f"{name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from problem
    except (
        Exception
    ) as problem:  # a kind's own check that stumbles over a stranger's words is no reason to fall
        raise Malformed(f"{name}: its check fails: {type(problem).__name__}") from problem
