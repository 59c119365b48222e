"""The habits themselves: what `rp` finds, fetches and says, and that each of its judges can say no."""

import importlib.machinery
import importlib.util
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from tests.house import checks, shape, tidy, trial

ROOT = shape.ROOT


@pytest.fixture(scope="module")
def rp() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("rp", str(ROOT / "rp"))
    spec = importlib.util.spec_from_loader("rp", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def call(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "rp"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def make_program(path: Path, *, says: str, code: int = 0) -> Path:
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


# What rp says


def test_without_a_habit_it_explains_itself() -> None:
    done = call()
    assert done.returncode == 2
    for habit in ("demo", "test", "check", "fix", "bench", "nodes"):
        assert f"rp {habit}" in done.stdout
    assert call("--help").returncode == 0
    assert call("frobnicate").returncode == 2


def test_nodes_says_that_they_come_later() -> None:
    done = call("nodes")
    assert done.returncode == 2
    assert "later release" in done.stderr


@pytest.mark.parametrize("version", [(3, 10, 12), (3, 15, 0), (2, 7, 18)])
def test_a_python_outside_the_lock_is_refused(rp: ModuleType, version: tuple[int, ...]) -> None:
    with pytest.raises(rp.Stop, match=r"3\.11 to 3\.14 is needed"):
        rp.check_python(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 9)])
def test_a_python_within_the_lock_is_right(rp: ModuleType, version: tuple[int, ...]) -> None:
    rp.check_python(version)


def test_the_range_is_the_one_the_lock_was_made_for(rp: ModuleType) -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lowest, above = f"{rp.LOWEST[0]}.{rp.LOWEST[1]}", f"{rp.HIGHEST[0]}.{rp.HIGHEST[1] + 1}"
    assert project["requires-python"] == f">={lowest},<{above}"


def test_another_python_is_taken_only_if_it_is_much_faster(
    rp: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = sys.executable, "/usr/bin/python"
    monkeypatch.setattr(rp.shutil, "which", lambda name, path: other)
    monkeypatch.setattr(rp, "succeeds", lambda *_: True)
    for seconds, taken in ((1.0, ours), (1.1, ours), (1.5, other)):
        took = {ours: seconds, other: 1.0}
        monkeypatch.setattr(rp, "seconds_of", took.__getitem__)
        assert rp.fastest_python() == taken
    monkeypatch.setattr(rp, "succeeds", lambda *_: False)
    assert rp.fastest_python() == ours, "one that can make no environment is none"


def test_how_fast_a_python_is_is_measured(rp: ModuleType) -> None:
    assert 0 < rp.seconds_of(sys.executable) < 10


# What rp makes


def test_the_environment_is_made_again_when_the_lock_changes(
    rp: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyproject.toml", "requirements.txt", "requirements-test.txt", "requirements-uv.txt"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    monkeypatch.setattr(rp, "ROOT", tmp_path)
    monkeypatch.setattr(rp, "VENV", tmp_path)
    monkeypatch.setattr(rp, "PYTHON", Path(sys.executable))
    assert not rp.is_current("demo")
    (tmp_path / ".demo").write_text(rp.digest("demo"))
    assert rp.is_current("demo")
    assert not rp.is_current("test")
    (tmp_path / "requirements.txt").write_text("another==1\n")
    assert not rp.is_current("demo")


def test_a_package_with_another_content_is_not_installed(tmp_path: Path) -> None:
    """Negative control of the hashes: our own lock, with one of them changed."""
    lock = (ROOT / "requirements-uv.txt").read_text()
    assert "--hash=sha256:" in lock
    changed = tmp_path / "changed.txt"
    changed.write_text("".join(_spoilt(line) for line in lock.splitlines(keepends=True)))
    uv = str(Path(sys.executable).with_name("uv"))
    words = ("pip", "install", "--require-hashes", "--reinstall", "--target", str(tmp_path / "into"))
    done = subprocess.run([uv, *words, "-r", str(changed)], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "hash" in done.stderr.lower()


def _spoilt(line: str) -> str:
    start, mark, digest = line.partition("sha256:")
    return start + mark + ("0" * 64 + digest[64:] if mark else "")


def test_translations_are_compiled_when_they_are_old(
    rp: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = tmp_path / "redphone/locale/fr/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Call"\nmsgstr "Appel"\n'
    )
    monkeypatch.setattr(rp, "ROOT", tmp_path)
    monkeypatch.setattr(rp, "PYTHON", Path(sys.executable))
    rp.compile_translations()
    made = catalogue.with_suffix(".mo")
    assert b"Appel" in made.read_bytes()
    made.write_bytes(b"")
    rp.compile_translations()
    assert made.read_bytes() == b"", "nothing is done while it is newer"
    os.utime(catalogue, (time.time() + 5, time.time() + 5))
    rp.compile_translations()
    assert b"Appel" in made.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="programs are scripts here")
def test_a_browser_is_taken_only_if_it_starts(
    rp: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = make_program(tmp_path / "chromium", says="install the snap", code=1)
    working = make_program(tmp_path / "google-chrome", says="Google Chrome 156")
    monkeypatch.delenv("CHROMIUM", raising=False)
    (tmp_path / "sh").symlink_to("/bin/sh")
    (tmp_path / "env").symlink_to("/usr/bin/env")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert rp.find_browser() == working
    monkeypatch.setenv("CHROMIUM", str(broken))
    with pytest.raises(rp.Stop, match="does not start"):
        rp.find_browser()


# What judges


def test_every_check_is_heard_even_when_one_fails(capsys: pytest.CaptureFixture[str]) -> None:
    says = (sys.executable, "-c")
    commands = {
        "bad": (*says, "print('what is wrong'); raise SystemExit(3)"),
        "good": (*says, "print('fine')"),
    }
    assert checks.report(checks.judge(commands, at_once=2)) == ["bad"]
    shown = capsys.readouterr().out
    assert "what is wrong" in shown
    assert "ok     good" in shown


def test_checks_do_not_see_a_nodes_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDPHONE_STORE", "postgresql://somebody")
    assert "REDPHONE_STORE" not in checks.environment(home="/elsewhere")


def test_a_large_file_and_a_registrys_host_are_found(tmp_path: Path) -> None:
    large, leaking, right = (tmp_path / name for name in ("large.bin", "lock.txt", "right.txt"))
    large.write_bytes(b"0" * 1_000_001)
    leaking.write_text(f"index = https://{'.'.join(('PyPI', 'org'))}/simple")
    right.write_text("django==5.2.19 --hash=sha256:00")
    found = list(tidy.complaints([large, leaking, right]))
    assert len(found) == 2
    assert str(large) in found[0]
    assert str(leaking) in found[1]


def test_without_git_what_tools_made_is_not_ours(tmp_path: Path) -> None:
    for name in (
        "rp",
        ".importlinter",
        ".mypy_cache/3.11/cache.db",
        "redphone/__pycache__/log.pyc",
        ".venv/bin/python",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in tidy.ours(tmp_path)] == [".importlinter", "rp"]


def test_files_that_git_ignores_are_not_ours() -> None:
    ours = {path.relative_to(ROOT).parts[0] for path in tidy.ours(ROOT)}
    assert "rp" in ours
    assert ".venv" not in ours


# What the trial runs


def test_without_paths_everything_runs() -> None:
    assert [(run.part, run.store) for run in trial.chosen(["-x", "-k", "raise"])] == [
        ("rooms", "sqlite"),
        ("faults", "sqlite"),
        ("browser", "sqlite"),
        ("rooms", "postgresql"),
        ("faults", "postgresql"),
    ]


def test_paths_go_to_the_runs_they_belong_to() -> None:
    here = "tests/test_rp.py::test_paths_go_to_the_runs_they_belong_to"
    assert [(run.part, run.store, run.paths) for run in trial.chosen(["-x", here])] == [
        ("rooms", "sqlite", (here,)),
        ("rooms", "postgresql", (here,)),
    ]


def test_a_part_that_is_not_there_is_no_success(tmp_path: Path) -> None:
    run = trial.Run("faults", "sqlite", ("tests/no-such-folder",))
    outcome = trial.start(run, (), is_whole=True, record=tmp_path / "record.xml")
    assert not outcome.passed
    assert "MISSING" in outcome.said


def test_the_last_line_counts_what_ran(tmp_path: Path) -> None:
    record = tmp_path / "record.xml"
    record.write_text('<testsuites><testsuite tests="9" failures="1" errors="1" skipped="2"/></testsuites>')
    said = trial.counted(record, code=1)
    assert said == "5 passed, 2 failed, 2 skipped"
    outcome = trial.Outcome(trial.RUNS[0], False, said)
    assert trial.closing(["lint"], [outcome]) == f"rp test: checks: failed lint; rooms on SQLite: {said}"
    assert "did not run" in trial.counted(tmp_path / "none.xml", code=4)
