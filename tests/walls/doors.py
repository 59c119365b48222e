"""Every door of the house, and for whom it is: written by hand, in words of its own, not asked of the code.

A door is a route, by its pattern. Whoever makes one writes here for whom it is: one that does not stand here fails.
"""

from enum import Enum
from typing import NamedTuple


class For(Enum):
    """Who comes in by a door."""

    ANYBODY = "anybody: it shows what everybody may know, or only what its token opens"
    SIGNED_IN = "whoever has signed in: it shows their own account"
    SEATED = "whoever has a seat: it shows what that seat may see"
    KEEPERS = "the administrators of a party: it shows that party's own people"
    HELPERS = "the secretariat, but who keeps its people: it shows what it helps to run, and no content"
    RUNNERS = "the secretariat's administrators: it sets what holds for the whole network"
    NAMED = "the parties named in the thing it leads to: for all others it is not there"


class Door(NamedTuple):
    """For whom a door is, and whether it is opened by GET or only pushed by POST."""

    whom: For
    opens: bool = True


ANYBODY, SIGNED_IN, SEATED, KEEPERS, HELPERS, RUNNERS, NAMED = map(Door, For)
ANYBODY_BUTTON = Door(For.ANYBODY, opens=False)
BUTTON, KEEPERS_BUTTON, NAMED_BUTTON = (
    Door(whom, opens=False) for whom in (For.SEATED, For.KEEPERS, For.NAMED)
)

DESK = {
    "": SEATED,
    "seen/": BUTTON,
    "handover/": SEATED,
    "handover/offer/": SEATED,
    "handover/offer/back/": BUTTON,
    "handover/take/": SEATED,
    "handover/past/": SEATED,
    "health/": SEATED,
    "alive/": ANYBODY,
    "metrics/": ANYBODY,
}
CALLS = {
    "calls/": SEATED,
    "calls/raise/": SEATED,
    "calls/raise/<str:status>/": SEATED,
    "calls/escalation/": SEATED,
    "calls/escalation/<str:urgency>/": SEATED,
    "calls/held/<int:held>/": SEATED,
    "calls/held/<int:held>/release/": SEATED,
    "calls/held/<int:held>/alone/": SEATED,
    "calls/held/<int:held>/send-back/": SEATED,
    "calls/held/<int:held>/take-back/": BUTTON,
    "calls/held/<int:held>/ask-again/": BUTTON,
    "calls/<str:thing>/": NAMED,
    "calls/<str:thing>/who/": NAMED,
    "calls/<str:thing>/acknowledge/": NAMED_BUTTON,
    "calls/<str:thing>/acknowledge/<str:unreached>/": BUTTON,  # a chair that is asked need not be named
    "calls/<str:thing>/answer/": NAMED,
    "calls/<str:thing>/pass/": NAMED,
    "calls/<str:thing>/take/": NAMED_BUTTON,
    "calls/<str:thing>/doubt/": NAMED,
    "calls/<str:thing>/stop-ringing/": NAMED,
    "calls/<str:thing>/report/": NAMED,
    "calls/<str:thing>/contradict/": NAMED,
    "calls/<str:thing>/update/": NAMED,
    "calls/<str:thing>/correct/": NAMED,
    "calls/<str:thing>/cancel/": NAMED,
    "calls/<str:thing>/stand-down/": NAMED,
    "r/<str:token>/": ANYBODY,
    "texts/": ANYBODY_BUTTON,  # whom its provider signed for: see tests/calls/test_text_replies.py
    "texts/<str:token>/": ANYBODY_BUTTON,
}
SITUATIONS = {
    "situations/": SEATED,
    "situations/open/": SEATED,
    "situations/<str:thing>/": NAMED,
    "situations/<str:thing>/mode/": NAMED,
    "situations/<str:thing>/close/": NAMED,
}
OFFICERS = {
    "officers/": SEATED,
    "officers/<int:officer>/": KEEPERS,
    "officers/<int:officer>/deactivate/": KEEPERS,
    "officers/<int:officer>/end-sessions/": KEEPERS_BUTTON,
    "officers/<int:officer>/freeze/": KEEPERS,
    "officers/<int:officer>/thaw/": KEEPERS,
    "officers/<int:officer>/wake/": KEEPERS_BUTTON,
    "officers/freeze-all/": KEEPERS,
    "officers/reach/": SEATED,
    "officers/reach/tell/": SEATED,
    "officers/reach/proven/": BUTTON,
    "officers/roster/": SEATED,
    "officers/roster/take-turns/": SEATED,
    "officers/roster/turns/<int:rotation>/end/": BUTTON,
    "officers/roster/stand-in/": SEATED,
    "officers/roster/stand-in/<int:stand_in>/end/": BUTTON,
    "officers/roster/away/": SEATED,
    "officers/roster/away/<int:absence>/end/": BUTTON,
    "officers/roster/leaves/": SEATED,
    "officers/roster/leaves/<int:officer>/stays/": BUTTON,
    "officers/paths/": SEATED,
    "officers/paths/<int:officer>/enter/": SEATED,
    "officers/paths/telephone/<int:path>/answered/": BUTTON,
    "officers/paths/telephone/<int:path>/not-answered/": BUTTON,
    "officers/paths/telephone/<int:path>/texts/": SEATED,
    "officers/paths/telephone/<int:path>/remove/": BUTTON,
    "officers/reach/phone-tree/": SEATED,
    "officers/roster/calendar/": SEATED,
    "officers/roster/leave/": SEATED,
    "officers/invitations/": KEEPERS,
    "officers/invite/": KEEPERS,
    "officers/invitations/<int:invitation>/withdraw/": KEEPERS_BUTTON,
    "officers/invitations/<int:invitation>/send-again/": KEEPERS_BUTTON,
    "officers/invitations/<int:invitation>/confirm/": SEATED,
    "officers/invitations/<int:invitation>/refuse/": BUTTON,
    "officers/record/": KEEPERS,
    "officers/invitation/<str:token>/": ANYBODY,
    "officers/locked-out/": ANYBODY,
}
DRILLS = {
    "drills/": SEATED,
    "drills/test/": BUTTON,
    "drills/answered/": BUTTON,
    "drills/repair/own/": BUTTON,
    "drills/repair/close/": SEATED,
    "drills/schedule/": RUNNERS,
    "drills/monday/": HELPERS,
    "drills/monday/chase/": Door(For.HELPERS, opens=False),
    "t/<str:token>/": ANYBODY,
}
ACCOUNTS = {
    "accounts/login/": ANYBODY,
    "accounts/logout/": SIGNED_IN,
    "accounts/inactive/": ANYBODY,
    "accounts/signup/": ANYBODY,
    "accounts/reauthenticate/": SIGNED_IN,
    "accounts/password/change/": SIGNED_IN,
    "accounts/shift/": ANYBODY,
    "accounts/me/": SIGNED_IN,
    "accounts/sessions/": SIGNED_IN,
    "accounts/sessions/<int:session>/end/": Door(For.SIGNED_IN, opens=False),
    "accounts/sessions/end-others/": Door(For.SIGNED_IN, opens=False),
    "accounts/2fa/": SIGNED_IN,
    "accounts/2fa/authenticate/": SIGNED_IN,
    "accounts/2fa/reauthenticate/": SIGNED_IN,
    "accounts/2fa/passkeys/": SIGNED_IN,
    "accounts/2fa/passkeys/add/": SIGNED_IN,
    "accounts/2fa/passkeys/login/": ANYBODY,
    "accounts/2fa/passkeys/reauthenticate/": SIGNED_IN,
    "accounts/2fa/passkeys/<int:pk>/edit/": SIGNED_IN,
    "accounts/2fa/passkeys/<int:pk>/remove/": SIGNED_IN,
    "accounts/2fa/totp/activate/": SIGNED_IN,
    "accounts/2fa/totp/deactivate/": SIGNED_IN,
    "accounts/2fa/recovery-codes/": SIGNED_IN,
    "accounts/2fa/recovery-codes/generate/": SIGNED_IN,
    "accounts/2fa/recovery-codes/download/": SIGNED_IN,
}
JSON = {
    "api/openapi.json": ANYBODY,
    "api/": ANYBODY,
    "api/calls/": SEATED,
    "api/calls/escalation/": SEATED,
    "api/calls/escalation/<urgency>/": BUTTON,
    "api/calls/<call>/": NAMED,
    "api/calls/<call>/acknowledge/<unreached>/": BUTTON,
    "api/situations/": SEATED,
    "api/situations/<thing>/": NAMED,
    "api/situations/<thing>/mode/": NAMED_BUTTON,
    "api/situations/<thing>/close/": NAMED_BUTTON,
} | {
    f"api/calls/<call>/{act}/": NAMED_BUTTON
    for act in (
        *("acknowledge", "answer", "pass", "take", "report", "contradict", "doubt", "stop-ringing"),
        *("update", "correct", "cancel", "stand-down"),
    )
}
LOOK = {
    "look/scheme/": Door(For.ANYBODY, opens=False),
    "look/ping/": ANYBODY,
    "i18n/setlang/": ANYBODY,
}
DOORS = {**DESK, **CALLS, **DRILLS, **SITUATIONS, **OFFICERS, **ACCOUNTS, **JSON, **LOOK}
