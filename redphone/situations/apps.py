from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SituationsConfig(AppConfig):
    name = "redphone.situations"
    label = "situations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from redphone.look.menu import add_entry
        from redphone.situations import papers, picture  # noqa: F401

        add_entry(20, "situations", "situations:list", _("Situations"))
