"""How the demonstration, which stands below the front door, comes to be served by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from redphone.demo import run
from redphone.door import running
from redphone.look.terminal import REFUSED, Stop

if TYPE_CHECKING:
    from redphone.door.serving import Web


def demonstrate(words: Sequence[str], load: Callable[[], Web]) -> int:
    """`redphone demo`. `load` gives the application. Returns the exit code. Raises Stop."""

    def serve(make_ready: Callable[[], None], port: int, ending: Callable[[], None]) -> int:
        from redphone.door import serving  # it needs Django, which is set up for the demonstration by now

        def make_ready_and_load() -> Web:
            make_ready()
            return load()

        return serving.serve(
            make_ready_and_load, host="127.0.0.1", port=port, with_ringer=True, ending=ending
        )

    try:
        return run.main(words, serve=serve, alone=running.alone)
    except running.Taken as problem:
        why = "a demonstration uses this home now: stop it first, with Ctrl-C where it runs"
        raise Stop(why, code=REFUSED) from problem
