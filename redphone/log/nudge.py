"""One nudge after the commit wakes the sleepers. They also poll: a lost nudge costs time, never a call."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog


@dataclass(frozen=True)
class News:
    """That something was said: where, of what, by and to whom, under which mark. Never what."""

    position: int
    thing: str
    kind: str
    by: str
    to: tuple[str, ...]
    mark: str

    @property
    def room(self) -> str:
        return self.kind.partition(".")[0]


Sleeper = Callable[[list[News]], None]
_sleepers: list[Sleeper] = []


def wake_me(sleeper: Sleeper) -> Callable[[], None]:
    """Call `sleeper` after each commit that said something. Returns the way to stop it."""
    _sleepers.append(sleeper)
    return lambda: _sleepers.remove(sleeper)


def tell(news: list[News]) -> None:
    """Wake every sleeper. One that fails is no reason for an act that stands to look as if it had failed."""
    if not news:
        return
    for sleeper in list(_sleepers):
        try:
            sleeper(news)
        except Exception:
            structlog.get_logger().exception("nudge_failed", sleeper=repr(sleeper))
