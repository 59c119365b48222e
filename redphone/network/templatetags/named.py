"""Names for party codes in templates."""

from collections.abc import Mapping

from django import template

from redphone.network.reads import PartyCard

register = template.Library()


@register.filter
def party_name(code: str, parties: Mapping[str, PartyCard]) -> str:
    """The name of a party in the language in use; its code if the register has none."""
    card = parties.get(code)
    return card.name if card else code


@register.filter
def at_key(mapping: Mapping[str, object], key: str) -> object:
    """The value under a key, or nothing."""
    return mapping.get(key, "")
