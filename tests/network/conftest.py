from tests.people import network, small_world  # noqa: F401
