from tests.people import cast, network, small_world  # noqa: F401
