"""Every page of the product in all that it can say: as it is opened, and with what was typed wrong."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from tests.french.drills import drills
from tests.french.escalations import escalations
from tests.french.officers import GUEST
from tests.french.releases import releases
from tests.french.rosters import rosters
from tests.french.signin import freezing, passkeys, recovering
from tests.french.story import TYPED, Story
from tests.french.walk import Page
from tests.people import PASSWORD

FIGURES = {
    "figures-TOTAL_FORMS": "1",
    "figures-INITIAL_FORMS": "0",
    "figures-MIN_NUM_FORMS": "0",
    "figures-MAX_NUM_FORMS": "6",
}
WRONG_FIGURE = FIGURES | {"figures-0-what": TYPED["counted"], "figures-0-value": "-1"}
SEEN_BY_MANY = ("theirs actual", "ours actual", "unread")
"""Calls that others read otherwise: their raiser, the chair, who reads only that they are there."""


def all_pages(story: Story) -> list[Page]:
    """The whole walk. Later pages may follow from what was done on earlier ones."""
    return [
        *_calls(story),
        *_situations(story),
        *_links(story),
        *_desk(),
        *drills(story),
        *_officers(story),
        *_accounts(story),
    ]


def _calls(story: Story) -> Iterator[Page]:
    for state in ("open", "ended"):
        for who in ("chloe", "eve", "elise", "ivan"):
            yield Page("calls:list", who, ask={"state": state})
    for name, thing in story.calls.items():
        yield Page("calls:call", "chloe", (thing,))
        for who in ("alice", "felix", "eve", "elise") if name in SEEN_BY_MANY else ():
            yield Page("calls:call", who, (thing,))
        yield Page("calls:who", "chloe", (thing,))
    yield from _raising(story)
    yield from (*escalations(), *releases(story, first_message(story, "actual", "GREEN")))
    yield from _speaking(story)


def _raising(story: Story) -> Iterator[Page]:
    yield Page("calls:choose_status", "chloe")
    for status in ("actual", "exercise", "test"):
        yield Page("calls:raise", "chloe", (status,))
        yield Page("calls:raise", "chloe", (status,), typed={"step": "check", **WRONG_FIGURE})
        for mark in ("GREEN", "RED"):
            yield Page("calls:raise", "chloe", (status,), typed=first_message(story, status, mark))
    yield Page("calls:raise", "elise", ("test",), typed=first_message(story, "test", "GREEN"))
    yield Page(
        "calls:raise",
        "chloe",
        ("test",),
        typed=first_message(story, "test", "GREEN", answer_by="2020-01-01T00:00"),
    )
    yield Page(
        "calls:raise", "chloe", ("test",), typed=first_message(story, "test", "GREEN", answer_by="demain")
    )
    for wanted in (
        {"enough": "some", "needed": "1"},
        {"enough": "some", "needed": "3"},
        {"enough": "some"},
        {"enough": "named", "named": "GB"},
        {"enough": "named", "named": "NZ"},
        {"enough": "named", "needed": "1"},
    ):
        yield Page("calls:raise", "chloe", ("test",), typed=first_message(story, "test", "GREEN", **wanted))


def first_message(story: Story, status: str, mark: str, **changes: str) -> dict[str, Any]:
    """What an officer types to raise a call, up to the page that asks to confirm it."""
    return {
        "step": "check",
        "situation": story.situations["full" if status == "actual" else status],
        "what_happened": TYPED["what"],
        "place_unknown": "on",
        "asked": TYPED["asked"],
        "answer_by_unknown": "on",
        "urgency": "immediate",
        "decides": "minister",
        "to": ["GB", "US"],
        "mark": mark,
        "national": TYPED["national"],
        **FIGURES,
        **changes,
    }


def _speaking(story: Story) -> Iterator[Page]:
    ours, theirs = story.calls["ours actual"], story.calls["theirs actual"]
    for door in ("update", "correct"):
        said = {"what_changed": TYPED["note"], "what_was_wrong": TYPED["note"], **FIGURES}
        yield Page(f"calls:{door}", "chloe", (ours,), typed=said)
    for door in ("update", "correct", "cancel", "stand_down"):
        yield Page(f"calls:{door}", "chloe", (ours,))
        yield Page(
            f"calls:{door}", "chloe", (ours,), typed={"note": "1 " * 2001, "reason": "?", **WRONG_FIGURE}
        )
        said = {
            "what_changed": TYPED["note"],
            "what_was_wrong": TYPED["note"],
            "note": "",
            "reason": "other",
            **FIGURES,
        }
        yield Page(f"calls:{door}", "chloe", (theirs,), typed=said)
    yield Page("calls:answer", "chloe", (theirs,))
    for kind in ("", "cannot", "cannot_say", "can"):
        yield Page("calls:answer", "chloe", (theirs,), typed={"answer": kind, "words": "", **FIGURES})
    exercise, test = story.calls["theirs exercise"], story.calls["theirs test"]
    for words in (
        {"officer": "", "desk": ""},
        {"officer": "1", "desk": TYPED["note"], "until": "2020-01-01T00:00"},
    ):
        yield Page("calls:pass", "chloe", (theirs,), typed=words)
    yield Page("calls:pass", "chloe", (theirs,))
    for door, who in (("doubt", "chloe"), ("stop_ringing", "felix")):
        yield Page(f"calls:{door}", who, (exercise,))
        yield Page(f"calls:{door}", who, (exercise,), typed={"why": ""})
        yield Page(f"calls:{door}", who, (exercise,), typed={"why": TYPED["note"]})
    yield Page("calls:stop_ringing", "chloe", (exercise,), typed={"why": TYPED["note"]})
    yield Page("calls:contradict", "chloe", (exercise,))
    yield Page("calls:report", "chloe", (exercise,))
    yield Page("calls:report", "chloe", (exercise,), typed={})
    heard = {"party": "AU", "way": "other", "said": TYPED["note"], "hold_seconds": "0"}
    yield Page("calls:report", "chloe", (exercise,), typed=heard | {"happened_at": "2036-01-01T08:00"})
    yield Page("calls:report", "chloe", (exercise,), typed=heard | {"happened_at": "2026-11-21T01:00"})
    yield Page("calls:contradict", "chloe", (exercise,), typed={"note": TYPED["note"]})
    yield Page("calls:contradict", "chloe", (exercise,), typed={})
    yield Page("calls:acknowledge", "chloe", (exercise,), typed={"promised": "tout de suite"}, status=409)
    yield Page("calls:acknowledge", "chloe", (exercise,), typed={})
    yield Page("calls:acknowledge", "chloe", (exercise,), typed={})
    yield Page("calls:acknowledge", "chloe", (test,), typed={}, status=409)
    yield Page("calls:stand_down", "chloe", (story.calls["ours test"],), typed={"note": TYPED["note"]})
    yield Page("calls:cancel", "chloe", (story.calls["nobody"],), typed={"reason": "wrong_call", "note": ""})


def _situations(story: Story) -> Iterator[Page]:
    yield Page("situations:list", "ivan")
    for who in ("chloe", "eve", "elise"):
        for closed in ("0", "1"):
            yield Page("situations:list", who, ask={"closed": closed})
        for thing in story.situations.values():
            yield Page("situations:situation", who, (thing,))
    ours, full = story.situations["monitoring"], story.situations["full"]
    for status in ("actual", "exercise", "test"):
        yield Page("situations:open", "chloe", ask={"status": status})
    yield Page("situations:open", "chloe", typed={"status": "test"})
    said = {
        "status": "test",
        "title": TYPED["title"],
        "nature": "emergency",
        "to": ["GB", "DE"],
        "mark": "RED",
    }
    yield Page("situations:open", "chloe", typed=said)
    yield Page("situations:open", "chloe", typed=said | {"mark": "AMBER", "to": ["GB"]})
    yield Page("situations:set_mode", "chloe", (ours,))
    mode = {
        "mode": "full",
        "reason": TYPED["reason"],
        "owner": "CA",
        "report_hours": "0",
        "review_at": "2020-01-01T00:00",
    }
    for changes in ({}, {"report_hours": "1"}, {"report_hours": "1", "mode": "?", "review_at": ""}):
        yield Page("situations:set_mode", "chloe", (ours,), typed=mode | changes)
    set_well = mode | {"mode": "information_sharing", "report_hours": "1", "review_at": "2026-12-01T00:00"}
    yield Page("situations:set_mode", "chloe", (ours,), typed=set_well)
    yield Page("situations:close", "chloe", (ours,), typed={"reason": TYPED["note"]})
    yield Page("situations:close", "chloe", (full,), typed={"reason": ""})


def _links(story: Story) -> Iterator[Page]:
    for link in story.links.values():
        token = link.removeprefix("/r/").strip("/")
        yield Page("ring", "", (token,))
        yield Page("ring", "", (token,), typed={"digits": ""}, status=409)
    yield Page("ring", "", ("12.faux",), status=404)
    token = story.links["dara 0"].removeprefix("/r/").strip("/")
    for _ in range(7):
        yield Page("ring", "", (token,), typed={"digits": "ab"}, status=409)


def _desk() -> Iterator[Page]:
    for who in ("chloe", "felix", "alice", "eve", "elise", "gil", "ivan"):
        yield Page("desk:home", who)
    for who in ("chloe", "ivan"):
        yield Page("watch:health", who)


def _officers(story: Story) -> Iterator[Page]:
    person, felix = story.cast["chloe"].pk, story.cast["felix"].pk
    for who in ("chloe", "elise", "bella", "ines", "ivan"):
        yield Page("officers:officers", who)
    for door in ("change_officer", "deactivate", "freeze", "thaw"):
        yield Page(f"officers:{door}", "ines", (story.cast["ivan"].pk,))
    yield from freezing(story)
    yield from recovering(story)
    for door, args in (
        ("invitations", ()),
        ("invite", ()),
        ("record", ()),
        ("change_officer", (person,)),
        ("deactivate", (person,)),
    ):
        yield Page(f"officers:{door}", "elise", args)
        yield Page(f"officers:{door}", "chloe", args, status=403)
    yield Page("officers:change_officer", "elise", (felix,), status=404)
    yield Page("officers:invitations", "bella")
    yield Page("officers:record", "bella")
    for kind in ("sign_ins", "denials", "reads", "changes"):
        yield Page("officers:record", "elise", ask={"kind": kind, "officer": str(person)})
    yield Page("officers:invite", "elise", ask={"officer": str(person)})
    yield Page(
        "officers:invite",
        "elise",
        typed={"email": "nul", "name": "\x07", "office": "?", "duty": "?", "language": "?"},
    )
    invited = {
        "email": "neuf@ca.example",
        "name": GUEST,
        "office": "administrator",
        "language": "fr",
    }
    yield Page("officers:invite", "elise", typed=invited | {"duty": "duty"})
    yield Page("officers:invite", "elise", typed=invited | {"duty": "none"})
    changed = {
        "name": "Chloé Example",
        "office": "administrator",
        "duty": "duty",
        "language": "fr",
        "zone": "Mars/Base",
    }
    yield Page("officers:change_officer", "elise", (person,), typed=changed)
    yield Page("officers:deactivate", "elise", (story.cast["elise"].pk,), typed={})
    yield Page("officers:record", "elise")
    for name, token in story.invitations.items():
        yield Page("officers:accept_invitation", "", (token,), status=200 if name == "ouverte" else 410)
    yield Page("officers:accept_invitation", "", ("faux",), status=410)
    taken = {"name": "", "password": "123", "again": "124", "language": "fr", "zone": "UTC"}
    for changes in ({}, {"again": "123"}, {"again": "123", "name": GUEST}):
        yield Page("officers:accept_invitation", "", (story.invitations["ouverte"],), typed=taken | changes)
    yield Page("officers:locked_out", "")
    yield from rosters(story)


def _accounts(story: Story) -> Iterator[Page]:
    yield Page("account_login", "")
    yield Page("account_login", "", typed={"login": "", "password": ""})
    yield Page("account_login", "", typed={"login": "chloe@ca.example", "password": "faux"})
    yield Page("account_signup", "")
    yield Page("account_inactive", "")
    yield Page("account_me", "chloe")
    yield from passkeys(story)
    yield Page("account_me", "chloe", typed={"name": "", "language": "?", "zone": "?"})
    yield Page(
        "account_me", "chloe", typed={"name": "Chloé Example", "language": "fr", "zone": "Europe/London"}
    )
    yield Page("usersessions_list", "chloe")
    yield from _second_factor()
    yield Page("account_reauthenticate", "bruno")
    yield Page("account_reauthenticate", "bruno", typed={"password": "faux"})
    yield Page("account_change_password", "chloe")
    for new in ("court", "chloe@ca.example"):
        typed = {"oldpassword": "faux", "password1": new, "password2": "autre"}
        yield Page("account_change_password", "chloe", typed=typed)
    again = dict.fromkeys(("password1", "password2"), "un héron sur le toit")
    yield Page("account_change_password", "chloe", typed={"oldpassword": PASSWORD, **again})
    yield Page("account_logout", "chloe")


def _second_factor() -> Iterator[Page]:
    """Felix has an authenticator app, Bruno sets one up."""
    yield Page("mfa_index", "chloe")
    yield Page("mfa_index", "felix")
    for door in ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        yield Page("mfa_reauthenticate", "felix", ask={"next": reverse(door)})
        yield Page(door, "felix")
    yield Page("mfa_deactivate_totp", "felix", typed={})
    yield Page("mfa_activate_totp", "bruno")
    yield Page("mfa_activate_totp", "bruno", typed={"code": "1"})
    yield Page("mfa_reauthenticate", "felix", typed={"code": "000000"})
    yield Page("account_login", "at the door", typed={"login": "felix@us.example", "password": PASSWORD})
    yield Page("mfa_authenticate", "at the door")
    yield Page("mfa_authenticate", "at the door", typed={"code": "000000"})
