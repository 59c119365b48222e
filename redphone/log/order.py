"""In which order the dispatches about one thing fold: a function of the set of them, never of their arrival."""

import heapq
from collections.abc import Collection, Iterable
from typing import Protocol

from redphone.log.dispatch import Dispatch

WITHIN_ITS_THING = ("answers", "updates", "cancels", "releases")
"""The relations whose cause is about the same thing, and without which nothing is drawn: an entry waits for it. A
cause about another thing is `derived`."""


class Numbered(Protocol):
    """A manifest, or the row of one: who said it, and its place among all its author said."""

    @property
    def by(self) -> str: ...
    @property
    def epoch(self) -> int: ...
    @property
    def number(self) -> int: ...


def rank(of: Numbered) -> tuple[str, int, int]:
    """What breaks ties: author, epoch, number."""
    return of.by, of.epoch, of.number


def causes_of(dispatch: Dispatch) -> set[str]:
    """The hashes of the dispatches about the same thing that this one presupposes."""
    return {ref.hash for ref in dispatch.manifest.refs if ref.rel in WITHIN_ITS_THING}


def in_order(
    dispatches: Iterable[Dispatch], *, held: Collection[str] = ()
) -> tuple[list[Dispatch], list[Dispatch]]:
    """The dispatches of one thing in the order in which they fold, and those whose cause is not there yet.

    Topological (Kahn), ties by author, epoch and number. `held` are the hashes of what is there but can't be read:
    nothing waits for it.
    """
    everything = {dispatch.hash: dispatch for dispatch in dispatches}
    open_causes = _causes(everything, held)
    followers: dict[str, list[str]] = {}
    for hash_, causes in open_causes.items():
        for cause in causes:
            followers.setdefault(cause, []).append(hash_)
    heap = [(rank(everything[hash_].manifest), hash_) for hash_, causes in open_causes.items() if not causes]
    heapq.heapify(heap)
    ready: dict[str, Dispatch] = {}
    while heap:
        _, hash_ = heapq.heappop(heap)
        ready[hash_] = everything[hash_]
        for follower in followers.get(hash_, ()):
            open_causes[follower].discard(hash_)
            if not open_causes[follower]:
                heapq.heappush(heap, (rank(everything[follower].manifest), follower))
    return list(ready.values()), [everything[hash_] for hash_ in everything if hash_ not in ready]


def _causes(everything: dict[str, Dispatch], held: Collection[str]) -> dict[str, set[str]]:
    """For each dispatch the hashes it waits for: its causes, and what its author said of this thing just before."""
    causes = {hash_: causes_of(dispatch).difference(held) for hash_, dispatch in everything.items()}
    last_of_author: dict[str, str] = {}
    for dispatch in sorted(everything.values(), key=lambda dispatch: rank(dispatch.manifest)):
        if before := last_of_author.get(dispatch.by):
            causes[dispatch.hash].add(before)
        last_of_author[dispatch.by] = dispatch.hash
    return causes
