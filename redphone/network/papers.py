"""How the register is told: in timelines, in words."""

from django.utils.translation import gettext as _

from redphone.log.reads import sentence
from redphone.network.messages import CoverTold, Reachable
from redphone.wire.manifest import Manifest


@sentence(Reachable)
def _reachable(message: Reachable, manifest: Manifest) -> str:
    return _("told how its duty desk is reached: %(number)s") % {"number": message.number}


@sentence(CoverTold)
def _cover_told(message: CoverTold, manifest: Manifest) -> str:
    return _("told whether its duty desk can be reached")
