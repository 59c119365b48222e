"""One process has a home, and one that was killed has none."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from redphone.door import running
from redphone.door.running import Card, Taken, alone, find_card, put_card, take_card_away

HOLDS = """
import sys, time
from pathlib import Path
from redphone.door.running import alone
with alone(Path(sys.argv[1])):
    print("has it", flush=True)
    time.sleep(60)
"""


def test_a_home_is_had_by_one(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Taken), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_whoever_is_killed_has_it_no_more(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout
    try:
        assert holder.stdout.readline() == b"has it\n"
        with pytest.raises(Taken), alone(tmp_path):
            pass
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdout.close()
    with alone(tmp_path):
        pass


def test_the_card_is_read_by_this_user_alone(tmp_path: Path) -> None:
    card = put_card(tmp_path, url="http://127.0.0.1:8400")
    path = tmp_path / running.CARD
    assert find_card(tmp_path) == card
    assert card.pid == os.getpid()
    assert len(card.token) >= 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_card_is_taken_away_by_whose_it_is(tmp_path: Path) -> None:
    ours = put_card(tmp_path, url="http://127.0.0.1:8400")
    theirs = put_card(tmp_path, url="http://127.0.0.1:8401")
    take_card_away(tmp_path, ours)
    assert find_card(tmp_path) == theirs
    take_card_away(tmp_path, theirs)
    assert find_card(tmp_path) is None
    take_card_away(tmp_path, theirs)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"pid": 1}', '{"a": 1}'])
def test_a_card_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / running.CARD).write_text(content)
    assert find_card(tmp_path) is None


def test_tokens_differ(tmp_path: Path) -> None:
    first: Card = put_card(tmp_path, url="x")
    assert first.token != put_card(tmp_path, url="x").token
