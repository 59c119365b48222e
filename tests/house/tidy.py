"""Files of the repository: none of them large, none that sends the reader to a registry of packages."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LARGEST_BYTES = 1_000_000

# In pieces, or this file would name what it forbids
REGISTRIES = [
    ".".join(parts).encode()
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("archive", "ubuntu", "com"),
    )
]

MADE_BY_TOOLS = {".git", ".venv", "var", "__pycache__"}


def ours(root: Path) -> list[Path]:
    """Every file that git keeps or would add; without git, every file outside what tools make."""
    git = (
        "git",
        "-c",
        f"safe.directory={root}",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    )
    try:
        listed = subprocess.run(git, cwd=root, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return sorted(
            path for path in root.rglob("*") if path.is_file() and not _is_made(path.relative_to(root))
        )
    return [root / name for name in sorted(set(listed.split("\0"))) if name and (root / name).is_file()]


def _is_made(path: Path) -> bool:
    return any(part in MADE_BY_TOOLS or part.endswith("_cache") for part in path.parts)


def complaints(paths: Iterable[Path]) -> Iterator[str]:
    """One line for each file that is too large or names a registry's host."""
    for path in paths:
        content = path.read_bytes()
        if len(content) > LARGEST_BYTES:
            yield f"{path}: {len(content):,} bytes, and {LARGEST_BYTES:,} is the limit"
        for host in REGISTRIES:
            if host in content.lower():
                yield f"{path}: names {host.decode()}; a lock holds names and hashes, no addresses"


if __name__ == "__main__":
    found = list(complaints(ours(ROOT)))
    print("\n".join(found))
    sys.exit(1 if found else 0)
