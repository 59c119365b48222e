"""The ringer: reads what was said, keeps each party's clock, rings, and records the ring.

Timers and deliveries are rows, so a killed process loses none of them: what was being sent is sent again, marked.
"""

from redphone.calls.ringer.round import run

__all__ = ["run"]
