from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "redphone.log"
    label = "log"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from redphone.log import clock
        from redphone.look.page import add_to_page

        add_to_page("now", lambda request: clock.now())
