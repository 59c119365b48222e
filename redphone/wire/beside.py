"""Checking seals in a process beside another: `python -m redphone.wire.beside`, one line in, one line out.

In: a JSON list of the tokens and of the public keys. Out: a JSON list as `check_seals` returns it.
"""

import json
import sys
from collections.abc import Sequence

from redphone.wire.seal import PublicKeys, check_seals


def write_question(tokens: Sequence[bytes], keys: PublicKeys) -> bytes:
    """The line to ask with: whatever bytes a token is made of, each is one letter."""
    return json.dumps([[raw.decode("latin-1") for raw in tokens], keys]).encode() + b"\n"


def write_answer(question: bytes) -> bytes:
    """The line that answers."""
    tokens, keys = json.loads(question)
    return json.dumps(check_seals([raw.encode("latin-1") for raw in tokens], keys)).encode() + b"\n"


def main() -> None:
    """Answer until nobody asks any more."""
    for question in sys.stdin.buffer:
        sys.stdout.buffer.write(write_answer(question))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
