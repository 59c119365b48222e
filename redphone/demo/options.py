"""What can be typed after `rp demo`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What was typed."""

    port: int
    home: Path
    opens_browser: bool
    plays_story: bool
    pace: float
    begins_anew: bool

    @property
    def site(self) -> str:
        return f"http://localhost:{self.port}"


def read(argv: Sequence[str]) -> Options:
    """The options. Exits, as argparse does, with a word on what is wrong."""
    parser = argparse.ArgumentParser(
        prog="rp demo", description="The whole network on this machine, with a fictional cast."
    )
    parser.add_argument("--port", type=int, default=8400, help="where the pages are (default 8400)")
    parser.add_argument(
        "--home", type=Path, default=Path("var/demo"), help="where its data lie (default var/demo)"
    )
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    parser.add_argument("--story", action="store_true", help="play the main job by itself, for watching")
    parser.add_argument("--pace", type=float, default=1.0, help="how slowly the story is told; 0: at once")
    parser.add_argument("--fresh", action="store_true", help="throw the demonstration's data away first")
    said = parser.parse_args(argv)
    return Options(
        port=said.port,
        home=said.home.absolute(),
        opens_browser=not said.no_open,
        plays_story=said.story,
        pace=max(0.0, said.pace),
        begins_anew=said.fresh,
    )
