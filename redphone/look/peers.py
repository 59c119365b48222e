"""Whose request it is: whether it comes from this machine, by itself."""

import ipaddress
from collections.abc import Collection

FORWARDED = frozenset({"forwarded", "via", "x-forwarded-for", "x-real-ip"})
"""What a proxy adds: the request came from somewhere else, even if the proxy is here."""


def is_this_machine(client: str, *, server: str, headers: Collection[str]) -> bool:
    """Whether the peer is a process of this machine and asks for nobody else. `headers` are names in small letters."""
    if FORWARDED & set(headers):
        return False
    try:
        is_loopback = ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False
    return is_loopback or client == server
