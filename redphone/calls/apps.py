from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "redphone.calls"
    label = "calls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from redphone.calls import papers, picture, reads  # noqa: F401
        from redphone.look.menu import add_entry
        from redphone.situations.reads import add_things

        def count(request: HttpRequest) -> int | None:
            seat = getattr(request, "seat", None)
            return reads.count_open(for_=seat) if seat else None

        add_entry(15, "calls", "calls:list", _("Calls"), count=count)
        add_things(reads.things_of_situation)
