"""How the desk tells what is open: each kind of item in a few words, for its page and for the form of who has it."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.desk.reads_handover import Item
from redphone.look.times import utc_text
from redphone.network.reads import PartyCard
from redphone.network.templatetags.named import party_name

KINDS = {
    "not_acknowledged": gettext_lazy("not acknowledged by us"),
    "promised": gettext_lazy("acknowledged, and an answer promised"),
    "not_answered": gettext_lazy("acknowledged, not answered"),
    "needs_until": gettext_lazy("we cannot say yet, and promised to"),
    "unread": gettext_lazy("answered; whether more is promised this seat does not read"),
    "raised": gettext_lazy("raised by us, still open"),
    "chair": gettext_lazy("we act as chair: %(party)s is not reached"),
    "owned": gettext_lazy("we are the owner of this situation"),
}


def kind_in_words(item: Item, parties: Mapping[str, PartyCard]) -> str:
    """Why an item is open."""
    words = str(KINDS[item.kind])
    return words % {"party": party_name(item.about, parties)} if item.about else words


def title_of(item: Item) -> str:
    """What an item is called, as far as the seat that asked for it reads it; without its status."""
    if item.kind == "owned":
        return item.words or _("A situation this seat does not read")
    unread = "" if item.kind == "chair" else _("A call this seat does not read")
    return " · ".join(part for part in (item.name, item.words or unread) if part)


def hint_of(item: Item, parties: Mapping[str, PartyCard], *, now: datetime) -> str:
    """The rest of an item in one line of plain text: why it is open, who waits for it, by when."""
    parts = [kind_in_words(item, parties)]
    if item.owed_to and item.kind != "raised":
        parts.append(party_name(item.owed_to, parties))
    if item.due_at:
        parts.append(utc_text(item.due_at, now=now))
    return " · ".join(parts)
