"""Red Phone: the Emergency Coordination Platform of the Resettlement Diplomacy Network."""
