"""The chain of an author: whole where this node speaks for it, and elsewhere as far as it is known."""

import pytest

from redphone.log.chain import Link, faults_of_chain

CHAINS: dict[str, tuple[list[Link], bool, list[str]]] = {
    "sound": ([Link(1, 1, "", "a"), Link(1, 2, "a", "b"), Link(2, 1, "b", "c")], True, []),
    "empty": ([], True, []),
    "begins late": ([Link(1, 2, "a", "b")], True, ["GB 1.2: comes after 0.0: a gap"]),
    "begins with a hash before it": (
        [Link(1, 1, "x", "a")],
        True,
        ["GB 1.1: does not continue what was said before it"],
    ),
    "a gap": ([Link(1, 1, "", "a"), Link(1, 3, "b", "c")], True, ["GB 1.3: comes after 1.1: a gap"]),
    "a new epoch that begins late": (
        [Link(1, 1, "", "a"), Link(2, 2, "a", "b")],
        True,
        ["GB 2.2: comes after 1.1: a gap"],
    ),
    "a new epoch without what was before": (
        [Link(1, 1, "", "a"), Link(2, 1, "", "b")],
        True,
        ["GB 2.1: does not continue what was said before it"],
    ),
    "a number said again without a new epoch": (
        [Link(1, 1, "", "a"), Link(1, 2, "a", "b"), Link(1, 2, "a", "c")],
        True,
        ["GB 1.2: was said twice"],
    ),
    "a broken link": (
        [Link(1, 1, "", "a"), Link(1, 2, "x", "b")],
        True,
        ["GB 1.2: does not continue what was said before it"],
    ),
    "elsewhere: a gap": ([Link(1, 5, "d", "e"), Link(1, 9, "h", "i"), Link(2, 3, "x", "y")], False, []),
    "elsewhere: neighbours that do not fit": (
        [Link(1, 5, "d", "e"), Link(1, 6, "x", "f")],
        False,
        ["GB 1.6: does not continue what was said before it"],
    ),
    "elsewhere: restored from a backup that lacked the end": (
        [Link(1, 5, "d", "e"), Link(2, 1, "c", "x")],
        False,
        [],
    ),
}


@pytest.mark.parametrize(("links", "is_whole", "faults"), CHAINS.values(), ids=CHAINS)
def test_the_chain_of_an_author(links, is_whole, faults) -> None:
    assert list(faults_of_chain("GB", reversed(links), is_whole=is_whole)) == faults
