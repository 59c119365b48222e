"""The command line with a planted fault: its ringer dies at once, every time."""

import sys
import threading

from redphone import __main__


def main() -> int:
    __main__._set_up(is_server=True)
    from redphone.calls import ringer

    def die(stop: threading.Event) -> None:
        raise RuntimeError("planted")

    ringer.run = die
    return __main__.main()


if __name__ == "__main__":
    sys.exit(main())
