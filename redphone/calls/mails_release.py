"""What is told by mail of calls that wait for a second person, in closed words: nothing that somebody typed."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from redphone.calls.models import HeldCall
from redphone.calls.reads_release import who_could_release
from redphone.log import clock
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.officers.mails import Told, tell_in_words

HELD = Told(
    gettext_lazy("A call to every member waits for your release"),
    gettext_lazy(
        "A colleague of your party raises an actual call to every member. Nothing is sent until a second person"
        " releases it: read it, then release it or send it back. It waits for 30 minutes."
    ),
)
LAPSED = Told(
    gettext_lazy("A call to every member was NOT sent: nobody released it in time"),
    gettext_lazy(
        "It waited for 30 minutes, and nobody was rung. Who raised it can ask again, or raise it alone with a reason."
    ),
)
SENT_BACK = Told(
    gettext_lazy("Your call to every member was sent back"),
    gettext_lazy("A colleague of your party did not release it, and says why. Nobody was rung."),
)
ALONE = Told(
    gettext_lazy("An actual call to every member was raised by one person alone"),
    gettext_lazy(
        "You act as chair. No second person of the party that raised it was available; the call says why. Read it, and"
        " ask them by voice if you doubt it: you can stop the ringing for everybody."
    ),
)
_OPEN = gettext_lazy("Open it")


def tell_of_held(held: int) -> int:
    """Tell everybody who may release it. Returns how many mails a server took."""
    row = HeldCall.objects.get(pk=held)
    return _tell(who_could_release(row), HELD, path=_page(held))


def tell_of_lapse(row: HeldCall) -> int:
    """Tell who raised it and who could have released it. Returns how many mails a server took."""
    return _tell([row.officer, *who_could_release(row)], LAPSED, path=_page(row.pk))


def tell_sent_back(held: int, *, officer: int) -> int:
    """Tell who raised it. Returns how many mails a server took."""
    return _tell([officer], SENT_BACK, path=_page(held))


def tell_chair(call: str, *, by: str) -> int | None:
    """Tell the duty officers of who acts as chair. Returns how many mails a server took; None if they are not rung
    from this node, or the chair is vacant."""
    chair = network.acting_chair(besides=[by])
    if chair is None or chair not in network.hosted_parties():
        return None
    duty = officers.contacts_on_duty(party=chair, step="duty", at=clock.now())
    return _tell([one.officer for one in duty], ALONE, path=reverse("calls:call", args=[call]))


def _tell(people: Iterable[int], told: Told, *, path: str) -> int:
    found = map(officers.addressee_of, people)
    how: dict[str, Any] = {"path": path, "label": _OPEN, "status": "actual"}
    return sum(tell_in_words(one, told, **how) for one in found if one and one.is_active)


def _page(held: int) -> str:
    return reverse("calls:held", args=[held])
