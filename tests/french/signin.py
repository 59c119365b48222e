"""Ways in, on the walk: passkeys and shifts, freezing and thawing."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator

from redphone.officers import acts
from redphone.officers.models import Invitation, Officer
from tests.french.officers import GUEST
from tests.french.story import TYPED, Story
from tests.french.walk import Page
from tests.officers.soft_key import SoftKey, enrol
from tests.people import sign_in


def freezing(story: Story) -> Iterator[Page]:
    """Quebec's guest is frozen, and thawed; with elise's own party this would end the walk."""
    guest = Officer.objects.get(email="acc@ca.example").pk
    yield Page("officers:freeze", "elise", (guest,), typed={"why": " "})
    yield Page("officers:freeze", "elise", (guest,), typed={"why": TYPED["note"]})
    yield Page("officers:freeze", "elise", (guest,), typed={"why": TYPED["note"]})
    yield Page("officers:officers", "elise")
    yield Page("officers:thaw", "elise", (guest,))
    yield Page("officers:thaw", "elise", (guest,), typed={"why": TYPED["note"]})
    yield Page("officers:thaw", "elise", (guest,), typed={"why": TYPED["note"]})
    yield Page("officers:freeze_all", "elise")
    yield Page("officers:freeze_all", "elise", typed={"why": ""})
    yield Page("officers:freeze_all", "bella", typed={"why": TYPED["note"]})
    yield Page("officers:freeze_all", "bella")


def recovering(story: Story) -> Iterator[Page]:
    """Chloé is to be let back in: her administrator asks; she herself can refuse it, and not agree."""
    guest = {"email": "acc@ca.example", "name": GUEST, "language": "fr"}
    yield Page("officers:invite", "elise", typed=guest | {"office": "desk_officer", "duty": "none"})
    acts.invite(
        by=story.seat("elise"), email="chloe@ca.example", name="Chloé Example", office="duty_desk", anew=True
    )
    offer = Invitation.objects.filter(email="chloe@ca.example").latest("pk").pk
    yield Page("officers:invitations", "elise")
    yield Page("officers:officers", "chloe")
    yield Page("officers:confirm_recovery", "chloe", (offer,))
    yield Page("officers:confirm_recovery", "chloe", (offer,), typed={})


def passkeys(story: Story) -> Iterator[Page]:
    """Dara has a passkey, Chloé none."""
    key = SoftKey()
    enrol(sign_in(story.cast["dara"]), key, TYPED["national"])
    pk = Authenticator.objects.get(user=story.cast["dara"], type="webauthn").pk
    yield Page("account_shift", "")
    yield Page("account_shift", "chloe")
    for who in ("chloe", "dara"):
        yield Page("mfa_list_webauthn", who)
    yield Page("mfa_add_webauthn", "chloe")
    yield Page("mfa_add_webauthn", "chloe", typed={"credential": "x", "name": ""})
    yield Page("mfa_reauthenticate_webauthn", "dara")
    yield Page("mfa_reauthenticate_webauthn", "dara", typed={"credential": "{}"})
    for door in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        yield Page(door, "dara", (pk,))
    yield Page("mfa_edit_webauthn", "dara", (pk,), typed={"name": ""})
    yield Page("account_login", "", typed={"login": "dara@au.example", "password": "faux"})
    yield Page("mfa_index", "dara")
    yield Page("mfa_remove_webauthn", "dara", (pk,), typed={})
