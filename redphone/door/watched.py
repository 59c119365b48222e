"""What keeps promises, as threads of the server: what dies begins again, and that it died is remembered."""

import threading
from collections.abc import Callable

import structlog

from redphone.log import clock

AGAIN_AFTER = (1.0, 2.0, 5.0, 10.0)
"""Seconds before it begins again, the first time, the second ..."""
log = structlog.get_logger()

Run = Callable[[threading.Event], None]


class Watched:
    """Something that runs until it is told to stop. `deaths` says when and why it ended by itself."""

    def __init__(self, name: str, run: Run, *, again_after: tuple[float, ...] = AGAIN_AFTER) -> None:
        self.name = name
        self.deaths: list[tuple[str, str]] = []
        self._run, self._again_after = run, again_after
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_running, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, *, within: float) -> bool:
        """Tell it to stop, and wait. Returns whether it has."""
        self._stop.set()
        self._thread.join(within)
        return not self._thread.is_alive()

    def _keep_running(self) -> None:
        while not self._stop.is_set():
            why = self._run_once()
            if self._stop.is_set():
                return
            self.deaths.append((clock.now().isoformat(timespec="seconds"), why))
            wait = self._again_after[min(len(self.deaths), len(self._again_after)) - 1]
            log.error("died_and_begins_again", what=self.name, why=why, deaths=len(self.deaths), wait_s=wait)
            self._stop.wait(wait)

    def _run_once(self) -> str:
        try:
            self._run(self._stop)
        except BaseException as problem:  # whatever ended it, it has to begin again
            return f"{type(problem).__name__}: {problem}"
        return "it ended by itself"
