from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "redphone.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings

        if settings.DEMO:
            show_doors()


def show_doors() -> None:
    """Let the menu and the sign-in page point at the demonstration's own pages."""
    from redphone.demo.views_cast import note_on_sign_in
    from redphone.look.menu import add_entry
    from redphone.look.page import add_to_page

    add_entry(95, "mailbox", "demo:mailbox", _("Mailbox"))
    add_to_page("sign_in_note", note_on_sign_in)
