"""`redphone doctor`: everything that has to be so for a call to ring, one line each, and what to do where it is not."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from redphone.look.terminal import OK, WRONG, Answer, table

Level = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, in words, and what to do."""

    name: str
    level: Level
    says: str
    do: str = ""


Check = Callable[[], Iterator[Finding]]


def examine() -> Answer:
    """Look at everything. The code says WRONG if anything is bad."""
    from redphone.door.examinations import EXAMINATIONS  # they lean on Finding

    findings = [finding for name, check in EXAMINATIONS.items() for finding in _safely(name, check)]
    bad = sum(finding.level == "bad" for finding in findings)
    rows = [(finding.level, finding.name, finding.says) for finding in findings]
    lines = table(("", "what", "how it is"), rows)[1:]
    told = [_with_remedy(line, finding) for line, finding in zip(lines, findings, strict=True)]
    verdict = f"{bad} bad, {sum(finding.level == 'warn' for finding in findings)} to know about"
    data = {"well": not bad, "findings": [asdict(finding) for finding in findings]}
    return Answer(data, [*told, verdict], code=WRONG if bad else OK)


def _safely(name: str, check: Check) -> list[Finding]:
    """What can't be looked at is bad, and is no reason not to look at the rest."""
    try:
        return list(check())
    except Exception as problem:
        return [Finding(name, "bad", f"can't be looked at: {type(problem).__name__}: {problem}")]


def _with_remedy(line: str, finding: Finding) -> str:
    return f"{line}\n        -> {finding.do}" if finding.do else line
