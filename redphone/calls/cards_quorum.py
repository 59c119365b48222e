"""How far a quorum is: how many are needed of whom, how many have it, and who is rung still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from redphone.calls.cards_line import Line


@dataclass(frozen=True)
class QuorumCard:
    """`needed` of the parties in `of` have to acknowledge; `have` have. From `met_at` on nobody further is rung.

    `still_rung` are the parties that are rung on until then, whether they count or not. `is_lost`: so few can still be
    reached by ringing that it can't be met that way.
    """

    needed: int
    of: tuple[str, ...]
    have: int
    met_at: datetime | None
    still_rung: tuple[str, ...]
    is_lost: bool

    @property
    def is_all(self) -> bool:
        """Whether every party that counts is needed."""
        return self.needed >= len(self.of)


def quorum_card(needed: int, addressed: Sequence[Line], *, rings: bool) -> QuorumCard:
    """How far it is, from the lines of the parties addressed; `rings` is whether anybody is rung at all."""
    counted = [line for line in addressed if line.counts]
    taken = sorted(line.acknowledged_at for line in counted if line.acknowledged_at)
    is_met = len(taken) >= needed
    silent = [line for line in addressed if line.acknowledged_at is None and line.doubted_at is None]
    reachable = [line for line in silent if line.state != "nobody"]
    could = len(taken) + sum(line.counts for line in reachable)
    return QuorumCard(
        needed=needed,
        of=tuple(line.party for line in counted),
        have=len(taken),
        met_at=taken[needed - 1] if is_met else None,
        still_rung=tuple(line.party for line in reachable) if rings and not is_met else (),
        is_lost=rings and could < needed,
    )
