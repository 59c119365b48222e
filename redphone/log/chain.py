"""The chain of what one author said: numbered without gaps, each with the hash of the one before."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Link(NamedTuple):
    """One place in an author's chain."""

    epoch: int
    number: int
    previous: str
    hash: str


def faults_of_chain(party: str, links: Iterable[Link], *, is_whole: bool) -> Iterator[str]:
    """What is wrong with an author's chain, in words.

    `is_whole` where this node speaks for the author and so keeps everything it said: then gaps are faults. Of others
    it keeps what was addressed here: gaps are what they said to others, and only neighbours can be compared.
    """
    last = Link(0, 0, "", "")
    for link in sorted(links):
        name = f"{party} {link.epoch}.{link.number}"
        begins = link.epoch > last.epoch and link.number == 1
        follows = link.epoch == last.epoch and link.number == last.number + 1
        if link[:2] == last[:2]:
            yield f"{name}: was said twice"
        elif is_whole and not (begins or follows):
            yield f"{name}: comes after {last.epoch}.{last.number}: a gap"
        elif (follows or (is_whole and begins)) and link.previous != last.hash:
            yield f"{name}: does not continue what was said before it"
        last = link
