from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "redphone.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from redphone.log.keys import look_up_keys
        from redphone.network import keys, picture  # noqa: F401

        look_up_keys(signer=keys.key_of, finder=keys.find_key)
