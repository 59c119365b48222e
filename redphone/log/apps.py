from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "redphone.log"
    label = "log"
    default_auto_field = "django.db.models.BigAutoField"
