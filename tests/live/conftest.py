from tests.live.telling import house, say, sessions  # noqa: F401
from tests.people import cast, network, small_world  # noqa: F401
