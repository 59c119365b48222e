"""The second way: a text to an officer's mobile, beside the mail or once no server took it, as is chosen for each."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from redphone.calls.models import Call, Ring
from redphone.calls.ringer.notices import FIRST
from redphone.officers.reads_paths import Mobile, texted

TEXT = "sms"
LATE = timedelta(seconds=60)
"""So long the mail has to be taken by a server before the officer is texted as well."""
WORTH_TEXTING = timedelta(hours=1)
_UNTAKEN = Q(state__in=(Ring.State.WAITING, Ring.State.SENDING, Ring.State.REFUSED))


def text_where_due(now: datetime) -> None:
    """Text every officer who wants it at once, or whose mail nobody took for a minute. Done again, it does no more."""
    if settings.REDPHONE_TEXTS:
        text_beside(list(_without_text(now)), now=now)


def is_text_due(now: datetime) -> bool:
    """Whether a mail has become late for an officer who then is to be texted."""
    return bool(settings.REDPHONE_TEXTS) and any(_texts_beside(list(_without_text(now)), now=now))


def text_beside(rings: Collection[Ring], *, now: datetime) -> None:
    """Make the texts that are due beside these mails."""
    if settings.REDPHONE_TEXTS and rings:
        Ring.objects.bulk_create(_texts_beside(rings, now=now), ignore_conflicts=True)


def _without_text(now: datetime) -> QuerySet[Ring]:
    texts = Ring.objects.filter(
        channel=TEXT,
        call=OuterRef("call"),
        party=OuterRef("party"),
        in_place_of=OuterRef("in_place_of"),
        cause=OuterRef("cause"),
        officer=OuterRef("officer"),
    )
    rings = Ring.objects.filter(_UNTAKEN, notice__in=FIRST, channel="mail", made_at__gt=now - WORTH_TEXTING)
    return rings.filter(~Exists(texts)).order_by("pk")


def _texts_beside(rings: Collection[Ring], *, now: datetime) -> list[Ring]:
    mobiles = texted({ring.officer for ring in rings}) if rings else {}
    actual = Call.objects.filter(thing__in={ring.call for ring in rings}, status="actual")
    may_be_neutral = set(actual.values_list("thing", flat=True)) if mobiles else set()
    return [
        _beside(ring, mobile, now=now)
        for ring in rings
        if (mobile := mobiles.get(ring.officer))
        and _is_due(ring, mobile, now=now)
        # a line that says nothing can't say that it is a test: no test looks like the real thing
        and (not mobile.is_watched or ring.call in may_be_neutral)
    ]


def _is_due(ring: Ring, mobile: Mobile, *, now: datetime) -> bool:
    return mobile.at_once or ring.state == Ring.State.REFUSED or now - ring.made_at >= LATE


def _beside(ring: Ring, mobile: Mobile, *, now: datetime) -> Ring:
    same = ("call", "party", "in_place_of", "notice", "cause", "step", "place", "officer")
    kept = {name: getattr(ring, name) for name in same}
    return Ring(**kept, channel=TEXT, address=mobile.number, next_try_at=now, made_at=now)
