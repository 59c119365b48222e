"""Re-derives what was promised, raises the alarm when it is late, and says how this node is."""
