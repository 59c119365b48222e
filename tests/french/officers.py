"""What there is to read about officers: invitations in each state, a roster with a hole, everything in the record."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from redphone.log import clock
from redphone.officers import acts as officers
from redphone.officers import acts_invitation, acts_paths, acts_roster, audit, mails, words
from redphone.officers.models import Invitation
from redphone.wire.policy import Seat
from tests.calls.words import NIGHT

if TYPE_CHECKING:
    from tests.french.story import Story

DAY = timedelta(days=1)
GUEST = "Officer Invité Example"


def tell_of_officers(story: Story) -> None:
    """Invitations in each state, a second factor, and a mail about each thing that can change."""
    elise = story.seat("elise")
    for name in ("ouverte", "retirée", "acceptée", "expirée"):
        with clock.standing_at(NIGHT - timedelta(days=9) if name == "expirée" else NIGHT):
            invitation, token = officers.invite(
                by=elise, email=f"{name[:3]}@ca.example", name=GUEST, office="desk_officer", language="fr"
            )
            assert mails.send_invitation(invitation, token)
            acts_invitation.mark_mailed(invitation=invitation.pk)
        story.invitations[name] = token
    acts_invitation.withdraw_invitation(
        by=elise, invitation=Invitation.objects.get(email="ret@ca.example").pk
    )
    officers.accept_invitation(
        token=story.invitations["acceptée"], password="un héron sur le toit", language="fr"
    )
    officers.change_officer(by=elise, officer=story.cast["chloe"].pk, name="Chloé Example-Nord")
    officers.change_officer(by=elise, officer=story.cast["chloe"].pk, name="Chloé Example")
    fill_roster(by=elise, officer=story.cast["chloe"].pk)
    told = acts_paths.enter_telephone(
        by=elise, officer=story.cast["chloe"].pk, way="home", number="+1 613 555 0144"
    )
    story.telephone = told.pk
    mobile = acts_paths.enter_telephone(
        by=elise, officer=story.cast["chloe"].pk, way="mobile", number="+1 613 555 0145"
    )
    acts_paths.set_texting(by=elise, path=mobile.pk, texted="late", is_watched=True)
    story.mobile = mobile.pk
    for what in mails.CHANGES:
        assert mails.tell_of_change(story.cast["chloe"], what=what)
    for what in mails.TOLD:
        assert mails.tell(story.cast["chloe"], what=what, name="Chloé Example")
    for name in ("felix", "ivan"):
        TOTP.activate(story.cast[name], generate_totp_secret())
        story.secrets += RecoveryCodes.activate(story.cast[name]).get_unused_codes()
    for what, outcome in words.SENTENCES:
        facts = {"email": "neuf@ca.example", "office": "desk_officer", "path": "officers:invite"}
        facts |= {"mark": "RED", "number": "CA-1", "why": GUEST, "name": GUEST}
        chloe: Any = story.cast["chloe"]
        audit.record(what=what, outcome=outcome, who=chloe, whom=chloe, facts=facts)  # type: ignore[arg-type]


def fill_roster(*, by: Seat, officer: int) -> None:
    """Of one officer, who is the seat's own party's only one."""
    acts_roster.set_rotation(
        by=by,
        step="deputy",
        zone="America/Toronto",
        begins_on=NIGHT.date(),
        hands_over_at=time(8),
        days=7,
        people=[officer],
        weekdays=[0, 5],
    )
    acts_roster.stand_in(
        by=by, step="deputy", officer=officer, begins_at=NIGHT + DAY, ends_at=NIGHT + 2 * DAY
    )
    acts_roster.be_away(by=by, officer=officer, begins_at=NIGHT + 3 * DAY, ends_at=NIGHT + 4 * DAY)
