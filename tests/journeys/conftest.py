"""The cast at two in the morning, a mail server, a ringer."""

from tests.calls.conftest import night, post_office, ringer, seats
from tests.people import cast, network, small_world

__all__ = ["cast", "network", "night", "post_office", "ringer", "seats", "small_world"]
