"""What the machine itself does: the figures that every other figure has to be read beside."""

import os
import platform
import statistics
import time
from pathlib import Path
from typing import Any


def fsync_ms(folder: Path, *, times: int = 200) -> list[float]:
    """How long it takes to append 4 kB to a file in this folder and have it on the disk, in milliseconds."""
    file = folder / "fsync"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return [_append(descriptor) for _ in range(times)]
    finally:
        os.close(descriptor)
        file.unlink()


def _append(descriptor: int) -> float:
    page = os.urandom(4096)
    began = time.perf_counter()
    os.write(descriptor, page)
    os.fsync(descriptor)
    return (time.perf_counter() - began) * 1000


def facts() -> dict[str, Any]:
    """The machine, and how busy it was with other things when the run began."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "cores": os.cpu_count(),
        "load_before": round(load, 2) if load is not None else None,
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }


def resident_mb(pid: int) -> float:
    """The resident memory of a process and all its children, in MB, as the kernel counts it."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    own = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return own + sum(resident_mb(child) for child in children(pid))


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def percentile(values: list[float], share: float) -> float:
    """The value that this share of all values does not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def median(values: list[float]) -> float:
    return statistics.median(values)
