from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "redphone.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from redphone.calls import reads as calls
        from redphone.desk import panels
        from redphone.look.menu import add_entry
        from redphone.situations.views import add_panel

        def count(request: HttpRequest) -> int | None:
            seat = getattr(request, "seat", None)
            return calls.count_expected(for_=seat) if seat else None

        add_entry(10, "desk", "desk:home", _("Desk"), count=count)
        add_panel(panels.calls_of_situation)
