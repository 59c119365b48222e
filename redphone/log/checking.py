"""Checking what is stored against what was signed; the seals of a long log in a process beside this one.

Of the work of a redraw the seals are a quarter, and they alone need neither the store nor its turn.
"""

import json
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO

import structlog

import redphone
from redphone.log import keys
from redphone.log.dispatch import Broken, Dispatch, check_all_parts, columns_of, dispatch_of
from redphone.log.models import Entry
from redphone.wire.beside import write_question
from redphone.wire.seal import BadSeal, Sealed, SealProblem, kid_of, public_keys, reopen, unseal
from redphone.wire.strict import Malformed

AHEAD = 2
"""How many batches are checked before they are needed: one in work, one ready."""
Batch = Sequence[Entry]
Reading = tuple[Entry, Dispatch | Exception]
Ask = Callable[[bytes], "Future[list[SealProblem | None]]"]


def check_entry(entry: Entry) -> Dispatch:
    """The dispatch of an entry, with its seal, columns and parts checked.

    Raises BadSeal and Broken for faults, Malformed for what can't be read here.
    """
    try:
        sealed = unseal(bytes(entry.raw), find_key=keys.find_key)
    except Malformed as problem:
        raise Broken(str(problem)) from problem
    return _check_stored(entry, sealed)


def check_all(batches: Iterator[Batch], *, is_long: bool) -> Iterator[Reading]:
    """Each entry with its dispatch, or why it can't be drawn: as check_entry raises it."""
    if not is_long:
        for batch in batches:
            yield from _check_here(batch)
        return
    first = next(batches, [])
    with _process_beside() as ask:
        ahead = deque((batch, ask(_question(batch))) for batch in islice(batches, AHEAD))
        yield from _check_here(first)  # meanwhile the other process starts
        while ahead:
            batch, answer = ahead.popleft()
            ahead.extend((more, ask(_question(more))) for more in islice(batches, 1))
            yield from _check_answered(batch, answer)


def _check_here(batch: Batch) -> Iterator[Reading]:
    return (_reading(check_entry, entry) for entry in batch)


def _check_answered(batch: Batch, answer: "Future[list[SealProblem | None]]") -> Iterator[Reading]:
    try:
        wrong = answer.result()
    except (OSError, ValueError) as problem:  # it was killed, or could not start: it only spared time
        structlog.get_logger().warning("no_process_beside", problem=repr(problem))
        yield from _check_here(batch)
        return
    for entry, found in zip(batch, wrong, strict=True):
        if found is None:
            yield _reading(_check_sealed, entry)
        else:
            is_bad_seal, why = found
            yield entry, BadSeal(why) if is_bad_seal else Broken(why)


@contextmanager
def _process_beside() -> Iterator[Ask]:
    """A process that checks seals, and the way to ask it without waiting."""
    program = [sys.executable, "-m", "redphone.wire.beside"]
    home = Path(redphone.__file__).parents[1]
    with (
        Popen(program, cwd=home, stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as process,
        ThreadPoolExecutor(1) as line,
    ):
        incoming, outgoing = process.stdin, process.stdout
        assert incoming is not None and outgoing is not None  # noqa: S101, PT018 - for the type checker
        try:
            yield lambda question: line.submit(_ask, incoming, outgoing, question)
        finally:
            line.shutdown(cancel_futures=True)


def _ask(incoming: IO[bytes], outgoing: IO[bytes], question: bytes) -> list[SealProblem | None]:
    incoming.write(question)
    incoming.flush()
    answer: list[SealProblem | None] = json.loads(outgoing.readline())
    return answer


def _question(batch: Batch) -> bytes:
    raws = [bytes(entry.raw) for entry in batch]
    known = (keys.find_key(kid) for kid in {kid_of(raw) for raw in raws})
    return write_question(raws, public_keys(key for key in known if key is not None))


def _reading(check: Callable[[Entry], Dispatch], entry: Entry) -> Reading:
    try:
        return entry, check(entry)
    except (Malformed, BadSeal) as problem:
        return entry, problem


def _check_sealed(entry: Entry) -> Dispatch:
    """The same for an entry whose seal was found to hold."""
    return _check_stored(entry, reopen(bytes(entry.raw)))


def _check_stored(entry: Entry, sealed: Sealed) -> Dispatch:
    if any(getattr(entry, name) != signed for name, signed in columns_of(sealed).items()):
        raise Broken("its columns do not say what was signed")
    check_all_parts(entry, sealed.manifest)
    return dispatch_of(entry, sealed.manifest)
