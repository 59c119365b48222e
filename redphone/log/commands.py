"""Drawing the picture again, backing up and restoring, from the command line."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from redphone.log import redraw
from redphone.log.archive import BadArchive, Header
from redphone.log.backup import Unsound, back_up
from redphone.log.restore import restore
from redphone.look.terminal import OK, REFUSED, USAGE, WRONG, Answer, Stop, table
from redphone.refused import Refused

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


def back_up_store(*, path: str, with_keys: bool = False) -> Answer:
    """Write a backup to an absolute path, every signature, part and chain checked before it has its name."""
    try:
        made = back_up(Path(path), with_keys=with_keys)
    except Unsound as unsound:
        lines = ["NOT backed up: what is kept here has faults", *_some("fault", unsound.faults)]
        return Answer({"path": path, "faults": unsound.faults}, lines, code=WRONG)
    except FileExistsError as problem:
        raise Stop(str(problem), code=USAGE) from problem
    except (OSError, BadArchive) as problem:
        raise Stop(f"the backup could not be written: {problem}") from problem
    data = {"path": path, "sha256": made.sha256, "bytes": made.bytes, "with_keys": with_keys} | _told(
        made.header
    )
    keys = "private keys are in it: keep it as you keep them" if with_keys else "no private key is in it"
    lines = [f"backed up and checked: {path}, {made.bytes:,} bytes; {keys}", *_counts(made.header)]
    return Answer(data, [*lines, f"SHA-256 {made.sha256}: note it apart from the file"])


def restore_store(*, path: str, reason: str) -> Answer:
    """Restore a backup into an empty store: with a reason to go on, in a new epoch; without, as evidence."""
    try:
        done = restore(Path(path), reason=reason)
    except Unsound as unsound:
        lines = [
            "NOT restored, the store is as it was: the backup has faults",
            *_some("fault", unsound.faults),
        ]
        return Answer({"path": path, "faults": unsound.faults}, lines, code=WRONG)
    except Refused as refused:
        raise Stop(str(refused), code=REFUSED) from refused
    except (OSError, BadArchive) as problem:
        raise Stop(f"NOT restored, the store is as it was: {problem}") from problem
    data = {"path": path, "sha256": done.sha256, "epochs": done.epochs, "undrawn": done.redrawn.undrawn}
    data |= {"as_evidence": not reason, "without_key": done.without_key} | _told(done.header)
    lines = [f"restored and checked: {path}, SHA-256 {done.sha256}", *_counts(done.header)]
    lines += [f"{party} goes on in epoch {epoch}" for party, epoch in done.epochs.items()]
    if not reason:
        lines.append("As evidence: nobody can speak here, and nobody is rung.")
        lines.append(
            "To look at it: “redphone calls --ended --as PARTY/OFFICE”, “redphone who-has-it NUMBER --as ...”"
        )
    if done.without_key:
        lines.append(f"Put their keys in place before “redphone serve”: {', '.join(done.without_key)}")
    return Answer(data, lines)


def _told(header: Header) -> dict[str, Any]:
    return {
        name: value
        for name, value in asdict(header).items()
        if name in ("network", "made_at", "counts", "heads")
    }


def _counts(header: Header) -> list[str]:
    heads = [(party, epoch, number) for party, (epoch, number, _) in sorted(header.heads.items())]
    named = {"entries": "dispatches", "parts": "bodies", "officers.Officer": "officers"}
    told = [f"{header.counts.get(name, 0):,} {word}" for name, word in named.items()]
    others = sum(count for name, count in header.counts.items() if name not in named)
    counts = f"{', '.join(told)}, {others:,} rows more that only this node keeps (rosters, rings, its record)"
    return [
        f"network {header.network}, made at {header.made_at}: {counts}",
        *table(("said by", "epoch", "last"), heads),
    ]


def _some(kind: str, items: list[str]) -> list[str]:
    shown = [f"{kind}: {item}" for item in items[:SHOWN]]
    return shown if len(items) <= SHOWN else [*shown, f"... and {len(items) - SHOWN} more"]
