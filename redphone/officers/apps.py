from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficersConfig(AppConfig):
    name = "redphone.officers"
    label = "officers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from redphone.look.menu import add_entry
        from redphone.look.page import add_to_page
        from redphone.officers import seating, signals, witness  # noqa: F401

        add_to_page("seat", seating.name_of_seat)
        add_to_page("zone", lambda request: getattr(request, "zone", "UTC"))
        add_entry(80, "officers", "officers:officers", _("Officers"))
        add_entry(85, "reach", "officers:reach", _("Duty numbers"), key="d")
        add_entry(90, "me", "account_me", _("My settings"))
