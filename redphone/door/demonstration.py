"""How the demonstration, which stands below the front door, comes to be served by it."""

from collections.abc import Callable, Sequence

from redphone.demo import run
from redphone.door import running
from redphone.look.terminal import REFUSED, Stop


def demonstrate(words: Sequence[str]) -> int:
    """`redphone demo`. Returns the exit code. Raises Stop."""
    try:
        return run.main(words, serve=_serve, alone=running.alone)
    except running.Taken as problem:
        why = "a demonstration uses this home now: stop it first, with Ctrl-C where it runs"
        raise Stop(why, code=REFUSED) from problem


def _serve(make_ready: Callable[[], None], port: int) -> int:
    """Called once Django is set up for the demonstration, with what fills a store that is of this version."""
    from redphone.door.serving import Web, serve

    def load() -> Web:
        from redphone.asgi import House

        make_ready()
        return House()

    return serve(load, host="127.0.0.1", port=port, with_ringer=True)
