"""The golden bytes: one file a kind, `python -m tests.wire.golden` writes those that are missing.

Two lines: the exact bytes of a body, and of the dispatch that carries it. A file that is there is never written over:
bytes that changed are another kind, with another version. Only before a kind is first released may its file be
deleted by hand and written again.
"""

import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from redphone.wire.kinds import KINDS, Message, write_body
from tests.wire.samples import SAMPLES, seal_sample

PLACE = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Golden:
    """The bytes of one kind as they were frozen."""

    body: bytes
    token: bytes


def load_every_kind() -> None:
    """Import every room's messages, so that KINDS is whole."""
    import redphone

    for path in sorted(Path(redphone.__file__).parent.glob("*/messages.py")):
        import_module(f"redphone.{path.parent.name}.messages")


def make(message: Message) -> Golden:
    """The bytes of a sample as this code writes them."""
    return Golden(body=write_body(message), token=seal_sample(message).raw)


def path_of(kind: str) -> Path:
    return PLACE / f"{kind}.txt"


def load(kind: str) -> Golden:
    """The frozen bytes of a kind. Raises FileNotFoundError."""
    body, token, rest = path_of(kind).read_bytes().split(b"\n")
    if rest:
        raise ValueError(f"{path_of(kind)} has more than two lines")
    return Golden(body, token)


def write_missing() -> list[str]:
    """Write the files of kinds that have none; returns those kinds. Raises LookupError for a kind without a sample."""
    load_every_kind()
    samples = {message.kind: message for message in SAMPLES}
    if without := sorted(KINDS.keys() - samples.keys()):
        raise LookupError(f"tests/wire/samples.py has no sample of {', '.join(without)}")
    PLACE.mkdir(exist_ok=True)
    missing = [kind for kind in sorted(KINDS) if not path_of(kind).exists()]
    for kind in missing:
        golden = make(samples[kind])
        with path_of(kind).open("xb") as file:
            file.write(golden.body + b"\n" + golden.token + b"\n")
    return missing


if __name__ == "__main__":
    for name in write_missing():
        sys.stdout.write(f"written: {path_of(name)}\n")
