"""Writing the record: who did what to whom, when, from where, how it ended. Never a password, never a token.

Each line is sealed over the one before, so that one taken out or changed shows; each also goes to the process's
log, for whoever ships that to another host.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from typing import Any, Literal

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from redphone.log.turn import Turn, act
from redphone.officers.models import Audited, Officer
from redphone.wire.words import to_milliseconds, write_instant

Outcome = Literal["done", "failed", "refused"]


def address_of(request: HttpRequest | None) -> str | None:
    """The network address a request came from; None where it cannot be told."""
    if request is None:
        return None
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:  # its way of saying that it can't tell
        return None


def place_of(request: HttpRequest) -> str:
    """Which page was asked for, by its name and numbers: a path could hold an invitation's token."""
    match = request.resolver_match
    if match is None:
        return ""
    numbers = [str(value) for value in match.kwargs.values() if isinstance(value, int)]
    return " ".join([match.view_name, *numbers])


@act
def record(
    turn: Turn,
    *,
    what: str,
    outcome: Outcome = "done",
    who: Officer | int | None = None,
    whom: Officer | int | None = None,
    party: str = "",
    facts: dict[str, Any] | None = None,
    ip: str | None = None,
) -> None:
    """Add a line to the record. `party`, whose administrator reads it, is by default that of `who` or `whom`."""
    person = next((one for one in (who, whom) if isinstance(one, Officer)), None)
    line = Audited(
        at=to_milliseconds(turn.now),
        party=party or (person.party if person else ""),
        who=who.pk if isinstance(who, Officer) else who,
        what=what,
        outcome=outcome,
        whom=whom.pk if isinstance(whom, Officer) else whom,
        facts=facts or {},
        ip=ip,
    )
    last = Audited.objects.order_by("-pk").values_list("seal", flat=True).first() or ""
    line.seal = _seal(line, last)
    line.save(force_insert=True)
    transaction.on_commit(lambda: feed(line))
    structlog.get_logger("audit").info(
        what, outcome=outcome, who=line.who, whom=line.whom, party=line.party, ip=ip
    )


def feed(line: Audited) -> None:
    """A line of the record as one line of JSON, to where the settings say; what was rolled back never gets there."""
    if settings.AUDIT_FEED:
        said = {"at": write_instant(line.at), "party": line.party, "what": line.what, "outcome": line.outcome}
        more = {"who": line.who, "whom": line.whom, "ip": line.ip, "facts": line.facts, "seal": line.seal}
        logging.getLogger("redphone.feed").info("%s", json.dumps(said | more, ensure_ascii=False))


def broken_lines() -> Iterator[int]:
    """The numbers of the lines that do not follow from the line before: none, unless somebody meddled."""
    before = ""
    for line in Audited.objects.order_by("pk").iterator(chunk_size=1000):
        if line.seal != _seal(line, before):
            yield line.pk
        before = line.seal


def _seal(line: Audited, before: str) -> str:
    who = [line.party, line.who, line.whom, line.ip]
    words = [before, write_instant(line.at), line.what, line.outcome, who, line.facts]
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
