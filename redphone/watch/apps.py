from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WatchConfig(AppConfig):
    name = "redphone.watch"
    label = "watch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from redphone.look.menu import add_entry
        from redphone.look.page import add_to_page
        from redphone.watch.views import alarms_on_desk

        add_entry(90, "health", "watch:health", _("Health"))
        add_to_page("alarms", alarms_on_desk)
