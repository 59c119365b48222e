"""What the tests of these pages share: reading a page, inviting through one, and seeing whether anything changed."""

import re
from typing import Any

from django.conf import settings
from django.core import mail
from django.db import connection

from redphone.officers.models import Officer
from tests.people import sign_in

Cast = dict[str, Officer]
NEW_PASSWORD = "four herons on one roof"
ADA = {
    "email": "ada@gb.example",
    "name": "Ada Example",
    "office": "desk_officer",
    "duty": "none",
    "language": "en",
}
SEAT = {
    "name": "Ada Example",
    "password": NEW_PASSWORD,
    "again": NEW_PASSWORD,
    "language": "en",
    "zone": "Europe/London",
}


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def link_in_the_mail() -> str:
    found = re.search(r"http://\S+?(/officers/invitation/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def invited(cast: Cast, **changes: str) -> str:
    """Invite through the page. Returns the path of the link that the mail holds."""
    answer = sign_in(cast["agnes"]).post("/officers/invite/", {**ADA, **changes})
    assert answer["Location"] == "/officers/invitations/"
    return link_in_the_mail()


def everything_kept() -> list[str]:
    """Every row of every table but the sessions' and the counted tries': to see that nothing changed."""
    apart = ("session", settings.TRIES_TABLE)
    tables = [
        name for name in connection.introspection.table_names() if not any(word in name for word in apart)
    ]
    rows = []
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table} {row!r}" for row in cursor.fetchall()]
    return sorted(rows)
