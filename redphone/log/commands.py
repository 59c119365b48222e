"""Drawing the picture again, from the command line."""

from redphone.log import redraw
from redphone.look.terminal import OK, WRONG, Answer

SHOWN = 50


def redraw_picture(*, check: bool = False) -> Answer:
    """Wipe the picture and draw it again from the log; with `check` compare only, and change nothing."""
    found = redraw.check() if check else redraw.redraw()
    data = {
        "entries": found.entries,
        "undrawn": found.undrawn,
        "faults": found.faults,
        "differences": found.differences,
        "changed": not check,
    }
    verdict = "sound" if found.is_sound else "NOT sound"
    did = "compared" if check else "drawn again"
    lines = [
        f"{found.entries} entries {did}: {verdict}; {found.undrawn} not drawn",
        *_some("fault", found.faults),
    ]
    lines += _some("differs", found.differences)
    return Answer(data, lines, code=OK if found.is_sound else WRONG)


def _some(kind: str, items: list[str]) -> list[str]:
    shown = [f"{kind}: {item}" for item in items[:SHOWN]]
    return shown if len(items) <= SHOWN else [*shown, f"... and {len(items) - SHOWN} more"]
