from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class DrillsConfig(AppConfig):
    name = "redphone.drills"
    label = "drills"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from redphone.drills import papers, picture  # noqa: F401
        from redphone.look.menu import add_entry

        add_entry(87, "drills", "drills:tests", pgettext_lazy("menu", "Link tests"))
