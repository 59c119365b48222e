"""What GB says here in these tests, with the kinds of the sketch."""

from typing import Any

from django.db import connection

from redphone.log import append_only, post
from redphone.log.picture import ref_to
from redphone.log.turn import act
from tests.log.sketch import BOARD, GB, Begun, Noted


@act
def begin(turn, *, title="a board", to=("CA", "IT"), thing=BOARD):
    return post.post(turn, Begun(title=title), by=GB, to=to, thing=thing, status="test")


@act
def note(turn, *, on, words, to=("CA", "IT")):
    refs = (ref_to(on, "answers"),)
    return post.post(turn, Noted(words=words), by=GB, to=to, thing=on.thing, status="test", refs=refs)


def touch(sql: str, *values: Any) -> None:
    """Change a row behind the log's back, as somebody with the store in hands could."""
    append_only.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    append_only.guard(connection)
