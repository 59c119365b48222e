"""How situations are told: in timelines, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redphone.log.reads import sentence
from redphone.situations.messages import ModeSet, SituationClosed, SituationOpened
from redphone.wire.manifest import Manifest

MODE_NAMES = {
    "monitoring": gettext_lazy("Monitoring"),
    "information_sharing": gettext_lazy("Information sharing"),
    "full": gettext_lazy("Full activation"),
}
MODE_ASKS = {
    "monitoring": gettext_lazy("Share existing reports as you see fit. Nobody has to answer by a time."),
    "information_sharing": gettext_lazy(
        "Every member names a contact, answers questions by their time and keeps its figures up to date."
    ),
    "full": gettext_lazy(
        "Every member keeps a duty officer on the line, joins the meetings and brings decisions to them."
    ),
}


@sentence(SituationOpened)
def _opened(message: SituationOpened, manifest: Manifest) -> str:
    return _("opened the situation “%(title)s”") % {"title": message.title}


@sentence(ModeSet)
def _mode_set(message: ModeSet, manifest: Manifest) -> str:
    return _("set the mode to %(mode)s: %(reason)s") % {
        "mode": MODE_NAMES[message.mode],
        "reason": message.reason,
    }


@sentence(SituationClosed)
def _closed(message: SituationClosed, manifest: Manifest) -> str:
    return _("closed the situation: %(reason)s") % {"reason": message.reason}
