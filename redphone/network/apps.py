from django.apps import AppConfig
from django.http import HttpRequest


class NetworkConfig(AppConfig):
    name = "redphone.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from redphone.log.keys import look_up_keys
        from redphone.look.page import add_to_page
        from redphone.look.refusing import show_fact
        from redphone.network import keys, papers, picture, reads  # noqa: F401

        def hosting(request: HttpRequest) -> list[str]:
            """Whose keys lie on this host: every page says so when they are several parties'."""
            hosted = reads.hosted_parties()
            return [card.name for code, card in reads.parties().items() if code in hosted]

        def names(codes: str) -> str:
            """Parties by their names, where a rule gives codes, one or several with commas between."""
            known = reads.parties()
            return ", ".join(known[code].name if code in known else code for code in codes.split(", "))

        add_to_page("hosting", hosting)
        show_fact("party", names)
        look_up_keys(signer=keys.key_of, finder=keys.find_key)
