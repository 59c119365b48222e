"""The record and the invitations in words."""

from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.officers.models import Audited, Duty, Invitation, Office
from redphone.officers.reads_departures import Departure, Loose

SENTENCES: dict[tuple[str, str], str | Promise] = {
    ("sign_in", "done"): gettext_lazy("signed in"),
    ("sign_in", "failed"): gettext_lazy("failed to sign in: wrong password"),
    ("sign_in", "refused"): gettext_lazy("was held back: too many attempts to sign in"),
    ("sign_out", "done"): gettext_lazy("signed out"),
    ("passkey", "failed"): gettext_lazy("used a passkey that is not known here"),
    ("passkey_set", "done"): gettext_lazy("set up the passkey “%(passkey)s”"),
    ("passkey_removed", "done"): gettext_lazy("removed the passkey “%(passkey)s”"),
    ("step_up", "failed"): gettext_lazy("was asked again and gave a wrong password"),
    ("second_factor", "failed"): gettext_lazy("gave a wrong code"),
    ("second_factor_set", "done"): gettext_lazy("set up an authenticator app"),
    ("second_factor_removed", "done"): gettext_lazy("is without the authenticator app from now on"),
    ("recovery_codes_set", "done"): gettext_lazy("made recovery codes"),
    ("recovery_codes_removed", "done"): gettext_lazy("is without recovery codes from now on"),
    ("password_changed", "done"): gettext_lazy("changed the password"),
    ("session_ended", "done"): gettext_lazy("ended a session"),
    ("sessions_ended", "done"): gettext_lazy("ended all sessions of %(whom)s"),
    ("invited", "done"): gettext_lazy("invited %(email)s as %(office)s"),
    ("invitation_withdrawn", "done"): gettext_lazy("withdrew the invitation of %(email)s"),
    ("invitation_accepted", "done"): gettext_lazy("accepted an invitation"),
    ("recovery_asked", "done"): gettext_lazy("asked that %(whom)s be let back in"),
    ("recovery_confirmed", "done"): gettext_lazy("confirmed that %(whom)s is let back in"),
    ("recovery_refused", "done"): gettext_lazy("refused that %(whom)s be let back in"),
    ("officer_added", "done"): gettext_lazy("entered %(whom)s as %(office)s"),
    ("officer_changed", "done"): gettext_lazy("changed %(whom)s: %(changes)s"),
    ("officer_deactivated", "done"): gettext_lazy("deactivated %(whom)s"),
    ("officer_asleep", "done"): gettext_lazy("let %(whom)s sleep, unused for 90 days"),
    ("officer_woken", "done"): gettext_lazy("woke %(whom)s"),
    ("read", "done"): gettext_lazy("read a call under %(mark)s: %(number)s"),
    ("reads_much", "failed"): gettext_lazy(
        "opened 60 calls within five minutes; the administrators were told"
    ),
    ("officer_frozen", "done"): gettext_lazy("froze %(whom)s: %(why)s"),
    ("officer_thawed", "done"): gettext_lazy("thawed %(whom)s: %(why)s"),
    ("reach_told", "done"): gettext_lazy("told the others the duty number"),
    ("reach_proven", "done"): gettext_lazy("said that the duty number was answered"),
    ("rotation_set", "done"): gettext_lazy("let officers take turns"),
    ("rotation_ended", "done"): gettext_lazy("ended a rotation"),
    ("escalation_set", "done"): gettext_lazy("changed how calls are rung on"),
    ("escalation_reset", "done"): gettext_lazy("put back how calls are rung on"),
    ("stands_in", "done"): gettext_lazy("let %(whom)s stand in"),
    ("stand_in_ended", "done"): gettext_lazy("ended a stand-in"),
    ("away", "done"): gettext_lazy("entered %(whom)s as away"),
    ("absence_ended", "done"): gettext_lazy("entered somebody as back"),
    ("telephone_entered", "done"): gettext_lazy("entered a telephone of %(whom)s"),
    ("telephone_removed", "done"): gettext_lazy("removed a telephone of %(whom)s"),
    ("texting_set", "done"): gettext_lazy("chose when %(whom)s is texted"),
    ("telephone_answered", "done"): gettext_lazy("rang %(whom)s: answered"),
    ("telephone_not_answered", "done"): gettext_lazy("rang %(whom)s: not answered"),
    ("leaves_post", "done"): gettext_lazy("entered the last day in post of %(whom)s: %(on)s"),
    ("stays_in_post", "done"): gettext_lazy("entered %(whom)s as staying in post"),
    ("watch_offered", "done"): gettext_lazy("offered the watch"),
    ("watch_offer_taken_back", "done"): gettext_lazy("took the offer of the watch back"),
    ("watch_taken", "done"): gettext_lazy("took the watch"),
    ("access", "refused"): gettext_lazy("asked for a page that is not for this seat: %(path)s"),
    ("command", "done"): gettext_lazy("gave a command on this machine: %(path)s"),
    ("act", "refused"): gettext_lazy("tried something that was refused, at %(path)s"),
}
FIELDS = {
    "name": gettext_lazy("name"),
    "office": gettext_lazy("office"),
    "duty": gettext_lazy("duty"),
    "language": gettext_lazy("language"),
    "zone": gettext_lazy("time zone"),
}


LOOSE: dict[Loose, Promise] = {
    Loose("turns", "duty"): gettext_lazy("still takes turns as duty officer"),
    Loose("turns", "deputy"): gettext_lazy("still takes turns as deputy"),
    Loose("stands_in", "duty"): gettext_lazy("stands in as duty officer for longer than that"),
    Loose("stands_in", "deputy"): gettext_lazy("stands in as deputy for longer than that"),
    Loose("stands", "duty"): gettext_lazy("is the only one entered as duty officer"),
    Loose("stands", "deputy"): gettext_lazy("is the only one entered as deputy"),
    Loose("nobody", "duty"): gettext_lazy("nobody is on duty from then on"),
    Loose("nobody", "deputy"): gettext_lazy("there is no deputy from then on"),
    Loose("administrator"): gettext_lazy("is the last administrator"),
}


class Told(NamedTuple):
    """A line of the record as the page prints it; `state` "late" for what failed or was refused."""

    at: datetime
    who: str
    did: str
    ip: str
    is_trouble: bool


def told(line: Audited, names: dict[int, str]) -> Told:
    """A line in words; `names` are the officers of the reader's own party."""
    sentence = SENTENCES.get((line.what, line.outcome), line.what)
    facts = {
        "whom": _name(line.whom, names),
        "email": line.facts.get("email", ""),
        "office": _label(Office, line.facts.get("office", "")),
        "mark": line.facts.get("mark", ""),
        "number": line.facts.get("number", ""),
        "why": line.facts.get("why", ""),
        "path": line.facts.get("path", ""),
        "on": line.facts.get("on", ""),
        "passkey": line.facts.get("name", "") if line.what.startswith("passkey") else "",
        "changes": "; ".join(
            _change(name, *pair) for name, pair in line.facts.items() if name in FIELDS and len(pair) == 2
        ),
    }
    who = _name(line.who, names) if line.who else _("This node's operator")
    return Told(line.at, who, str(sentence) % facts, line.ip or "", line.outcome != "done")


def state_of(offer: Invitation, *, now: datetime) -> tuple[str, str]:
    """How an invitation stands: the look's name of the state, and the word for it."""
    if offer.accepted_at:
        return "answered", _("Accepted")
    if offer.withdrawn_at:
        return "cancelled", _("Withdrawn")
    if offer.expires_at <= now:
        return "late", _("Has run out")
    if offer.recovers and offer.confirmed_by is None:
        return "waiting", _("Waits for a second officer")
    if offer.mailed_at is None:
        return "nobody", _("Mail not sent")
    return "waiting", _("Waiting")


def departure_words(departure: Departure) -> list[str]:
    """What has no successor when an officer leaves; empty if all is arranged."""
    return [str(LOOSE[loose]) for loose in departure.loose]


def _name(officer: int | None, names: dict[int, str]) -> str:
    return names.get(officer or 0) or _("somebody")


def _change(name: str, before: str, after: str) -> str:
    if name == "office":
        before, after = _label(Office, before), _label(Office, after)
    elif name == "duty":
        before, after = _label(Duty, before), _label(Duty, after)
    return _("%(field)s from “%(old)s” to “%(new)s”") % {"field": FIELDS[name], "old": before, "new": after}


def _label(choices: type[Office] | type[Duty], value: str) -> str:
    return str(choices(value).label) if value in choices.values else value
