"""An alarm in words, on pages and in mails: which call and which party, as far as the reader may know of them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.network.reads import PartyCard
from redphone.watch.reads import AlarmLine

_OF_A_CALL = {
    "ring": gettext_lazy("Call %(number)s: the first ring is late (%(party)s)"),
    "next": gettext_lazy("Call %(number)s: the next ring is late (%(party)s)"),
    "chair": gettext_lazy("Call %(number)s: the chair should have been asked (%(party)s)"),
    "reminder": gettext_lazy("Call %(number)s: the reminder of an overdue answer is late (%(party)s)"),
}
_OF_THE_NODE = {
    "ringer": gettext_lazy("The ringer stands still"),
    "undrawn": gettext_lazy("Something was said that this version cannot show, nor ring for"),
}


def in_words(alarm: AlarmLine, parties: Mapping[str, PartyCard]) -> str:
    """One sentence without a full stop, in the language in use."""
    if alarm.what in _OF_THE_NODE:
        return str(_OF_THE_NODE[alarm.what])
    if not alarm.number:
        return _("A ring is late, in a call that this seat does not know of")
    party = _name(alarm.party, parties)
    if alarm.in_place_of:
        facts = {"party": party, "unreached": _name(alarm.in_place_of, parties)}
        party = _("%(party)s, as chair, for %(unreached)s") % facts
    return str(_OF_A_CALL[alarm.what]) % {"number": alarm.number, "party": party}


def _name(code: str, parties: Mapping[str, PartyCard]) -> str:
    return parties[code].name if code in parties else code
